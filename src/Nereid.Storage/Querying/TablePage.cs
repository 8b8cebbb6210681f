using Nereid.Domain.Queries;

namespace Nereid.Storage.Querying;

/// <summary>Which rows a page of a table shows, in order. Their cells are for the store to fetch.</summary>
sealed record TablePage(long Total, List<int> Places, RunCursor? Next)
{
    public static TablePage Of(IRunColumns table, RunQuery query, long nowUnixMicros, CancellationToken cancel)
    {
        var filter = new RunFilter(table, nowUnixMicros);
        var matches = filter.Matches(new RunScope(query.Kinds, query.Where, query.Only, query.InGroup), cancel);
        if (query.Limit == 0)
            return new TablePage(matches.Count, [], null);
        var order = new RunOrder(table, filter, query.Sort);
        var candidates = query.After is { } cursor ? matches.FindAll(new Predicate<int>(order.Behind(cursor))) : matches;
        var places = BestPlaces.Page(candidates, order, query.Offset, query.Limit);
        var isLast = query.Offset + places.Count >= candidates.Count;
        return new TablePage(matches.Count, places, isLast ? null : order.CursorOf(places[^1]));
    }
}
