using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>Which runs were forked from some runs, which from those, and so on. Costs what it answers, however many runs the project has.</summary>
/// <param name="Runs">Those of other projects have no forks here.</param>
/// <param name="PerRun">At most so many forks of one run are named; the others are counted.</param>
/// <param name="Limit">At most so many forks are named in all.</param>
public sealed record ForkQuery(ProjectId Project, ImmutableArray<RunId> Runs, int PerRun, int Limit);

/// <summary>A run that others were forked from.</summary>
/// <param name="Total">How many, those in the trash too.</param>
/// <param name="Forks">The first of them by fork step, of one step those that came first.</param>
public sealed record RunForks(RunId Run, long Total, ImmutableArray<RunId> Forks)
{
    public bool Equals(RunForks? other) => other is not null && Run == other.Run && Total == other.Total && Forks.SequenceEqual(other.Forks);

    public override int GetHashCode() => HashCode.Combine(Run, Total, Forks.Length);
}
