using System.Collections.Frozen;

namespace Nereid.Domain.Runs;

/// <summary>The <c>sys/</c> attributes that the store computes from the run's head when it is read. Clients cannot write them.
/// Other <c>sys/</c> attributes (name, description, tags, failed, …) are ordinary ones.</summary>
public static class SystemAttributes
{
    public const string Id = "sys/id";
    public const string CustomRunId = "sys/custom_run_id";
    public const string Name = "sys/name";
    public const string Description = "sys/description";
    public const string Owner = "sys/owner";
    public const string State = "sys/state";
    public const string Trashed = "sys/trashed";
    public const string Failed = "sys/failed";
    public const string Tags = "sys/tags";
    public const string GroupTags = "sys/group_tags";
    public const string CreationTime = "sys/creation_time";
    public const string ModificationTime = "sys/modification_time";
    public const string PingTime = "sys/ping_time";
    public const string RunningTime = "sys/running_time";
    public const string MonitoringTime = "sys/monitoring_time";
    public const string Size = "sys/size";
    public const string ModelId = "sys/model_id";

    /// <summary>Path and type of each computed attribute; which of them a kind of run has: <see cref="Has"/>.</summary>
    public static FrozenDictionary<string, AttributeType> Computed { get; } = new Dictionary<string, AttributeType>(StringComparer.Ordinal)
    {
        [Id] = AttributeType.String,
        [CustomRunId] = AttributeType.String,
        [Owner] = AttributeType.String,
        [ModelId] = AttributeType.String,
        [State] = AttributeType.RunState,
        [Trashed] = AttributeType.Bool,
        [CreationTime] = AttributeType.Datetime,
        [ModificationTime] = AttributeType.Datetime,
        [PingTime] = AttributeType.Datetime,
        [RunningTime] = AttributeType.Float,
        [MonitoringTime] = AttributeType.Int,
        [Size] = AttributeType.Float,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Project metadata has neither owner nor trash mark; only runs have custom ids; only model versions have a model.</summary>
    public static bool Has(RunHead run, string path) => path switch
    {
        Owner or Trashed => run.Kind != RunKind.ProjectMetadata,
        CustomRunId => run.CustomId is not null,
        ModelId => run.Kind == RunKind.ModelVersion,
        _ => Computed.ContainsKey(path),
    };
}
