using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Records;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Heads;

namespace Nereid.Storage.Embedded;

/// <summary>Brings the float points of journal entries back into memory that the database of attributes has applied but that are in no block yet.</summary>
/// <remarks>The database is ahead of these entries: what a later one deleted for good or cleared is gone, and its points are left out here. What deletions keep
/// comes back like all else, deleted.</remarks>
sealed class FloatReplay(RunCache cache, SeriesWriter series, FloatEngine floats)
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
            case RunsWritten together:
                foreach (var one in together.Batches)
                    Apply(one.Run, one.Operations, entry);
                break;
            case RowsWritten rows:
                if (cache.Find(rows.Run) is { } run)
                    FloatRowsApplier.Apply(rows, cache.AllHeads(run), series);
                break;
            case DeletionMade made:
                foreach (var part in made.Parts)
                    if (Cut(made.Run, part) is ({ } heads, { } head))
                    {
                        floats.Cut(heads, head, entry, part.Range!.Value, entry);
                        series.MarkUnsaved(heads, head);
                    }
                break;
            case DeletionRestored restored:
                foreach (var part in restored.Parts)
                    if (Cut(restored.Run, part) is ({ } heads, { } head))
                    {
                        floats.Uncut(heads, head, restored.Made, entry);
                        series.MarkUnsaved(heads, head);
                    }
                break;
        }
    }

    /// <summary>The float series of which a part is a range of steps.</summary>
    (RunHeads?, SeriesHead?) Cut(RunId id, TakenPart part) =>
        part is { Range: not null, Type: AttributeType.FloatSeries } && cache.Find(id) is { } run && cache.AllHeads(run) is var heads && heads.Find(part.Series) is { IsDead: false } head
            ? (heads, head)
            : default;

    void Apply(RunId id, IReadOnlyList<RunOperation> operations, long entry)
    {
        // The rows of a wide run make its series by one batch of many appends without points: nothing to do here.
        if (!operations.Any(operation => operation is AppendFloats { Points.Length: > 0 }) || cache.Find(id) is not { } run)
            return;
        var undone = Undone(operations);
        for (var i = 0; i < operations.Count; i++)
            if (operations[i] is AppendFloats { Points.Length: > 0 } append && !(undone.TryGetValue(append.Path, out var by) && by > i)
                && HeadAt(run, append.Path, entry) is { } head)
                series.Append(cache.Heads(run), head, append.Points.Span);
    }

    /// <summary>The series that the path had then.</summary>
    SeriesHead? HeadAt(CachedRun run, AttributePath path, long entry) =>
        cache.Attribute(run, path) is { Type: AttributeType.FloatSeries, Floats: { } head } && head.Birth <= entry ? head : cache.KeptHead(run, path, entry);

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
