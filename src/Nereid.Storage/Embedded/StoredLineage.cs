using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Reading;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>One run whose points are read for another.</summary>
/// <param name="Row">Its number inside the database.</param>
/// <param name="Limit">Greatest step that is read; null for the run that was asked for itself.</param>
readonly record struct Generation(RunId Run, long Row, Step? Limit);

/// <summary>A series and those it continues, the run's own first. All are of one type.</summary>
/// <param name="Generations">The run and its ancestors, whether or not they have the series.</param>
sealed record StoredLineage(AttributeType Type, ImmutableArray<StoredPart> Parts, ImmutableArray<Generation> Generations)
{
    /// <summary>The run has the series itself, so that it exists even without points.</summary>
    public bool IsOwn => Parts[0].Limit is null;

    public ImmutableArray<FloatPart> Floats => [.. Parts.Select(part => new FloatPart(part.Series.RunRow, part.Series.Number, part.Limit))];
}

readonly record struct StoredPart(StoredSeries Series, Step? Limit);

/// <summary>Finds series with what they inherit, for one question.</summary>
sealed class LineageReader(Statements database)
{
    readonly Dictionary<(RunId, Lineage), ImmutableArray<Generation>> _generations = [];

    /// <summary>Null when no generation has a series there. One without own points may still turn out to inherit none.</summary>
    public StoredLineage? Find(SeriesId id)
    {
        var generations = GenerationsOf(id.Run, id.Lineage);
        var parts = ImmutableArray.CreateBuilder<StoredPart>(1);
        foreach (var generation in generations)
        {
            var series = StoredSeries.Find(database, generation.Run, id.Path, out var type);
            if (type is null)
                continue;
            // A simple attribute hides what lies behind it, and a series of another type ends the history.
            if (series is null || parts.Count > 0 && parts[0].Series.Type != type)
                break;
            parts.Add(new StoredPart(series, generation.Limit));
        }
        return parts.Count == 0 ? null : new StoredLineage(parts[0].Series.Type, parts.ToImmutable(), generations);
    }

    /// <summary>The run and as many of its ancestors as are asked for, youngest first; empty when the run does not exist.</summary>
    public ImmutableArray<Generation> GenerationsOf(RunId run, Lineage lineage)
    {
        if (_generations.TryGetValue((run, lineage), out var known))
            return known;
        var found = ImmutableArray.CreateBuilder<Generation>(1);
        var (next, limit) = ((RunId?)run, (Step?)null);
        for (var ancestors = 0; next is { } current && ancestors - 1 < lineage.Generations; ancestors++)
        {
            var row = database["SELECT id, fork_parent, fork_step, fork_millionths FROM runs WHERE uuid = ?1"].Bind(1, current.Value);
            if (!row.Step())
                break;
            found.Add(new Generation(current, row.Int64(0), limit));
            next = null;
            if (row.GuidOrNull(1) is { } parent)
            {
                var fork = row.Step(2);
                (next, limit) = (new RunId(parent), limit is { } least && least < fork ? least : fork);
            }
            row.Reset();
        }
        return _generations[(run, lineage)] = found.ToImmutable();
    }
}
