using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Records;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Decides on the creation of a run, which gives it its ids. Looks at applied state only: a creation is a commit group of its own.</summary>
sealed class CreationCheck(Statements database, RunCache cache, Presence presence)
{
    /// <returns>Either an answer, when nothing is to be created, or the record to journal and apply.</returns>
    public (CreateAnswer? Answer, RunCreated? Record) Check(NewRun run, long nowUnixMicros)
    {
        if (RunNaming.Fault(run) is { } fault)
            return (new CreateAnswer.Invalid(fault), null);
        if (Existing(run) is { } existing)
            return (new CreateAnswer.Created(presence.Overlay(existing), Existed: true), null);
        var model = run.Model is { } modelId ? cache.Find(modelId) : null;
        if (run.Model is not null && (model is null || model.Head.Kind != RunKind.Model || model.Head.Project != run.Project))
            return (new CreateAnswer.NoSuchParent(), null);
        if (run.Fork is not null && cache.Find(run.Fork.Parent)?.Head.Project != run.Project)
            return (new CreateAnswer.NoSuchParent(), null);

        var number = run.Kind switch
        {
            RunKind.Run => LastNumber(run.Project) + 1,
            RunKind.ModelVersion => model!.Versions + 1,
            _ => 0,
        };
        var shortId = RunNaming.ShortId(run, number, model?.Head.ShortId);
        if (run.Kind == RunKind.Model && ByShortId(run.Project, shortId) is not null)
            return (new CreateAnswer.KeyTaken(run.Key!), null);
        var first = new List<RunOperation>();
        if (FirstRefusal(run, first) is { } refusal)
            return (new CreateAnswer.Invalid(refusal.Detail), null);

        var id = run.Kind == RunKind.ProjectMetadata ? new RunId(run.Project.Value) : RunId.New();
        var head = new RunHead(id, run.Project, run.Kind, shortId, number, run.CustomId, run.Model, run.Fork, run.Owner,
            Trashed: false, run.CreatedUnixMicros ?? nowUnixMicros, nowUnixMicros, nowUnixMicros, Finished: false, ActiveMicros: 0);
        return (null, new RunCreated(head, [.. first]));
    }

    static Refusal? FirstRefusal(NewRun run, List<RunOperation> accepted)
    {
        var facts = new Dictionary<AttributePath, AttributeFacts?>();
        foreach (var operation in run.First.IsDefault ? [] : run.First)
        {
            var before = operation.Path.Text is null ? null : facts.GetValueOrDefault(operation.Path);
            var resolution = OperationCheck.Resolve(operation, before);
            if (resolution.Refusal is not null)
                return resolution.Refusal;
            if (resolution.Operation is not { } resolved)
                continue;
            accepted.Add(resolved);
            facts[resolved.Path] = AttributeFacts.After(resolved, before);
        }
        return null;
    }

    RunHead? Existing(NewRun run)
    {
        if (run.Kind == RunKind.ProjectMetadata)
            return cache.Find(new RunId(run.Project.Value))?.Head;
        if (run.CustomId is null)
            return null;
        var row = database[StoredRun.Select + "WHERE p.uuid = ?1 AND r.kind = ?2 AND r.custom_id = ?3"];
        return StoredRun.ReadOne(row.Bind(1, run.Project.Value).Bind(2, (long)run.Kind).Bind(3, run.CustomId))?.Head;
    }

    RunHead? ByShortId(ProjectId project, string shortId) =>
        StoredRun.ReadOne(database[StoredRun.Select + "WHERE p.uuid = ?1 AND r.short_id = ?2"].Bind(1, project.Value).Bind(2, shortId))?.Head;

    long LastNumber(ProjectId project)
    {
        var row = database["SELECT last_number FROM projects WHERE uuid = ?1"].Bind(1, project.Value);
        if (!row.Step())
            return 0;
        var number = row.Int64(0);
        row.Reset();
        return number;
    }
}
