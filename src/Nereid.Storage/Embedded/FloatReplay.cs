using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Records;

namespace Nereid.Storage.Embedded;

/// <summary>Brings the float points of journal entries back into memory that the database of attributes has applied but that are in no block yet.</summary>
/// <remarks>The database is ahead of these entries: what a later one deleted or cleared is gone, and its points are left out here.</remarks>
sealed class FloatReplay(RunCache cache, SeriesWriter series)
{
    public void Apply(RunRecord record, long entry)
    {
        series.Entry = entry;
        switch (record)
        {
            case RunCreated created:
                Apply(created.Head.Id, created.First, entry);
                break;
            case BatchWritten batch:
                Apply(batch.Run, batch.Operations, entry);
                break;
            case RowsWritten rows:
                if (cache.Find(rows.Run) is { } run)
                    FloatRowsApplier.Apply(rows, cache.AllHeads(run), series);
                break;
        }
    }

    void Apply(RunId id, IReadOnlyList<RunOperation> operations, long entry)
    {
        // The rows of a wide run make its series by one batch of many appends without points: nothing to do here.
        if (!operations.Any(operation => operation is AppendFloats { Points.Length: > 0 }) || cache.Find(id) is not { } run)
            return;
        var undone = Undone(operations);
        for (var i = 0; i < operations.Count; i++)
            if (operations[i] is AppendFloats { Points.Length: > 0 } append && !(undone.TryGetValue(append.Path, out var by) && by > i)
                && cache.Attribute(run, append.Path) is { Type: AttributeType.FloatSeries, Floats: { } head } attribute && head.Birth <= entry)
                series.Append(run, attribute, append.Points.Span);
    }

    /// <summary>By path, the last operation of the entry that took points away again.</summary>
    static Dictionary<AttributePath, int> Undone(IReadOnlyList<RunOperation> operations)
    {
        var undone = new Dictionary<AttributePath, int>();
        for (var i = 0; i < operations.Count; i++)
            if (operations[i] is DeleteAttribute or ClearSeries)
                undone[operations[i].Path] = i;
        return undone;
    }
}
