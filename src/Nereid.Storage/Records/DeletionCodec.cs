using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Records;

/// <summary>What deletions took away, as bytes.</summary>
static class DeletionCodec
{
    public static void WriteDeletion(this GrowingBuffer to, DeletionMade made)
    {
        to.WriteGuid(made.Deletion.Value);
        to.WriteText(made.By);
        to.WriteBool(made.IsKept);
        to.WriteParts(made.Parts);
    }

    public static void WriteParts(this GrowingBuffer to, IReadOnlyList<TakenPart> parts)
    {
        to.WriteVarint((ulong)parts.Count);
        foreach (var part in parts)
        {
            to.WriteText(part.Path.Text);
            to.WriteByte((byte)part.Type);
            to.WriteVarint((ulong)part.Series);
            to.WriteBool(part.Range is not null);
            if (part.Range is not { } range)
                continue;
            to.WriteEnd(range.From);
            to.WriteEnd(range.To);
        }
    }

    public static TakenPart[] ReadParts(this ref ByteReader from)
    {
        var parts = new TakenPart[from.ReadCount()];
        for (var i = 0; i < parts.Length; i++)
        {
            var path = AttributePath.TryParse(from.ReadText(), out var parsed, out var fault) ? parsed : throw new RecordFormatException(fault);
            var (type, series) = ((AttributeType)from.ReadByte(), (long)from.ReadVarint());
            parts[i] = new TakenPart(path, type, series, from.ReadBool() ? new DeletedRange(from.ReadEnd(), from.ReadEnd()) : null);
        }
        return parts;
    }

    static void WriteEnd(this GrowingBuffer to, Step? end)
    {
        to.WriteBool(end is not null);
        if (end is { } step)
            to.WriteStep(step);
    }

    static Step? ReadEnd(this ref ByteReader from) => from.ReadBool() ? from.ReadStep() : null;
}
