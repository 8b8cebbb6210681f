using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Memory;

/// <summary>What was deleted of one run and can be had back.</summary>
sealed class MemoryDeletions(MemoryRun run)
{
    sealed record Part(AttributePath Path, MemoryAttribute Attribute, object Life, DeletedRange? Range)
    {
        public DeletedPart Shown => new(Path, Attribute.Type, Range);
    }

    sealed record Deletion(DeletionId Id, long UnixMicros, string By, List<Part> Parts);

    readonly List<Deletion> _kept = [];

    /// <summary>Files of attributes that are deleted as a whole; hidden points are with their series.</summary>
    public IEnumerable<FileContent> Files => _kept.SelectMany(deletion => deletion.Parts).Where(part => part.Range is null).SelectMany(part => part.Attribute.KeptFiles);

    public ImmutableArray<KeptDeletion> All => [.. _kept.AsEnumerable().Reverse().Select(deletion => new KeptDeletion(deletion.Id, deletion.UnixMicros, deletion.By,
        [.. deletion.Parts.Select(part => part.Shown).OrderBy(part => part.Path)]))];

    /// <param name="keeps">Otherwise it is deleted for good.</param>
    public (WriteAnswer.Written Answer, ImmutableArray<DeletedPart> Taken) Delete(RunBatch batch, long nowUnixMicros, bool keeps)
    {
        var deletion = new Deletion(DeletionId.New(), nowUnixMicros, batch.DeletedBy ?? "", []);
        var rejections = ImmutableArray.CreateBuilder<Rejection>();
        for (var i = 0; i < batch.Operations.Length; i++)
        {
            var operation = batch.Operations[i];
            var existing = operation.Path.Text is null ? null : run.Attributes.GetValueOrDefault(operation.Path);
            if (DeletionCheck.Fault(operation, i, batch.Operations.Length, existing?.Type) is { } fault)
                rejections.Add(fault);
            else if (operation is DeleteSteps steps && existing is not null)
            {
                existing.Hide(new DeletedRange(steps.From, steps.To), deletion.Id);
                deletion.Parts.Add(new Part(steps.Path, existing, existing.Life, new DeletedRange(steps.From, steps.To)));
            }
            else if (operation is DeleteAttribute or DeleteTree)
                foreach (var path in run.Attributes.Keys.Where(path => operation is DeleteTree ? DeletionCheck.IsInTree(path, operation.Path) : path == operation.Path).ToList())
                {
                    deletion.Parts.Add(new Part(path, run.Attributes[path], run.Attributes[path].Life, null));
                    run.Attributes.Remove(path);
                }
        }
        ImmutableArray<DeletedPart> taken = [.. deletion.Parts.Select(part => part.Shown)];
        if (!taken.IsEmpty)
            _kept.Add(deletion);
        if (!keeps)
            Purge(deletion.Id);
        return (new WriteAnswer.Written(rejections.ToImmutable(), keeps && !taken.IsEmpty ? deletion.Id : null), taken);
    }

    /// <returns>Null when there is no such deletion.</returns>
    public (ImmutableArray<AttributePath> Blocked, ImmutableArray<DeletedPart> Restored)? Restore(DeletionId id)
    {
        if (_kept.Find(deletion => deletion.Id == id) is not { } deletion)
            return null;
        var restored = new List<Part>();
        // An attribute before a range of it.
        foreach (var part in deletion.Parts.OrderBy(part => part.Range is not null))
        {
            var existing = run.Attributes.GetValueOrDefault(part.Path);
            if (part.Range is null && existing is null)
                run.Attributes[part.Path] = part.Attribute;
            else if (part.Range is not null && existing == part.Attribute && existing.Life == part.Life)
                existing.Restore(id);
            else
                continue;
            restored.Add(part);
        }
        deletion.Parts.RemoveAll(restored.Contains);
        if (deletion.Parts.Count == 0)
            _kept.Remove(deletion);
        return ([.. deletion.Parts.Select(part => part.Path).Distinct().Order()], [.. restored.Select(part => part.Shown)]);
    }

    public bool Purge(DeletionId id)
    {
        if (_kept.Find(deletion => deletion.Id == id) is not { } deletion)
            return false;
        foreach (var part in deletion.Parts.Where(part => part.Range is not null))
            part.Attribute.Purge(id);
        return _kept.Remove(deletion);
    }

    /// <summary>Purges what was deleted at this moment or before.</summary>
    public void PurgeThrough(long unixMicros) => _kept.Where(deletion => deletion.UnixMicros <= unixMicros).ToList().ForEach(deletion => Purge(deletion.Id));
}
