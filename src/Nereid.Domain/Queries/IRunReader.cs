using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>All questions that can be asked about runs. Safe for use from many threads. Sees every write that was answered before the question.</summary>
/// <remarks>Knows nothing of permissions: callers ask only about projects that the reader may see.</remarks>
public interface IRunReader
{
    ValueTask<RunHead?> FindRunAsync(RunId run, CancellationToken cancel);

    /// <param name="shortId">Such as <c>TITA-12</c>.</param>
    ValueTask<RunHead?> FindByShortIdAsync(ProjectId project, string shortId, CancellationToken cancel);

    ValueTask<RunHead?> FindByCustomIdAsync(ProjectId project, RunKind kind, string customId, CancellationToken cancel);

    ValueTask<ProjectFigures> GetProjectFiguresAsync(ProjectId project, CancellationToken cancel);

    /// <summary>Every attribute of the run, computed ones included, ordered by path.</summary>
    /// <param name="prefix">Only paths that start with this text; null or empty for all.</param>
    ValueTask<ImmutableArray<RunAttribute>> GetAttributesAsync(RunId run, string? prefix, CancellationToken cancel);

    /// <summary>Null when the run has no such attribute.</summary>
    ValueTask<AttributeValue?> GetAttributeAsync(RunId run, AttributePath path, CancellationToken cancel);

    /// <summary>What was deleted of a run and can be had back, the newest deletion first.</summary>
    ValueTask<ImmutableArray<KeptDeletion>> GetDeletionsAsync(RunId run, CancellationToken cancel);

    /// <summary>The annotations of some runs. Runs without any are left out of the answer, and so are those of other projects.</summary>
    ValueTask<ImmutableArray<RunAnnotations>> GetAnnotationsAsync(AnnotationQuery query, CancellationToken cancel);

    /// <summary>The series of a run, inherited ones too, ordered by path. Their figures are those of all points that the lineage shows.</summary>
    /// <param name="prefix">Only paths that start with this text; null or empty for all.</param>
    ValueTask<ImmutableArray<RunAttribute>> GetSeriesAsync(RunId run, string? prefix, Lineage lineage, CancellationToken cancel);

    /// <summary>The figures of all points that the lineage shows; null when there is no such series.</summary>
    ValueTask<AttributeValue?> GetSeriesAsync(SeriesId series, CancellationToken cancel);

    /// <summary>Null when the run has no float series there, or the formula no point.</summary>
    ValueTask<PointPage<FloatPoint>?> ReadFloatsAsync(SeriesId series, PointWindow window, CancellationToken cancel);

    ValueTask<PointPage<StringPoint>?> ReadStringsAsync(SeriesId series, PointWindow window, CancellationToken cancel);

    ValueTask<PointPage<FilePoint>?> ReadFilesAsync(SeriesId series, PointWindow window, CancellationToken cancel);

    ValueTask<PointPage<HistogramPoint>?> ReadHistogramsAsync(SeriesId series, PointWindow window, CancellationToken cancel);

    /// <summary>How many points of a string, file or histogram series lie before a place; all of them when none lies there or behind. Of the run's own points.
    /// Null when the run has no such series.</summary>
    ValueTask<long?> FindPlaceAsync(RunId run, AttributePath path, PointPlace place, CancellationToken cancel);

    /// <summary>Null when the run has no string series there.</summary>
    ValueTask<LineHits?> SearchLinesAsync(LineSearch search, CancellationToken cancel);

    /// <summary>One answer per asked series, in order; a series that does not exist answers with no buckets.</summary>
    ValueTask<ImmutableArray<SeriesBuckets>> ReadBucketsAsync(BucketQuery query, CancellationToken cancel);

    /// <summary>One answer per group, in order.</summary>
    ValueTask<ImmutableArray<GroupBuckets>> ReadGroupsAsync(GroupedBucketQuery query, CancellationToken cancel);

    /// <summary>One answer per asked series, in order.</summary>
    ValueTask<ImmutableArray<SeriesStatistics>> ReadStatisticsAsync(StatisticsQuery query, CancellationToken cancel);

    /// <summary>One answer per asked series, in order.</summary>
    ValueTask<ImmutableArray<NearestPoint>> ReadNearestAsync(NearestQuery query, CancellationToken cancel);

    ValueTask<RunPage> QueryRunsAsync(RunQuery query, CancellationToken cancel);

    /// <summary>Which attribute paths occur in a project, best match first.</summary>
    ValueTask<AttributePage> SearchAttributesAsync(AttributeSearch search, CancellationToken cancel);

    /// <summary>The asked runs that have forks, then the named forks that have some themselves, generation after generation, each run once.</summary>
    ValueTask<ImmutableArray<RunForks>> ReadForksAsync(ForkQuery query, CancellationToken cancel);

    ValueTask<RunGroupPage> GroupRunsAsync(RunGroupQuery query, CancellationToken cancel);

    ValueTask<DistinctPage> DistinctValuesAsync(DistinctQuery query, CancellationToken cancel);

    ValueTask<DifferingPage> DifferingColumnsAsync(DifferingQuery query, CancellationToken cancel);

    /// <summary>Takes the places out of the set that some value or point of any run refers to. Reads all references to files that there are.</summary>
    ValueTask RemoveReferredToAsync(HashSet<BlobId> places, CancellationToken cancel);
}

public readonly record struct RunAttribute(AttributePath Path, AttributeValue Value);

/// <param name="Runs">Runs (not models and so on) that are not in the trash.</param>
/// <param name="LastModifiedUnixMicros">Null when nothing was ever written.</param>
public readonly record struct ProjectFigures(long Runs, long? LastModifiedUnixMicros);

/// <summary>A deletion that can be undone until it is purged.</summary>
/// <param name="By">Who asked for it.</param>
/// <param name="Parts">What it took away, ordered by path; never empty.</param>
public sealed record KeptDeletion(DeletionId Id, long UnixMicros, string By, ImmutableArray<DeletedPart> Parts);

/// <summary>An attribute, or points of a series.</summary>
/// <param name="Range">Null for the whole attribute.</param>
public readonly record struct DeletedPart(AttributePath Path, AttributeType Type, DeletedRange? Range);

/// <summary>Steps, both ends included; a null end is open.</summary>
public readonly record struct DeletedRange(Step? From, Step? To)
{
    public bool Contains(Step step) => !(step < From) && !(step > To);
}
