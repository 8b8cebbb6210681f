using Nereid.Storage.Journal;
using Nereid.Storage.Records;
using Nereid.Storage.Series.Encoding;
using Nereid.Storage.Series.Heads;

namespace Nereid.Storage.Series;

/// <summary>Series summaries as bytes, for the <c>value</c> column of a series attribute. Layout: docs/formats/runs-db.md.</summary>
static class SummaryCodec
{
    const int StaleFlag = 1;

    /// <summary>The sum of the finite values is there; rows of older versions are without it.</summary>
    const int SumFlag = 2;

    public static void Write(GrowingBuffer to, in SavedFigures figures)
    {
        to.WriteVarint((ulong)figures.Birth);
        to.WriteVarint((ulong)figures.Through);
        to.WriteByte((byte)((figures.IsStale ? StaleFlag : 0) | SumFlag));
        to.WriteBool(figures.Display is not null);
        if (figures.Display is not null)
            to.WriteDisplay(figures.Display);
        var summary = figures.Summary;
        to.WriteVarint((ulong)summary.Count);
        if (summary.Count > 0)
            WriteFigures(to, summary);
        // At the end: a row of an older version ends before it.
        if (!figures.Previews.IsDefaultOrEmpty)
            to.WritePreviews(figures.Previews);
    }

    static void WriteFigures(GrowingBuffer to, in FloatSummary summary)
    {
        to.WriteVarint((ulong)summary.NanCount);
        to.WriteVarint((ulong)summary.PositiveInfinityCount);
        to.WriteVarint((ulong)summary.NegativeInfinityCount);
        to.WriteDouble(summary.FiniteMean);
        to.WriteDouble(summary.FiniteSquares);
        to.WriteDouble(summary.Min);
        to.WriteDouble(summary.Max);
        to.WriteStep(summary.FirstStep);
        to.WriteDouble(summary.First);
        to.WriteStep(summary.LastStep);
        to.WriteDouble(summary.Last);
        to.WriteSignedVarint(summary.LastUnixMicros);
        to.WriteSignedVarint(summary.MinUnixMicros);
        to.WriteSignedVarint(summary.MaxUnixMicros);
        to.WriteDouble(summary.FiniteSum.Rounded);
        to.WriteDouble(summary.FiniteSum.Lost);
    }

    public static SavedFigures ReadFloats(ReadOnlySpan<byte> bytes)
    {
        var from = new ByteReader(bytes);
        var (birth, through, flags) = ((long)from.ReadVarint(), (long)from.ReadVarint(), from.ReadByte());
        var display = from.ReadBool() ? from.ReadDisplay() : null;
        var summary = new FloatSummary { Count = (long)from.ReadVarint() };
        if (summary.Count > 0)
        {
            summary.NanCount = (long)from.ReadVarint();
            summary.PositiveInfinityCount = (long)from.ReadVarint();
            summary.NegativeInfinityCount = (long)from.ReadVarint();
            summary.FiniteMean = from.ReadDouble();
            summary.FiniteSquares = from.ReadDouble();
            summary.Min = from.ReadDouble();
            summary.Max = from.ReadDouble();
            summary.FirstStep = from.ReadStep();
            summary.First = from.ReadDouble();
            summary.LastStep = from.ReadStep();
            summary.Last = from.ReadDouble();
            summary.LastUnixMicros = from.ReadSignedVarint();
            summary.MinUnixMicros = from.ReadSignedVarint();
            summary.MaxUnixMicros = from.ReadSignedVarint();
            var finite = summary.Count - summary.NanCount - summary.PositiveInfinityCount - summary.NegativeInfinityCount;
            summary.FiniteSum = (flags & SumFlag) != 0
                ? new ExactSum { Rounded = from.ReadDouble(), Lost = from.ReadDouble() }
                : new ExactSum { Rounded = summary.FiniteMean * finite };
        }
        var previews = !from.Failed && from.Remaining > 0 ? from.ReadPreviews() : default;
        return from.Failed ? throw new RecordFormatException("a float series summary is cut off") : new SavedFigures(birth, through, (flags & StaleFlag) != 0, summary, display, previews);
    }

    public static void Write(GrowingBuffer to, in PointSummary summary)
    {
        to.WriteVarint((ulong)summary.Count);
        to.WriteStep(summary.LastStep);
        to.WriteSignedVarint(summary.LastUnixMicros);
        to.WriteVarint((ulong)summary.FileBytes);
    }

    public static PointSummary ReadPoints(ReadOnlySpan<byte> bytes)
    {
        var from = new ByteReader(bytes);
        var summary = new PointSummary
        {
            Count = (long)from.ReadVarint(),
            LastStep = from.ReadStep(),
            LastUnixMicros = from.ReadSignedVarint(),
            FileBytes = (long)from.ReadVarint(),
        };
        return from.Failed ? throw new RecordFormatException("a series summary is cut off") : summary;
    }
}
