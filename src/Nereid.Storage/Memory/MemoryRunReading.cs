using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Querying;
using Nereid.Storage.Series.Analysis;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Memory;

/// <summary>How the store answers questions.</summary>
public sealed partial class MemoryRunStore
{
    public ValueTask<RunHead?> FindRunAsync(RunId run, CancellationToken cancel) => FindHead(head => head.Id == run);

    public ValueTask<RunHead?> FindByShortIdAsync(ProjectId project, string shortId, CancellationToken cancel) =>
        FindHead(head => head.Project == project && head.ShortId == shortId);

    public ValueTask<RunHead?> FindByCustomIdAsync(ProjectId project, RunKind kind, string customId, CancellationToken cancel) =>
        FindHead(head => head.Project == project && head.Kind == kind && head.CustomId == customId);

    ValueTask<RunHead?> FindHead(Predicate<RunHead> matches)
    {
        lock (_lock)
            return new(_runs.Find(run => matches(run.Head))?.Head);
    }

    public ValueTask<ProjectFigures> GetProjectFiguresAsync(ProjectId project, CancellationToken cancel)
    {
        lock (_lock)
        {
            var heads = _runs.Where(run => run.Head.Project == project).Select(run => run.Head).ToList();
            return new(new ProjectFigures(
                heads.Count(head => head is { Kind: RunKind.Run, Trashed: false }),
                heads.Count == 0 ? null : heads.Max(head => head.ModifiedUnixMicros)));
        }
    }

    public ValueTask<ImmutableArray<RunAttribute>> GetAttributesAsync(RunId run, string? prefix, CancellationToken cancel)
    {
        lock (_lock)
            return new(Find(run) is not { } found ? []
                : [.. found.All(time.UnixMicros()).Where(attribute => attribute.Path.Text.StartsWith(prefix ?? "", StringComparison.Ordinal))]);
    }

    public ValueTask<AttributeValue?> GetAttributeAsync(RunId run, AttributePath path, CancellationToken cancel)
    {
        lock (_lock)
            return new(Find(run)?.Value(path, time.UnixMicros()));
    }

    public ValueTask<ImmutableArray<RunAttribute>> GetSeriesAsync(RunId run, string? prefix, Lineage lineage, CancellationToken cancel)
    {
        lock (_lock)
        {
            var paths = MemoryLineage.Generations(Find, run, lineage).SelectMany(generation => generation.Run.Attributes.Keys).Distinct().Order();
            return new([.. paths
                .Where(path => path.Text.StartsWith(prefix ?? "", StringComparison.Ordinal))
                .Select(path => (Path: path, Series: MemoryLineage.Series(Find, new SeriesId(run, path, lineage))))
                .Where(found => found.Series is not null)
                .Select(found => new RunAttribute(found.Path, found.Series!.Value))]);
        }
    }

    public ValueTask<AttributeValue?> GetSeriesAsync(SeriesId series, CancellationToken cancel)
    {
        lock (_lock)
            return new(MemoryLineage.Series(Find, series)?.Value);
    }

    public ValueTask<PointPage<FloatPoint>?> ReadFloatsAsync(SeriesId series, PointWindow window, CancellationToken cancel)
    {
        if (series.Formula is null)
            return ReadPoints(series, window, AttributeType.FloatSeries, attribute => attribute.Floats);
        lock (_lock)
            return new(new MemorySeriesAnalysis(Find).Points(series) is { Count: > 0 } points ? Page(points, window) : null);
    }

    public ValueTask<PointPage<StringPoint>?> ReadStringsAsync(SeriesId series, PointWindow window, CancellationToken cancel) =>
        ReadPoints(series, window, AttributeType.StringSeries, attribute => attribute.Strings);

    public ValueTask<PointPage<FilePoint>?> ReadFilesAsync(SeriesId series, PointWindow window, CancellationToken cancel) =>
        ReadPoints(series, window, AttributeType.FileSeries, attribute => attribute.Files);

    public ValueTask<PointPage<HistogramPoint>?> ReadHistogramsAsync(SeriesId series, PointWindow window, CancellationToken cancel) =>
        ReadPoints(series, window, AttributeType.HistogramSeries, attribute => attribute.Histograms);

    ValueTask<PointPage<T>?> ReadPoints<T>(SeriesId series, PointWindow window, AttributeType type, Func<MemoryAttribute, SortedList<Step, T>> points)
    {
        lock (_lock)
        {
            if (MemoryLineage.Series(Find, series) is not { } attribute || attribute.Type != type)
                return new((PointPage<T>?)null);
            return new(Page(points(attribute), window));
        }
    }

    static PointPage<T> Page<T>(SortedList<Step, T> points, PointWindow window)
    {
        var inside = points
            .Where(point => (window.From is not { } from || point.Key >= from) && (window.To is not { } to || point.Key <= to))
            .Where(point => window.After is not { } after || (window.Descending ? point.Key < after : point.Key > after))
            .Select(point => point.Value)
            .ToList();
        if (window.Descending)
            inside.Reverse();
        var skipped = (int)Math.Min(window.Offset, inside.Count);
        return new PointPage<T>(inside.Count, [.. inside.Skip(skipped).Take(window.Limit)]);
    }

    public ValueTask<long?> FindPlaceAsync(RunId run, AttributePath path, PointPlace place, CancellationToken cancel)
    {
        lock (_lock)
        {
            IEnumerable<(Step Step, long UnixMicros)>? points = Find(run)?.Attributes.GetValueOrDefault(path) switch
            {
                { Type: AttributeType.StringSeries } strings => strings.Strings.Values.Select(point => (point.Step, point.UnixMicros)),
                { Type: AttributeType.FileSeries } files => files.Files.Values.Select(point => (point.Step, point.UnixMicros)),
                { Type: AttributeType.HistogramSeries } histograms => histograms.Histograms.Values.Select(point => (point.Step, point.UnixMicros)),
                _ => null,
            };
            return new(points?.TakeWhile(point => place is PointPlace.AtStep at ? point.Step < at.Step : point.UnixMicros < ((PointPlace.AtMoment)place).UnixMicros).LongCount());
        }
    }

    public ValueTask<LineHits?> SearchLinesAsync(LineSearch search, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (Find(search.Run)?.Attributes.GetValueOrDefault(search.Path) is not { Type: AttributeType.StringSeries } attribute)
                return new((LineHits?)null);
            var lines = attribute.Strings.Values.Select((line, i) => new LineHit(i, line)).ToList();
            if (search.Descending)
                lines.Reverse();
            lines.RemoveAll(line => search.After is { } after && (search.Descending ? line.Line.Step >= after : line.Line.Step <= after));
            var hits = ImmutableArray.CreateBuilder<LineHit>();
            var examined = 0;
            while (examined < lines.Count && examined < search.MostExamined && hits.Count < search.Limit)
                if (search.Match.IsMatch(lines[examined++].Line.Value))
                    hits.Add(lines[examined - 1]);
            return new(new LineHits(hits.ToImmutable(), examined, examined < lines.Count ? lines[examined - 1].Line.Step : null));
        }
    }

    public ValueTask<ImmutableArray<SeriesBuckets>> ReadBucketsAsync(BucketQuery query, CancellationToken cancel)
    {
        SeriesQueryBounds.Validate(query);
        lock (_lock)
            return new(new MemorySeriesAnalysis(Find).Buckets(query));
    }

    public ValueTask<ImmutableArray<GroupBuckets>> ReadGroupsAsync(GroupedBucketQuery query, CancellationToken cancel)
    {
        SeriesQueryBounds.Validate(query);
        lock (_lock)
            return new(new MemorySeriesAnalysis(Find).Groups(query));
    }

    public ValueTask<ImmutableArray<SeriesStatistics>> ReadStatisticsAsync(StatisticsQuery query, CancellationToken cancel)
    {
        SeriesQueryBounds.Validate(query);
        lock (_lock)
            return new(new MemorySeriesAnalysis(Find).Statistics(query));
    }

    public ValueTask<ImmutableArray<NearestPoint>> ReadNearestAsync(NearestQuery query, CancellationToken cancel)
    {
        SeriesQueryBounds.Validate(query);
        lock (_lock)
            return new(new MemorySeriesAnalysis(Find).Nearest(query));
    }

    public ValueTask<RunPage> QueryRunsAsync(RunQuery query, CancellationToken cancel)
    {
        lock (_lock)
        {
            var (runs, now) = (RunsOf(query.Project), time.UnixMicros());
            var page = TablePage.Of(new MemoryRunColumns(runs, now), query, now, cancel);
            var rows = page.Places.Select(i => new RunRow(runs[i].Head, [.. runs[i].All(now).Where(attribute => IsAsked(query.Columns, attribute))]));
            return new(new RunPage(page.Total, [.. rows]) { Next = page.Next });
        }
    }

    public ValueTask<ImmutableArray<RunForks>> ReadForksAsync(ForkQuery query, CancellationToken cancel)
    {
        lock (_lock)
        {
            var forks = RunsOf(query.Project).Where(run => run.Head.Fork is not null).OrderBy(run => run.Head.Fork!.Step).ToLookup(run => run.Head.Fork!.Parent, run => run.Head.Id);
            var found = new List<RunForks>();
            var (asked, room) = (query.Runs.Distinct().ToList(), query.Limit);
            for (var i = 0; i < asked.Count; i++)
            {
                if (!forks.Contains(asked[i]))
                    continue;
                var named = forks[asked[i]].Take(Math.Min(query.PerRun, room)).ToList();
                room -= named.Count;
                found.Add(new RunForks(asked[i], forks[asked[i]].Count(), [.. named]));
                asked.AddRange(named.Except(asked));
            }
            return new([.. found]);
        }
    }

    public ValueTask<RunGroupPage> GroupRunsAsync(RunGroupQuery query, CancellationToken cancel)
    {
        lock (_lock)
            return new(TableGroups.Page(new MemoryRunColumns(RunsOf(query.Project), time.UnixMicros()), query, time.UnixMicros(), cancel));
    }

    public ValueTask<DistinctPage> DistinctValuesAsync(DistinctQuery query, CancellationToken cancel)
    {
        lock (_lock)
            return new(DistinctValues.Page(new MemoryRunColumns(RunsOf(query.Project), time.UnixMicros()), query, time.UnixMicros(), cancel));
    }

    public ValueTask<DifferingPage> DifferingColumnsAsync(DifferingQuery query, CancellationToken cancel)
    {
        lock (_lock)
        {
            var runs = Matching(query.Project, new RunScope(query.Kinds, query.Where, query.Only), cancel);
            var differences = new Differences(runs.Count);
            foreach (var path in runs.SelectMany(run => run.Attributes).Where(each => DifferingQuery.Compares(each.Value.Value.Type)).GroupBy(each => each.Key.Text))
                differences.Add(path.Key, path.Count(), path.Select(each => Differences.ValueOf(each.Value.Value)).Distinct().Count());
            return new(differences.Page(query.Limit));
        }
    }

    List<MemoryRun> RunsOf(ProjectId project) => _runs.FindAll(run => run.Head.Project == project);

    List<MemoryRun> Matching(ProjectId project, RunScope scope, CancellationToken cancel)
    {
        var (runs, now) = (RunsOf(project), time.UnixMicros());
        return [.. new RunFilter(new MemoryRunColumns(runs, now), now).Matches(scope, cancel).Select(i => runs[i])];
    }

    static bool IsAsked(ImmutableArray<ColumnId>? columns, RunAttribute attribute) =>
        columns is not { } asked || asked.Any(column => column.Path == attribute.Path && (column.Type is not { } type || type == attribute.Value.Type));

    public ValueTask RemoveReferredToAsync(HashSet<BlobId> places, CancellationToken cancel)
    {
        lock (_lock)
            foreach (var run in _runs)
                places.ExceptWith(FilesOf(run));
        return ValueTask.CompletedTask;
    }

    public ValueTask<AttributePage> SearchAttributesAsync(AttributeSearch search, CancellationToken cancel)
    {
        lock (_lock)
        {
            var matches = Matching(search.Project, new RunScope(search.Kinds, search.Where, search.Runs), cancel)
                .SelectMany(run => run.All(time.UnixMicros()))
                .GroupBy(attribute => (attribute.Path, attribute.Value.Type))
                .Where(group => AttributeRanking.Matches(search, group.Key.Path.Text, group.Key.Type))
                .Select(group => new AttributeMatch(group.Key.Path, group.Key.Type, group.Count()));
            return new(AttributeRanking.Page(search, [.. matches]));
        }
    }

    MemoryRun? Find(RunId run) => _runs.Find(other => other.Head.Id == run);
}
