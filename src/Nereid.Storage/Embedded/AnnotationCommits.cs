using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Runs;
using Nereid.Storage.Records;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Commits changes of annotations, each as a group of its own. Belongs to the writer's loop.</summary>
sealed class AnnotationCommits(CommitGroup commits, Statements database, RunCache cache, IChangeSink changes)
{
    public void Change(AnnotationSubmission submission)
    {
        var change = submission.Change;
        if (cache.Find(change.Run) is not { } run)
        {
            submission.Answer(new AnnotationAnswer(AnnotationOutcome.NoSuchRun));
            return;
        }
        var added = change.Put.Select(annotation => annotation.Id).Distinct().Count(id => !AnnotationRows.Has(database, run.Row, id));
        if (change.OnlyExisting && (added > 0 || change.Removed.Any(id => !AnnotationRows.Has(database, run.Row, id))))
            submission.Answer(new AnnotationAnswer(AnnotationOutcome.NoSuchAnnotation));
        else if (added > 0 && AnnotationRows.Count(database, run.Row) + added > Limits.AnnotationsPerRun)
            submission.Answer(new AnnotationAnswer(AnnotationOutcome.LimitExceeded));
        else
        {
            commits.CommitOne(new AnnotationsChanged(change.Run, change.Put, change.Removed));
            changes.Publish(new RunChange(run.Head.Project, run.Head.Id, ChangeKinds.Annotations));
            submission.Answer(new AnnotationAnswer(AnnotationOutcome.Done));
        }
    }
}
