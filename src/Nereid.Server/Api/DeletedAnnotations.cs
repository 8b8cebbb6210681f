using Nereid.Domain;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api;

/// <summary>Annotations that were deleted in the last ten minutes, so that a slip can be undone. They are gone from disk; this is memory alone.</summary>
sealed class DeletedAnnotations(TimeProvider clock)
{
    const int Most = 1000;
    static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    readonly Lock _lock = new();
    readonly Dictionary<(RunId, AnnotationId), (Annotation Annotation, DateTimeOffset At)> _deleted = [];
    readonly Queue<((RunId, AnnotationId) Key, DateTimeOffset At)> _order = new();

    public void Add(RunId run, Annotation annotation)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            _deleted[(run, annotation.Id)] = (annotation, now);
            _order.Enqueue(((run, annotation.Id), now));
            while (_order.TryPeek(out var oldest) && (_order.Count > Most || now - oldest.At > Kept))
            {
                _order.Dequeue();
                // It may have come back and been deleted again since.
                if (_deleted.TryGetValue(oldest.Key, out var entry) && entry.At == oldest.At)
                    _deleted.Remove(oldest.Key);
            }
        }
    }

    /// <summary>Gives it up to whoever brings it back.</summary>
    public Annotation? Take(RunId run, AnnotationId id)
    {
        lock (_lock)
            return _deleted.Remove((run, id), out var entry) && clock.GetUtcNow() - entry.At <= Kept ? entry.Annotation : null;
    }
}
