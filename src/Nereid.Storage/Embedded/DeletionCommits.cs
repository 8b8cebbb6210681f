using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Storage.Records;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Commits deletions, their undoing and their end, each as a group of its own. Belongs to the writer's loop.</summary>
sealed class DeletionCommits(CommitGroup commits, DeletionPlan plan, RunCache cache, GroupCheck check, IChangeSink changes, TimeProvider time, TimeSpan keeps)
{
    const int PurgedAtOnce = 20;

    long KeptAfter => time.UnixMicros() - keeps.Ticks / TimeSpan.TicksPerMicrosecond;

    public void Delete(DeletionSubmission submission)
    {
        var batch = submission.Batch;
        if (cache.Find(batch.Run) is not { } run)
        {
            submission.Answer(new WriteAnswer.NoSuchRun());
            return;
        }
        check.Clear();
        if (batch.Request is { } request && check.Earlier(run, request) is { } earlier)
        {
            submission.Answer(new WriteAnswer.Written(earlier));
            return;
        }
        var (parts, rejections) = plan.Plan(run, batch);
        var (now, activity, kinds) = commits.Touch(run, parts.Count > 0, isEdit: batch.IsEdit || batch.DeletedBy is not null);
        var isKept = batch.DeletedBy is not null && keeps > TimeSpan.Zero;
        DeletionId? deletion = parts.Count > 0 ? DeletionId.New() : null;
        if (deletion is not null || batch.Request is not null)
            commits.CommitOne(Record(batch, now, activity, rejections, deletion, isKept, parts));
        Publish(run, kinds, parts);
        submission.Answer(new WriteAnswer.Written(rejections, isKept ? deletion : null));
    }

    static RunRecord Record(
        RunBatch batch, long now, RunActivity activity, ImmutableArray<Rejection> rejections, DeletionId? deletion, bool isKept, List<TakenPart> parts) =>
        deletion is { } id
            ? new DeletionMade(batch.Run, now, activity, batch.Request, rejections, id, batch.DeletedBy ?? "", isKept, parts)
            : new BatchWritten(batch.Run, now, activity, batch.Request, rejections, Operations: []);

    void Publish(CachedRun run, ChangeKinds kinds, List<TakenPart> parts)
    {
        foreach (var part in parts)
            kinds |= OperationChanges.KindOf(new DeletedPart(part.Path, part.Type, part.Range));
        if (kinds != ChangeKinds.None)
            changes.Publish(new RunChange(run.Head.Project, run.Head.Id, kinds));
    }

    public void Restore(RestoreSubmission submission)
    {
        if (cache.Find(submission.Run) is not { } run || plan.Find(run, submission.Deletion, KeptAfter) is not { } made)
        {
            submission.Answer(new RestoreAnswer(false, [], null));
            return;
        }
        var (parts, blocked) = plan.PlanRestore(run, made);
        if (parts.Count > 0)
        {
            var (now, activity, kinds) = commits.Touch(run, isModified: true, isEdit: true);
            commits.CommitOne(new DeletionRestored(submission.Run, now, activity, made, parts));
            Publish(run, kinds, parts);
        }
        submission.Answer(new RestoreAnswer(true, blocked, null));
    }

    public void Purge(PurgeSubmission submission)
    {
        var made = cache.Find(submission.Run) is { } run ? plan.Find(run, submission.Deletion, KeptAfter) : null;
        if (made is { } entry)
            commits.CommitOne(new DeletionPurged(submission.Run, entry));
        submission.Answer(new PurgeAnswer(made is not null, null));
    }

    /// <summary>Ends some deletions that were kept long enough.</summary>
    public void PurgeExpired()
    {
        foreach (var expired in plan.Expired(KeptAfter, PurgedAtOnce))
            commits.CommitOne(expired);
    }
}
