using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>Gathers the values of many attributes of many runs and tells which differ.</summary>
sealed class Differences(long runs)
{
    readonly Dictionary<string, (long Runs, HashSet<ColumnValue> Values)> _paths = new(StringComparer.Ordinal);

    public void Add(string path, AttributeValue value)
    {
        if (!DifferingQuery.Compares(value.Type))
            return;
        var found = _paths.TryGetValue(path, out var known) ? known : (0, []);
        found.Values.Add(Cell.Of(value, SeriesAggregate.Last).ToValue());
        _paths[path] = (found.Runs + 1, found.Values);
    }

    public DifferingPage Page(int limit)
    {
        var differing = _paths.Where(path => path.Value.Values.Count > 1 || path.Value.Runs < runs).ToList();
        var best = differing
            .OrderBy(path => path.Value.Values.Count > 1 ? 0 : 1)
            .ThenByDescending(path => path.Value.Runs)
            .ThenBy(path => path.Value.Values.Count)
            .ThenBy(path => path.Key, StringComparer.Ordinal)
            .Take(limit);
        return new DifferingPage(runs, differing.Count, [.. best.Select(path => new DifferingColumn(AttributePath.Of(path.Key), path.Value.Runs, path.Value.Values.Count))]);
    }
}
