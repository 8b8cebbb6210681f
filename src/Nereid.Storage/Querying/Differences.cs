using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>The different values of one attribute among some runs. Most attributes have one value in all runs, and need no set.</summary>
struct PathValues
{
    ColumnValue _first;
    HashSet<ColumnValue>? _values;

    /// <summary>Runs that have the attribute.</summary>
    public long Runs { get; private set; }

    public readonly int Different => _values?.Count ?? (Runs > 0 ? 1 : 0);

    public void Add(in ColumnValue value)
    {
        if (Runs++ == 0)
            _first = value;
        else if (_values is not null || !_first.Equals(value))
            (_values ??= [_first]).Add(value);
    }
}

/// <summary>Tells which attributes differ, and which of them tell most.</summary>
/// <param name="runs">That are compared.</param>
sealed class Differences(long runs)
{
    readonly List<(string Path, long Runs, int Values)> _differing = [];

    /// <summary>What differing attributes are compared by.</summary>
    public static ColumnValue ValueOf(AttributeValue value) => Cell.Of(value, SeriesAggregate.Last).ToValue();

    public bool Tells(in PathValues values) => Tells(values.Runs, values.Different);

    bool Tells(long having, int different) => different > 1 || having > 0 && having < runs;

    public void Add(string path, in PathValues values) => Add(path, values.Runs, values.Different);

    public void Add(string path, long having, int different)
    {
        if (Tells(having, different))
            _differing.Add((path, having, different));
    }

    public DifferingPage Page(int limit)
    {
        var best = _differing
            .OrderBy(path => path.Values > 1 ? 0 : 1)
            .ThenByDescending(path => path.Runs)
            .ThenBy(path => path.Values)
            .ThenBy(path => path.Path, StringComparer.Ordinal)
            .Take(limit);
        return new DifferingPage(runs, _differing.Count, [.. best.Select(path => new DifferingColumn(AttributePath.Of(path.Path), path.Runs, path.Values))]);
    }
}
