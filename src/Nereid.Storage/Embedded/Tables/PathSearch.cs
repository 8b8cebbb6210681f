using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Attributes;
using Nereid.Storage.Querying;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>Answers one attribute search from the paths in memory and the computed attributes, which no table lists. Which paths match and how they are ranked
/// is <see cref="AttributeRanking"/>'s.</summary>
sealed class PathSearch(AttributeSearch search, PathsView paths)
{
    static readonly (string Path, AttributeType Type)[] Computed = [.. SystemAttributes.Computed.Select(each => (each.Key, each.Value))];

    /// <summary>A match: its rank, and its place among the stored paths or, below 0, among the computed ones.</summary>
    readonly List<(int Rank, int Place, long Runs)> _found = [];

    /// <summary>In all runs of the project.</summary>
    public AttributePage Page(CancellationToken cancel)
    {
        var kinds = AttributeRanking.KindsOf(search.Kinds);
        for (var place = 0; place < paths.Count; place++)
            Look(place, paths[place].Runs.Of(kinds.AsSpan()), cancel);
        for (var i = 0; i < Computed.Length; i++)
            LookAtComputed(i, kinds.Sum(kind => paths.RunsWithComputed(kind, Computed[i].Path)));
        return Answer();
    }

    /// <summary>In these runs.</summary>
    /// <param name="all">All runs of the asked kinds, in the same order: when most are asked about, the others are fewer to look at.</param>
    public AttributePage Page(Statements database, List<StoredRun> among, List<StoredRun> all, CancellationToken cancel)
    {
        var kinds = AttributeRanking.KindsOf(search.Kinds);
        var isMost = among.Count > all.Count / 2;
        var counts = paths.CountIn(database, isMost ? Others(among, all) : among, cancel);
        for (var place = 0; place < paths.Count; place++)
            Look(place, isMost ? paths[place].Runs.Of(kinds.AsSpan()) - counts[place] : counts[place], cancel);
        var heads = among.GroupBy(run => (run.Head.Kind, HasCustomId: run.Head.CustomId is not null)).Select(group => (group.First().Head, Runs: group.LongCount())).ToList();
        for (var i = 0; i < Computed.Length; i++)
            LookAtComputed(i, heads.Sum(each => SystemAttributes.Has(each.Head, Computed[i].Path) ? each.Runs : 0));
        return Answer();
    }

    static List<StoredRun> Others(List<StoredRun> among, List<StoredRun> all)
    {
        var others = new List<StoredRun>(all.Count - among.Count);
        var next = 0;
        foreach (var run in all)
            if (next < among.Count && among[next].Row == run.Row)
                next++;
            else
                others.Add(run);
        return others;
    }

    void Look(int place, long runs, CancellationToken cancel)
    {
        const int betweenLooks = 0xFF;
        if ((place & betweenLooks) == 0)
            cancel.ThrowIfCancellationRequested();
        if (runs > 0 && AttributeRanking.Matches(search, paths.Text(place), paths[place].Type))
            _found.Add((AttributeRanking.Rank(paths.Text(place), search.Text), place, runs));
    }

    void LookAtComputed(int i, long runs)
    {
        if (runs > 0 && AttributeRanking.Matches(search, Computed[i].Path, Computed[i].Type))
            _found.Add((AttributeRanking.Rank(Computed[i].Path, search.Text), ~i, runs));
    }

    AttributePage Answer()
    {
        var candidates = new List<int>(_found.Count);
        for (var i = 0; i < _found.Count; i++)
            if (search.After is not { } after || Compare(_found[i].Rank, PathOf(i), TypeOf(i), after.Rank, after.Path, after.Type) > 0)
                candidates.Add(i);
        var page = BestPlaces.Page(candidates, Comparer<int>.Create(Compare), search.Offset, search.Limit);
        var isLast = search.Limit == 0 || search.Offset + page.Count >= candidates.Count;
        return new AttributePage(_found.Count, [.. page.Select(i => new AttributeMatch(AttributePath.Of(PathOf(i).ToString()), TypeOf(i), _found[i].Runs))])
        {
            Next = isLast ? null : new AttributeCursor(_found[page[^1]].Rank, PathOf(page[^1]).ToString(), TypeOf(page[^1])),
        };
    }

    ReadOnlySpan<char> PathOf(int found) => _found[found].Place is >= 0 and var place ? paths.Text(place) : Computed[~_found[found].Place].Path;

    AttributeType TypeOf(int found) => _found[found].Place is >= 0 and var place ? paths[place].Type : Computed[~_found[found].Place].Type;

    int Compare(int left, int right) => Compare(_found[left].Rank, PathOf(left), TypeOf(left), _found[right].Rank, PathOf(right), TypeOf(right));

    static int Compare(int leftRank, ReadOnlySpan<char> leftPath, AttributeType leftType, int rightRank, ReadOnlySpan<char> rightPath, AttributeType rightType)
    {
        var order = leftRank.CompareTo(rightRank);
        order = order != 0 ? order : leftPath.SequenceCompareTo(rightPath);
        return order != 0 ? order : leftType.CompareTo(rightType);
    }
}
