using System.Collections;
using System.Runtime.InteropServices;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Querying;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>Compares the single values of some runs: run by run when they are few, attribute by attribute when that reads less. Series and files are passed over.</summary>
/// <param name="database">In the transaction that the view of the paths was taken in.</param>
sealed class DifferingPaths(Statements database, PathsView paths)
{
    /// <summary>A value found through the index of its run costs about as much as so many neighbours of one attribute.</summary>
    const int NeighboursForOne = 4;

    const int BetweenLooks = 0xFFF;

    public DifferingPage Page(List<StoredRun> among, int limit, CancellationToken cancel)
    {
        var differences = new Differences(among.Count);
        if (among.Count > 0 && IsByRun(among.Count))
            AddByRun(among, differences, cancel);
        else if (among.Count > 0)
            AddByPath(among, differences, cancel);
        return differences.Page(limit);
    }

    bool IsByRun(int runs)
    {
        long all = 0, compared = 0;
        for (var place = 0; place < paths.Count; place++)
        {
            var uses = paths[place].Runs.OfAll();
            all += uses;
            compared += DifferingQuery.Compares(paths[place].Type) ? uses : 0;
        }
        return (double)all / Math.Max(1, paths.Runs) * runs * NeighboursForOne < compared;
    }

    void AddByRun(List<StoredRun> among, Differences differences, CancellationToken cancel)
    {
        var found = new Dictionary<long, PathValues>();
        foreach (var run in among)
        {
            cancel.ThrowIfCancellationRequested();
            var rows = database["SELECT path, type, value FROM attributes INDEXED BY attributes_by_run WHERE run = ?1"].Bind(1, run.Row);
            while (rows.Step())
                if ((AttributeType)rows.Int64(1) is var type && DifferingQuery.Compares(type))
                    CollectionsMarshal.GetValueRefOrAddDefault(found, rows.Int64(0), out _).Add(Differences.ValueOf(AttributeRow.ReadAssigned(type, rows, 2)));
        }
        foreach (var (path, values) in found)
            if (differences.Tells(values))
                differences.Add(paths.TextOf(path), values);
    }

    void AddByPath(List<StoredRun> among, Differences differences, CancellationToken cancel)
    {
        // Runs are in the order of their rows.
        var (first, last) = (among.Min(run => run.Row), among.Max(run => run.Row));
        var isAmong = new BitArray((int)(last - first + 1));
        foreach (var run in among)
            isAmong[(int)(run.Row - first)] = true;
        var seen = new HashSet<long>();
        var read = 0;
        for (var place = 0; place < paths.Count; place++)
        {
            if (!DifferingQuery.Compares(paths[place].Type) || paths[place].Runs.OfAll() == 0 || !seen.Add(paths[place].PathRow))
                continue;
            var values = default(PathValues);
            var rows = database["SELECT run, type, value FROM attributes WHERE project = ?1 AND path = ?2 AND run BETWEEN ?3 AND ?4"]
                .Bind(1, paths.ProjectRow).Bind(2, paths[place].PathRow).Bind(3, first).Bind(4, last);
            while (rows.Step())
            {
                if ((++read & BetweenLooks) == 0)
                    cancel.ThrowIfCancellationRequested();
                if (isAmong[(int)(rows.Int64(0) - first)] && (AttributeType)rows.Int64(1) is var type && DifferingQuery.Compares(type))
                    values.Add(Differences.ValueOf(AttributeRow.ReadAssigned(type, rows, 2)));
            }
            if (differences.Tells(values))
                differences.Add(paths.Text(place).ToString(), values);
        }
    }
}
