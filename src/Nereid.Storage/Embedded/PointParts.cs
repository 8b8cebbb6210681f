using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>A series in a point table, or what another one inherits of it.</summary>
/// <param name="Count">All its points, also those above the limit.</param>
readonly record struct PointPart(long Number, long Count, Step? Limit, Step First, Step Last);

/// <summary>Those generations of a series of strings, files or histograms that have points to show.</summary>
/// <param name="OldestFirst">Each with its first and last step below the limit.</param>
/// <param name="Overlap">They do not simply follow each other by step.</param>
sealed record PointParts(List<PointPart> OldestFirst, bool Overlap)
{
    public static PointParts Of(Statements database, StoredLineage lineage)
    {
        if (lineage is { IsOwn: true, Parts: [var own] })
            return new([new PointPart(own.Series.Number, own.Series.Count, null, default, default)], Overlap: false);
        var parts = new List<PointPart>();
        var table = PointTable.NameOf(lineage.Type);
        foreach (var part in lineage.Parts)
            if (End(database, table, part, descending: false) is { } first && End(database, table, part, descending: true) is { } last)
                parts.Add(new PointPart(part.Series.Number, part.Series.Count, part.Limit, first, last));
        parts.Reverse();
        var overlap = false;
        for (var i = 1; i < parts.Count; i++)
            overlap |= parts[i].First <= parts[i - 1].Last;
        return new(parts, overlap);
    }

    static Step? End(Statements database, string table, StoredPart part, bool descending)
    {
        var order = descending ? "ORDER BY step DESC, millionths DESC" : "ORDER BY step, millionths";
        var row = database[$"SELECT step, millionths FROM {table} WHERE series = ?1 AND (step, millionths) <= (?2, ?3) {order} LIMIT 1"];
        row.Bind(1, part.Series.Number).BindGreatest(2, part.Limit);
        if (!row.Step())
            return null;
        var end = row.Step(0);
        row.Reset();
        return end;
    }
}
