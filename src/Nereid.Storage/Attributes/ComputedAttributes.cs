using Nereid.Domain.Runs;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Attributes;

/// <summary>Makes the values of <see cref="SystemAttributes.Computed"/> from what the store keeps of a run.</summary>
static class ComputedAttributes
{
    /// <summary>Null when this kind of run has no such attribute, or the path is not a computed one.</summary>
    /// <param name="fileBytes">Size of all files the run's attributes refer to.</param>
    public static AttributeValue? Value(string path, RunHead head, long fileBytes, long nowUnixMicros) =>
        !SystemAttributes.Has(head, path) ? null : path switch
        {
            SystemAttributes.Id => new StringValue(head.ShortId),
            SystemAttributes.CustomRunId => new StringValue(head.CustomId!),
            SystemAttributes.Owner => new StringValue(head.Owner),
            SystemAttributes.ModelId => new StringValue(RunNaming.ModelShortId(head.ShortId)),
            SystemAttributes.State => new RunStateValue(head.StateAt(nowUnixMicros)),
            SystemAttributes.Trashed => new BoolValue(head.Trashed),
            SystemAttributes.CreationTime => new DatetimeValue(head.CreatedUnixMicros),
            SystemAttributes.ModificationTime => new DatetimeValue(head.ModifiedUnixMicros),
            SystemAttributes.PingTime => new DatetimeValue(head.LastSeenUnixMicros),
            SystemAttributes.RunningTime => new FloatValue(head.ActiveMicros / 1e6),
            SystemAttributes.MonitoringTime => new IntValue(head.ActiveMicros / 1_000_000),
            SystemAttributes.Size => new FloatValue(fileBytes),
            _ => throw new NotSupportedException($"No value is defined for the computed attribute '{path}'."),
        };

    public static IEnumerable<string> PathsOf(RunHead head) => SystemAttributes.Computed.Keys.Where(path => SystemAttributes.Has(head, path));
}
