using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Memory;

public sealed partial class MemoryRunStore
{
    public Task<AnnotationAnswer> ChangeAnnotationsAsync(AnnotationChange change, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult(new AnnotationAnswer(Change(change)));
    }

    AnnotationOutcome Change(AnnotationChange change)
    {
        if (Find(change.Run) is not { } run)
            return AnnotationOutcome.NoSuchRun;
        var added = change.Put.Select(annotation => annotation.Id).Except(run.Annotations.Keys).Count();
        if (change.OnlyExisting && (added > 0 || change.Removed.Except(run.Annotations.Keys).Any()))
            return AnnotationOutcome.NoSuchAnnotation;
        if (added > 0 && run.Annotations.Count + added > Limits.AnnotationsPerRun)
            return AnnotationOutcome.LimitExceeded;
        foreach (var annotation in change.Put)
            run.Annotations[annotation.Id] = annotation;
        foreach (var id in change.Removed)
            run.Annotations.Remove(id);
        changes.Publish(new RunChange(run.Head.Project, run.Head.Id, ChangeKinds.Annotations));
        return AnnotationOutcome.Done;
    }

    public ValueTask<ImmutableArray<RunAnnotations>> GetAnnotationsAsync(AnnotationQuery query, CancellationToken cancel)
    {
        lock (_lock)
        {
            var found = ImmutableArray.CreateBuilder<RunAnnotations>();
            var left = query.Limit;
            foreach (var run in query.Runs.Distinct().Select(Find).OfType<MemoryRun>().Where(run => run.Head.Project == query.Project && run.Annotations.Count > 0))
            {
                // As bytes, first byte first: the order of ids made one after the other.
                var annotations = run.Annotations.Values.OrderBy(one => one.MadeUnixMicros).ThenBy(one => one.Id.ToString(), StringComparer.Ordinal).Take(left).ToImmutableArray();
                left -= annotations.Length;
                found.Add(new RunAnnotations(run.Head.Id, run.Annotations.Count, annotations));
            }
            return new(found.ToImmutable());
        }
    }
}
