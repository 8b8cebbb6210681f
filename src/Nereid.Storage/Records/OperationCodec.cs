using System.Diagnostics;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Records;

/// <summary>Resolved operations as bytes.</summary>
static class OperationCodec
{
    /// <summary>Written to disk: never reuse a number.</summary>
    enum Kind : byte
    {
        Assign = 1,
        AppendFloats = 2,
        AppendStrings = 3,
        AppendFiles = 4,
        AppendHistograms = 5,
        ClearSeries = 6,
        ConfigureSeries = 7,
        Delete = 8,
        PreviewFloats = 9,
    }

    public static void WriteOperation(this GrowingBuffer to, RunOperation operation)
    {
        to.WriteByte((byte)KindOf(operation));
        to.WriteText(operation.Path.Text);
        switch (operation)
        {
            case AssignValue assign:
                to.WriteByte((byte)assign.Value.Type);
                to.WriteValue(assign.Value);
                break;
            case AppendFloats append:
                to.WriteFloats(append.Points.Span);
                break;
            case AppendStrings append:
                to.WriteStrings(append.Points);
                break;
            case AppendFiles append:
                to.WriteFiles(append.Points);
                break;
            case AppendHistograms append:
                to.WriteHistograms(append.Points);
                break;
            case PreviewFloats preview:
                to.WritePreviews(preview.Points);
                break;
            case ClearSeries clear:
                to.WriteByte((byte)clear.SeriesType);
                break;
            case ConfigureSeries configure:
                to.WriteDisplay(configure.Display);
                break;
        }
    }

    public static RunOperation ReadOperation(this ref ByteReader from)
    {
        var kind = (Kind)from.ReadByte();
        var path = AttributePath.TryParse(from.ReadText(), out var parsed, out var fault) ? parsed : throw new RecordFormatException(fault);
        return kind switch
        {
            Kind.Assign => new AssignValue(path, from.ReadValue((AttributeType)from.ReadByte())),
            Kind.AppendFloats => new AppendFloats(path, from.ReadFloats()),
            Kind.AppendStrings => new AppendStrings(path, from.ReadStrings()),
            Kind.AppendFiles => new AppendFiles(path, from.ReadFiles()),
            Kind.AppendHistograms => new AppendHistograms(path, from.ReadHistograms()),
            Kind.ClearSeries => new ClearSeries(path, (AttributeType)from.ReadByte()),
            Kind.ConfigureSeries => new ConfigureSeries(path, from.ReadDisplay()),
            Kind.PreviewFloats => new PreviewFloats(path, from.ReadPreviews()),
            Kind.Delete => new DeleteAttribute(path),
            _ => throw new RecordFormatException($"the operation kind {(int)kind} is unknown"),
        };
    }

    static Kind KindOf(RunOperation operation) => operation switch
    {
        AssignValue => Kind.Assign,
        AppendFloats => Kind.AppendFloats,
        PreviewFloats => Kind.PreviewFloats,
        AppendStrings => Kind.AppendStrings,
        AppendFiles => Kind.AppendFiles,
        AppendHistograms => Kind.AppendHistograms,
        ClearSeries => Kind.ClearSeries,
        ConfigureSeries => Kind.ConfigureSeries,
        DeleteAttribute => Kind.Delete,
        _ => throw new UnreachableException($"{operation.GetType().Name} is resolved before it is written."),
    };
}
