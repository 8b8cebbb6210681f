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
    public FloatRows Rows { get; } = new();

    /// <summary>Everything else, in order.</summary>
    public List<RunOperation> Operations { get; } = [];

    /// <summary>An operation asks for the next step: applied twice it would double the point.</summary>
    public bool CountsOn { get; set; }

    /// <summary>What was refused before the store saw it.</summary>
    public Outcome Refused { get; } = new();

    public void Dispose() => Rows.Dispose();
}

/// <summary>The message <c>Run</c>. The client's creation time is left out: it differs each time a run is resumed.</summary>
/// <param name="Experiment">Null: the run belongs to no experiment.</param>
sealed record RunCreation(string? Family, string? Experiment, RequestedFork? Fork, bool InheritConfigs);

/// <param name="Project">Null: the run's own.</param>
/// <param name="Step">Null: not said, or not a step.</param>
sealed record RequestedFork(string? Project, string Run, Step? Step);
