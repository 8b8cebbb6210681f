using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api.Shapes;

/// <summary>What a list or a page title needs to know of a run.</summary>
/// <param name="Workspace">Name of the workspace, and <paramref name="Project"/> of the project, that it is in.</param>
/// <param name="ShortId">Unique in the project, such as TITA-12.</param>
/// <param name="CustomId">Chosen by whoever created it; unique in the project.</param>
/// <param name="Name">The attribute sys/name.</param>
/// <param name="Tags">The attribute sys/tags.</param>
/// <param name="Failed">The attribute sys/failed.</param>
/// <param name="Stopping">It runs, and a client of it was asked to end.</param>
public sealed record RunDto(
    Guid Id, Guid ProjectId, string Workspace, string Project, string ShortId, string? CustomId, RunKind Kind, string? Name, RunState State,
    DateTime Created, DateTime Modified, string Owner, IReadOnlyList<string> Tags, bool Trashed, bool Failed, bool Stopping, ForkDto? Fork = null);

/// <summary>Where a run goes on from another one.</summary>
/// <param name="Step">The last step that it has from there.</param>
public sealed record ForkDto(Guid Parent, double Step);

/// <summary>A row of a table over runs.</summary>
/// <param name="Stopping">It runs, and a client of it was asked to end.</param>
/// <param name="Cells">One per asked column, in that order; null where the run has no such attribute.</param>
public sealed record RunRowDto(
    Guid Id, string ShortId, string? CustomId, string? Name, RunState State, DateTime Created, DateTime Modified, string Owner,
    IReadOnlyList<string> Tags, bool Trashed, bool Failed, bool Stopping, IReadOnlyList<AttributeDto?> Cells, ForkDto? Fork = null);

/// <summary>Which runs were forked from some runs, which from those, and so on.</summary>
/// <param name="Runs">At most 1,000. Unknown ones, and those of other projects, are passed over.</param>
/// <param name="PerRun">At most so many forks of one run are answered, 0 to 1,000; the others are counted.</param>
/// <param name="Limit">At most so many forks are answered in all, 0 to 1,000.</param>
public sealed record ForkQueryDto(IReadOnlyList<Guid> Runs, int PerRun = 50, int Limit = 1000);

/// <param name="Parents">The asked runs that have forks, then the answered forks that have some themselves.</param>
/// <param name="Runs">The forks, those of one run together, by fork step. Those in the trash too. Their <c>fork.parent</c> says whose they are.</param>
public sealed record ForksDto(IReadOnlyList<ForkCountDto> Parents, IReadOnlyList<RunRowDto> Runs);

/// <param name="Forks">How many runs were forked from it directly, whether they are answered or not.</param>
public sealed record ForkCountDto(Guid RunId, long Forks);

/// <param name="Path">Or else <paramref name="Figure"/>.</param>
/// <param name="Type">Of the path. Null: whatever type a run has there.</param>
/// <param name="Aggregate">Which figure of a series at the path stands for it.</param>
/// <param name="Descending">Runs without the attribute, or the figure, come last either way.</param>
/// <param name="Figure">In place of a path. It is worked out for all runs that match, at most 10,000. At most 3 keys are figures.</param>
public sealed record RunSortDto(
    string? Path = null, bool Descending = false, AttributeType? Type = null, SeriesAggregate Aggregate = SeriesAggregate.Last, RunFigureQueryDto? Figure = null);

/// <param name="Columns">Paths of the attributes to return; at most 200. Of series all figures come.</param>
/// <param name="Sort">Empty: newest first. At most 10 keys.</param>
/// <param name="Offset">Rows to pass over, counted from <paramref name="After"/> if that is given.</param>
/// <param name="Limit">0 to 1,000; 0 asks for the count alone.</param>
/// <param name="After">Where the last page ended. Unlike an offset it stays right while runs come and go.</param>
/// <param name="Group">Only the runs of one group.</param>
public sealed record RunQueryDto(
    IReadOnlyList<string> Columns, RunFilterDto? Filter = null, IReadOnlyList<RunSortDto>? Sort = null, long Offset = 0, int Limit = 100,
    string? After = null, GroupMembersDto? Group = null);

/// <param name="Total">Matching runs in all.</param>
/// <param name="Next">Where the next page begins; null when this was the last.</param>
public sealed record RunPageDto(long Total, long Offset, IReadOnlyList<RunRowDto> Runs, string? Next);

/// <param name="CustomId">A run of the project that has it already is returned instead of a new one.</param>
public sealed record NewRunDto(string? CustomId = null, string? Name = null, string? Description = null, IReadOnlyList<string>? Tags = null);

/// <param name="Created">False when a run with the custom id was there already.</param>
public sealed record CreatedRunDto(RunDto Run, bool Created);

public sealed record RunAttributesDto(IReadOnlyList<AttributeDto> Attributes);

/// <param name="Finished">The client stopped: the run is idle from now on.</param>
public sealed record HeartbeatDto(bool Finished = false);

public sealed record SignalDto(RunSignal Kind);

/// <param name="Listeners">How many clients that hold the run open were told.</param>
public sealed record SignalSentDto(int Listeners);

/// <summary>What is worked out from the points of a float series or a formula.</summary>
public enum RunFigureKind
{
    /// <summary>Of the finite values.</summary>
    Median,

    /// <summary>The value at the step nearest to one.</summary>
    AtStep,

    /// <summary>The value at the step nearest to the first at which another series of the run is lowest.</summary>
    WhereLowest,

    /// <summary>As whereLowest, for the highest.</summary>
    WhereHighest,

    /// <summary>The value at the highest step.</summary>
    Last,
    First,

    /// <summary>The least finite value, and so on.</summary>
    Min,
    Max,
    Mean,
    Variance,

    /// <summary>Points, non-finite ones included.</summary>
    Count,
}

/// <param name="Path">Of a float series; or else <paramref name="Formula"/>.</param>
/// <param name="Formula">In the language of docs/formulas.md. One over nothing but numbers of the run has one value.</param>
/// <param name="Step">Of atStep.</param>
/// <param name="Other">Of whereLowest and whereHighest: path of the other float series.</param>
public sealed record RunFigureQueryDto(RunFigureKind Kind, string? Path = null, string? Formula = null, double? Step = null, string? Other = null);

/// <param name="Runs">1 to 200 run ids of the project.</param>
/// <param name="Figures">1 to 20.</param>
public sealed record RunFiguresQueryDto(IReadOnlyList<Guid> Runs, IReadOnlyList<RunFigureQueryDto> Figures);

/// <param name="Step">Where the value is; null when it is of all points.</param>
public sealed record RunFigureDto(double Value, double? Step);

/// <param name="Figures">For each asked figure one entry per run, in the order of the question; null where the run has no such series or point.</param>
public sealed record RunFiguresDto(IReadOnlyList<IReadOnlyList<RunFigureDto?>> Figures);
