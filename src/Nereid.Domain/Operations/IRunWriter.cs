using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Operations;

/// <summary>The only way to change runs. Safe for use from many threads; batches of one caller that awaits each are applied in order.</summary>
/// <remarks>Every answer but <see cref="SeenAsync"/>'s comes after the change is on disk. After a failed write or flush all writes answer
/// read-only until the process restarts; reads go on.</remarks>
public interface IRunWriter
{
    /// <summary>Null while writes are taken; otherwise why not.</summary>
    string? ReadOnlyReason { get; }

    Task<CreateAnswer> CreateAsync(NewRun run, CancellationToken cancel);

    Task<WriteAnswer> WriteAsync(RunBatch batch, CancellationToken cancel);

    /// <summary>Writes to several runs as one: after a crash all of it is there or nothing. When an operation is refused, nothing is written at all.</summary>
    /// <param name="batches">Of different runs, without request ids; at most <see cref="Limits.OperationsPerBatch"/> operations together.</param>
    /// <returns>The first answer that is not all well, or <see cref="WriteAnswer.Written"/> without rejections.</returns>
    Task<WriteAnswer> WriteTogetherAsync(IReadOnlyList<RunBatch> batches, CancellationToken cancel);

    /// <summary>Appends points of many float series at once; the fast way in. The same as an <see cref="AppendFloats"/> for each path.</summary>
    /// <param name="rows">Concrete steps only. Stays the caller's, who may dispose it when the task has completed.</param>
    /// <param name="request">As <see cref="RunBatch.Request"/>.</param>
    /// <returns><see cref="Rejection.Index"/> is the path's number in <paramref name="rows"/>; its points were left out.</returns>
    Task<WriteAnswer> WriteRowsAsync(RunId run, FloatRows rows, Guid? request, CancellationToken cancel);

    /// <summary>Moves runs to the trash or back, models with their versions. Ids that do not exist are left out of the answer.</summary>
    Task<TrashAnswer> SetTrashedAsync(IReadOnlyCollection<RunId> runs, bool trashed, CancellationToken cancel);

    /// <summary>Deletes runs for good, in the trash or not, models with their versions: attributes and points are gone at once, their space is freed in the background.</summary>
    /// <remarks>Each run goes whole or not at all; of many runs some may be gone when the process dies, so ask again for all of them. Ids that do
    /// not exist are left out of the answer. Forks of a deleted run keep their own points and lose those they inherited.</remarks>
    Task<DeleteAnswer> DeleteRunsAsync(IReadOnlyCollection<RunId> runs, CancellationToken cancel);

    /// <summary>Brings back what a deletion took away, where its place is free: an attribute when none has its path now, the points of a range when the series that
    /// they were of is still there. Of two points at one step the one that is there stays. What cannot come back stays deleted and may be asked for again.</summary>
    Task<RestoreAnswer> RestoreDeletedAsync(RunId run, DeletionId deletion, CancellationToken cancel);

    /// <summary>Gives up what a deletion keeps. It is gone at once; its bytes leave the files in the background.</summary>
    Task<PurgeAnswer> PurgeDeletedAsync(RunId run, DeletionId deletion, CancellationToken cancel);

    /// <summary>Makes, changes and removes annotations of a run.</summary>
    Task<AnnotationAnswer> ChangeAnnotationsAsync(AnnotationChange change, CancellationToken cancel);

    /// <summary>A sign of life. Cheap and not durable: after a crash the run may look idle until the next one.</summary>
    /// <param name="finished">The client said that it stopped; the run is idle from now on.</param>
    /// <returns>False when there is no such run.</returns>
    ValueTask<bool> SeenAsync(RunId run, bool finished, CancellationToken cancel);
}

/// <param name="Changed">The runs that exist, versions of models included.</param>
/// <param name="ReadOnlyReason">Set when nothing was changed since the store takes no writes.</param>
public sealed record TrashAnswer(IReadOnlyCollection<RunId> Changed, string? ReadOnlyReason);

/// <param name="Deleted">The runs that were there, versions of models included.</param>
/// <param name="ReadOnlyReason">Set when the store took no writes before all were deleted.</param>
public sealed record DeleteAnswer(IReadOnlyCollection<RunId> Deleted, string? ReadOnlyReason);

/// <param name="WasKept">False when there is no such deletion, any more or at all.</param>
/// <param name="Blocked">Paths of what could not come back since something else is there.</param>
/// <param name="ReadOnlyReason">Set when nothing was changed since the store takes no writes.</param>
public sealed record RestoreAnswer(bool WasKept, ImmutableArray<AttributePath> Blocked, string? ReadOnlyReason);

/// <param name="WasKept">False when there is no such deletion, any more or at all.</param>
/// <param name="ReadOnlyReason">Set when nothing was changed since the store takes no writes.</param>
public sealed record PurgeAnswer(bool WasKept, string? ReadOnlyReason);
