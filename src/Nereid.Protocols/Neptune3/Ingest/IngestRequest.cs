using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>One request, decoded to its end: a run to create, or changes to one. Disposed after it was carried out.</summary>
sealed class IngestRequest : IDisposable
{
    /// <summary>As <c>workspace/project</c>.</summary>
    public string Project { get; set; } = "";

    /// <summary>The custom run id: the only name a run has on the write side.</summary>
    public string Run { get; set; } = "";

    public bool CreateMissingProject { get; set; }

    /// <summary>Null for a request that changes a run.</summary>
    public RunCreation? Creation { get; set; }

    /// <summary>Points of float series that came with a step.</summary>
    public FloatRows Rows { get; } = new() { Order = FloatOrder.Rising };

    /// <summary>Everything else, in order.</summary>
    public List<RunOperation> Operations { get; } = [];

    bool _hasFiles;

    public void Add(RunOperation operation)
    {
        _hasFiles |= operation is AppendFiles or AssignValue { Value: FileValue };
        Operations.Add(operation);
    }

    /// <summary>Says in which project's file area the places of file references are. Until then they cannot be stored.</summary>
    public void PlaceFiles(ProjectId project)
    {
        for (var i = 0; _hasFiles && i < Operations.Count; i++)
        {
            Operations[i] = Operations[i] switch
            {
                AssignValue { Value: FileValue value } assign => assign with { Value = new FileValue(value.File.Placed(project)) },
                AppendFiles append => append with { Points = [.. append.Points.Select(point => point with { File = point.File.Placed(project) })] },
                var other => other,
            };
        }
    }

    /// <summary>An operation asks for the next step: applied twice it would double the point.</summary>
    public bool CountsOn { get; set; }

    /// <summary>What was refused before the store saw it.</summary>
    public Outcome Refused { get; } = new();

    public void Dispose() => Rows.Dispose();
}

/// <summary>The message <c>Run</c>.</summary>
/// <param name="Experiment">Null: the run belongs to no experiment.</param>
/// <param name="CreatedUnixMicros">By the client's clock; it counts for a new run only, and differs each time a run is resumed. Null: not said, or no date.</param>
sealed record RunCreation(string? Family, string? Experiment, RequestedFork? Fork, bool InheritConfigs, long? CreatedUnixMicros);

/// <param name="Project">Null: the run's own.</param>
/// <param name="Step">Null: not said; the parent's last one.</param>
/// <param name="IsStepWrong">One was said that is none.</param>
sealed record RequestedFork(string? Project, string Run, Step? Step, bool IsStepWrong = false);
