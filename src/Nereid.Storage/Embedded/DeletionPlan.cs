using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Records;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Finds what a batch of deletions takes away, and what of a deletion can come back. Belongs to the writer; changes nothing.</summary>
sealed class DeletionPlan(Statements database, RunCache cache)
{
    public (List<TakenPart> Parts, ImmutableArray<Rejection> Rejections) Plan(CachedRun run, RunBatch batch)
    {
        var parts = new List<TakenPart>();
        var gone = new HashSet<AttributePath>();
        var rejections = ImmutableArray.CreateBuilder<Rejection>();
        for (var i = 0; i < batch.Operations.Length; i++)
        {
            var operation = batch.Operations[i];
            var existing = operation.Path.Text is null || gone.Contains(operation.Path) ? null : cache.Attribute(run, operation.Path);
            if (DeletionCheck.Fault(operation, i, batch.Operations.Length, existing?.Type) is { } fault)
                rejections.Add(fault);
            else if (operation is DeleteSteps steps && existing is not null)
                parts.Add(new TakenPart(steps.Path, existing.Type, existing.Series, new DeletedRange(steps.From, steps.To)));
            else if (operation is DeleteAttribute or DeleteTree)
                foreach (var path in operation is DeleteTree ? Tree(run, operation.Path) : [operation.Path])
                    if (!gone.Contains(path) && cache.Attribute(run, path) is { } attribute && gone.Add(path))
                        parts.Add(new TakenPart(path, attribute.Type, attribute.Series, null));
        }
        return (parts, rejections.ToImmutable());
    }

    List<AttributePath> Tree(CachedRun run, AttributePath root)
    {
        var paths = new List<AttributePath>();
        // What lies below begins with the root and a slash; the character behind the slash is the zero.
        var rows = database["""
            SELECT p.text FROM attributes a INDEXED BY attributes_by_run JOIN paths p ON p.id = a.path WHERE a.run = ?1 AND (p.text = ?2 OR p.text >= ?3 AND p.text < ?4)
            """].Bind(1, run.Row).Bind(2, root.Text).Bind(3, root.Text + "/").Bind(4, root.Text + "0");
        while (rows.Step())
            paths.Add(AttributePath.Of(rows.Text(0)));
        return paths;
    }

    /// <summary>The journal entry of a deletion that can be undone; null when there is none.</summary>
    /// <param name="after">Only of deletions made after this moment.</param>
    public long? Find(CachedRun run, DeletionId deletion, long after)
    {
        var row = database["SELECT made FROM deletions WHERE uuid = ?1 AND run = ?2 AND purging = 0 AND at > ?3"].Bind(1, deletion.Value).Bind(2, run.Row).Bind(3, after);
        if (!row.Step())
            return null;
        var made = row.Int64(0);
        row.Reset();
        return made;
    }

    public (List<TakenPart> Parts, ImmutableArray<AttributePath> Blocked) PlanRestore(CachedRun run, long made)
    {
        var (parts, blocked, back) = (new List<TakenPart>(), new HashSet<AttributePath>(), new Dictionary<AttributePath, long>());
        foreach (var part in Parts(database, made))
        {
            // An attribute before a range of it: the list has them in this order.
            var existing = back.TryGetValue(part.Path, out var restored) ? restored : cache.Attribute(run, part.Path)?.Series;
            if (part.Range is null ? existing is not null : existing != part.Series)
            {
                blocked.Add(part.Path);
                continue;
            }
            parts.Add(part);
            if (part.Range is null)
                back[part.Path] = part.Series;
        }
        return (parts, [.. blocked.Order()]);
    }

    /// <summary>All that a deletion keeps, attributes first.</summary>
    public static List<TakenPart> Parts(Statements database, long made)
    {
        var parts = new List<TakenPart>();
        var attributes = database["SELECT p.text, d.type, d.series FROM deleted_attributes d JOIN paths p ON p.id = d.path WHERE d.deletion = ?1"].Bind(1, made);
        while (attributes.Step())
            parts.Add(new TakenPart(AttributePath.Of(attributes.Text(0)), (AttributeType)attributes.Int64(1), attributes.Int64(2), null));
        var ranges = database["""
            SELECT p.text, d.type, d.series, d.from_step, d.from_millionths, d.to_step, d.to_millionths
            FROM deleted_steps d JOIN paths p ON p.id = d.path WHERE d.deletion = ?1 ORDER BY d.id
            """].Bind(1, made);
        while (ranges.Step())
            parts.Add(new TakenPart(AttributePath.Of(ranges.Text(0)), (AttributeType)ranges.Int64(1), ranges.Int64(2), new DeletedRange(ranges.StepOrNull(3), ranges.StepOrNull(5))));
        return parts;
    }

    /// <summary>What was deleted of a run and can be had back, the newest first.</summary>
    /// <param name="after">Only deletions made after this moment.</param>
    public static ImmutableArray<KeptDeletion> Kept(Statements database, RunId run, long after)
    {
        var found = new List<(long Made, KeptDeletion Deletion)>();
        var rows = database["""
            SELECT d.made, d.uuid, d.at, d.by FROM runs r JOIN deletions d ON d.run = r.id WHERE r.uuid = ?1 AND d.purging = 0 AND d.at > ?2 ORDER BY d.made DESC
            """].Bind(1, run.Value).Bind(2, after);
        while (rows.Step())
            found.Add((rows.Int64(0), new KeptDeletion(new DeletionId(rows.Guid(1)), rows.Int64(2), rows.Text(3), [])));
        return [.. found.Select(one => one.Deletion with
        {
            Parts = [.. Parts(database, one.Made).Select(part => new DeletedPart(part.Path, part.Type, part.Range)).OrderBy(part => part.Path)],
        })];
    }

    /// <summary>Some deletions that were made at a moment or before.</summary>
    public List<DeletionPurged> Expired(long through, int most)
    {
        var expired = new List<DeletionPurged>();
        var rows = database["SELECT r.uuid, d.made FROM deletions d JOIN runs r ON r.id = d.run WHERE d.purging = 0 AND d.at <= ?1 LIMIT ?2"].Bind(1, through).Bind(2, most);
        while (rows.Step())
            expired.Add(new DeletionPurged(new RunId(rows.Guid(0)), rows.Int64(1)));
        return expired;
    }
}
