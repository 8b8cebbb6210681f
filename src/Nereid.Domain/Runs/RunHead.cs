namespace Nereid.Domain.Runs;

/// <summary>What kind of object of a project this is. The numbers are written to disk.</summary>
public enum RunKind : byte
{
    Run = 1,
    Model = 2,
    ModelVersion = 3,

    /// <summary>The project's own metadata; its run id equals the project id and its short id is the project key.</summary>
    ProjectMetadata = 4,
}

public enum RunState : byte
{
    Running = 1,
    Idle = 2,
}

/// <summary>A run that continues another from one of its steps and inherits its series up to there.</summary>
public sealed record ForkPoint(RunId Parent, Step Step);

/// <summary>What is known of a run without looking at its attributes.</summary>
/// <param name="ShortId">Unique in the project, such as <c>TITA-12</c>.</param>
/// <param name="Number">The number in the short id; for project metadata 0.</param>
/// <param name="CustomId">Chosen by the user; unique in the project and kind.</param>
/// <param name="Model">Of a model version: the model it belongs to.</param>
/// <param name="Owner">User name of whoever created it.</param>
/// <param name="ModifiedUnixMicros">Last write.</param>
/// <param name="LastSeenUnixMicros">Last write or sign of life; kept on disk only now and then.</param>
/// <param name="Finished">The client said that it stopped; a new sign of life takes it back.</param>
/// <param name="ActiveMicros">How long the run was running, gaps left out.</param>
public sealed record RunHead(
    RunId Id, ProjectId Project, RunKind Kind, string ShortId, long Number, string? CustomId, RunId? Model, ForkPoint? Fork,
    string Owner, bool Trashed, long CreatedUnixMicros, long ModifiedUnixMicros, long LastSeenUnixMicros, bool Finished, long ActiveMicros)
{
    /// <summary>A run counts as running for this long after its last sign of life. The 1.x client pings every 10 s.</summary>
    public static readonly TimeSpan RunningFor = TimeSpan.FromSeconds(30);

    public RunState StateAt(long unixMicros) =>
        !Finished && unixMicros - LastSeenUnixMicros <= RunningFor.Ticks / TimeSpan.TicksPerMicrosecond ? RunState.Running : RunState.Idle;
}
