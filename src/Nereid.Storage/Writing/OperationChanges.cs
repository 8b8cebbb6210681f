using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>Which part of a run an applied operation changed, for the live feed.</summary>
static class OperationChanges
{
    public static ChangeKinds KindOf(RunOperation operation) => operation switch
    {
        AppendFloats or PreviewFloats => ChangeKinds.FloatSeries,
        AppendStrings => ChangeKinds.StringSeries,
        AppendFiles => ChangeKinds.FileSeries,
        ClearSeries clear => KindOf(clear.SeriesType),
        _ => ChangeKinds.Attributes,
    };

    public static ChangeKinds KindOf(in DeletedPart part) => part.Range is null ? ChangeKinds.Attributes : KindOf(part.Type);

    static ChangeKinds KindOf(AttributeType series) => series switch
    {
        AttributeType.FloatSeries => ChangeKinds.FloatSeries,
        AttributeType.StringSeries => ChangeKinds.StringSeries,
        AttributeType.FileSeries => ChangeKinds.FileSeries,
        _ => ChangeKinds.Attributes,
    };
}
