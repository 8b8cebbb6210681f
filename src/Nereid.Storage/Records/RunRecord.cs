using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Records;

/// <summary>One accepted change, as the journal keeps it and as it is applied: every step concrete, every id and time decided.</summary>
abstract record RunRecord;

/// <param name="First">As <see cref="OperationCheck"/> resolved them.</param>
sealed record RunCreated(RunHead Head, ImmutableArray<RunOperation> First) : RunRecord;

/// <param name="UnixMicros">When the server took the batch.</param>
/// <param name="Activity">Of the run, after the batch.</param>
/// <param name="Request">Kept together with <paramref name="Rejections"/>, so that a repeated request gets the same answer.</param>
/// <param name="Operations">As <see cref="OperationCheck"/> resolved them; without the refused ones.</param>
sealed record BatchWritten(
    RunId Run, long UnixMicros, RunActivity Activity, Guid? Request, ImmutableArray<Rejection> Rejections, IReadOnlyList<RunOperation> Operations) : RunRecord;

/// <summary>Batches of several runs that are there together or not at all.</summary>
sealed record RunsWritten(IReadOnlyList<BatchWritten> Batches) : RunRecord;

sealed record RunsTrashed(IReadOnlyList<RunId> Runs, bool Trashed) : RunRecord;

sealed record RunsDeleted(IReadOnlyList<RunId> Runs) : RunRecord;

/// <summary>Points of float series that exist, as they are taken from a caller.</summary>
/// <param name="Series">By path number of the rows; null for a refused one.</param>
sealed record RowsTaken(
    RunId Run, long UnixMicros, RunActivity Activity, Guid? Request, ImmutableArray<Rejection> Rejections, FloatRows Rows, SeriesHead?[] Series) : RunRecord;

/// <summary>The same as the journal gives it back.</summary>
sealed record RowsWritten(
    RunId Run, long UnixMicros, RunActivity Activity, Guid? Request, ImmutableArray<Rejection> Rejections, IReadOnlyList<SeriesRow> Rows) : RunRecord;

/// <summary>A batch of deletions.</summary>
/// <param name="IsKept">What was taken away can be had back; otherwise it is gone for good.</param>
sealed record DeletionMade(
    RunId Run, long UnixMicros, RunActivity Activity, Guid? Request, ImmutableArray<Rejection> Rejections, DeletionId Deletion, string By, bool IsKept,
    IReadOnlyList<TakenPart> Parts) : RunRecord;

/// <param name="Made">The journal entry of the deletion.</param>
/// <param name="Parts">What came back.</param>
sealed record DeletionRestored(RunId Run, long UnixMicros, RunActivity Activity, long Made, IReadOnlyList<TakenPart> Parts) : RunRecord;

/// <param name="Made">The journal entry of the deletion.</param>
sealed record DeletionPurged(RunId Run, long Made) : RunRecord;

/// <param name="Put">Whole, those that are only changed too.</param>
sealed record AnnotationsChanged(RunId Run, ImmutableArray<Annotation> Put, ImmutableArray<AnnotationId> Removed) : RunRecord;

/// <summary>An attribute, or the points of a series in a range of steps.</summary>
/// <param name="Series">Its number; 0 for another attribute.</param>
readonly record struct TakenPart(AttributePath Path, AttributeType Type, long Series, DeletedRange? Range);

/// <param name="Series">Numbers of float series; many rows share one array.</param>
/// <param name="Values">One for each of the series.</param>
readonly record struct SeriesRow(Step Step, long UnixMicros, long[] Series, double[] Values);
