using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Attributes;
using Nereid.Storage.Embedded.Tables;
using Nereid.Storage.Querying;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Analysis;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Answers questions from the database, each in one read transaction of its own.</summary>
sealed class EmbeddedRunReader(
    ReadSessions sessions, FloatEngine floats, Presence presence, RunTables tables, PathIndexes paths, TimeProvider time, TimeSpan keepsDeleted) : IRunReader
{
    readonly ShownParts _shownParts = new();

    public ValueTask<RunHead?> FindRunAsync(RunId run, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        return new(Head(FindRun(lease.Database, run)));
    }

    public ValueTask<RunHead?> FindByShortIdAsync(ProjectId project, string shortId, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        var row = lease.Database[StoredRun.Select + "WHERE p.uuid = ?1 AND r.short_id = ?2"].Bind(1, project.Value).Bind(2, shortId);
        return new(Head(StoredRun.ReadOne(row)));
    }

    public ValueTask<RunHead?> FindByCustomIdAsync(ProjectId project, RunKind kind, string customId, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        var row = lease.Database[StoredRun.Select + "WHERE p.uuid = ?1 AND r.kind = ?2 AND r.custom_id = ?3"];
        return new(Head(StoredRun.ReadOne(row.Bind(1, project.Value).Bind(2, (long)kind).Bind(3, customId))));
    }

    public ValueTask<ProjectFigures> GetProjectFiguresAsync(ProjectId project, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        var row = lease.Database["""
            SELECT count(*) FILTER (WHERE kind = ?2 AND trashed = 0), max(modified) FROM runs WHERE project = (SELECT id FROM projects WHERE uuid = ?1)
            """].Bind(1, project.Value).Bind(2, (long)RunKind.Run);
        row.Step();
        var (runs, modified) = (row.Int64(0), row.IsNull(1) ? (long?)null : row.Int64(1));
        return new(new ProjectFigures(runs, presence.LastModified(project) is { } newer && !(modified > newer) ? newer : modified));
    }

    public ValueTask<ImmutableArray<RunAttribute>> GetAttributesAsync(RunId run, string? prefix, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        return new(FindRun(lease.Database, run) is { } row ? All(lease.Database, row, prefix ?? "", cancel) : []);
    }

    public ValueTask<ImmutableArray<KeptDeletion>> GetDeletionsAsync(RunId run, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        return new(DeletionPlan.Kept(lease.Database, run, time.UnixMicros() - keepsDeleted.Ticks / TimeSpan.TicksPerMicrosecond));
    }

    public ValueTask<ImmutableArray<RunAnnotations>> GetAnnotationsAsync(AnnotationQuery query, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        return new(AnnotationRows.Read(lease.Database, query, cancel));
    }

    ImmutableArray<RunAttribute> All(Statements database, StoredRun run, string prefix, CancellationToken cancel)
    {
        var found = new List<RunAttribute>();
        var rows = database["""
            SELECT p.text, a.type, a.series, a.value
            FROM attributes a INDEXED BY attributes_by_run JOIN paths p ON p.id = a.path
            WHERE a.run = ?1
            """].Bind(1, run.Row);
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            var path = rows.Text(0);
            if (path.StartsWith(prefix, StringComparison.Ordinal))
                found.Add(new RunAttribute(AttributePath.Of(path), AttributeRow.Read(database, floats, run.Row, rows, 1, cancel)));
        }
        var head = presence.Overlay(run.Head);
        foreach (var path in ComputedAttributes.PathsOf(head))
            if (path.StartsWith(prefix, StringComparison.Ordinal))
                found.Add(new RunAttribute(AttributePath.Of(path), ComputedAttributes.Value(path, head, run.FileBytes, time.UnixMicros())!));
        found.Sort((left, right) => left.Path.CompareTo(right.Path));
        return [.. found];
    }

    public ValueTask<AttributeValue?> GetAttributeAsync(RunId run, AttributePath path, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        return new(FindRun(lease.Database, run) is { } row ? One(lease.Database, row, path, cancel) : null);
    }

    AttributeValue? One(Statements database, StoredRun run, AttributePath path, CancellationToken cancel)
    {
        if (SystemAttributes.Computed.ContainsKey(path.Text))
            return Computed(run, path.Text);
        var row = database["""
            SELECT type, series, value FROM attributes WHERE project = ?1 AND path = (SELECT id FROM paths WHERE text = ?2) AND run = ?3
            """].Bind(1, run.ProjectRow).Bind(2, path.Text).Bind(3, run.Row);
        if (!row.Step())
            return null;
        var value = AttributeRow.Read(database, floats, run.Row, row, 0, cancel);
        row.Reset();
        return value;
    }

    AttributeValue? Computed(StoredRun run, string path) => ComputedAttributes.Value(path, presence.Overlay(run.Head), run.FileBytes, time.UnixMicros());

    public ValueTask<ImmutableArray<RunAttribute>> GetSeriesAsync(RunId run, string? prefix, Lineage lineage, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        var lineages = new LineageReader(lease.Database);
        var figures = new SeriesFigureReader(lease.Database, floats, _shownParts);
        var found = ImmutableArray.CreateBuilder<RunAttribute>();
        foreach (var path in SeriesPaths(lease.Database, lineages.GenerationsOf(run, lineage), prefix ?? ""))
        {
            cancel.ThrowIfCancellationRequested();
            if (lineages.Find(new SeriesId(run, path, lineage)) is { } series && figures.Value(series, cancel) is { } value)
                found.Add(new RunAttribute(path, value));
        }
        return new(found.ToImmutable());
    }

    static SortedSet<AttributePath> SeriesPaths(Statements database, ImmutableArray<Generation> generations, string prefix)
    {
        var paths = new SortedSet<AttributePath>();
        foreach (var generation in generations)
        {
            var rows = database["""
                SELECT p.text, a.type FROM attributes a INDEXED BY attributes_by_run JOIN paths p ON p.id = a.path WHERE a.run = ?1
                """].Bind(1, generation.Row);
            while (rows.Step())
                if (((AttributeType)rows.Int64(1)).IsSeries() && rows.Text(0) is var path && path.StartsWith(prefix, StringComparison.Ordinal))
                    paths.Add(AttributePath.Of(path));
        }
        return paths;
    }

    public ValueTask<AttributeValue?> GetSeriesAsync(SeriesId series, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        return new(new LineageReader(lease.Database).Find(series) is { } found ? new SeriesFigureReader(lease.Database, floats, _shownParts).Value(found, cancel) : null);
    }

    public ValueTask<PointPage<FloatPoint>?> ReadFloatsAsync(SeriesId series, PointWindow window, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        if (series.Formula is not null)
        {
            using var computed = new SeriesQuestion(lease.Database, floats, XAxis.Step, null, null, [series], cancel);
            return new(computed.Points(computed.Series[0], cancel)?.Points is { Count: > 0 } found ? found.Page(window, cancel) : null);
        }
        if (new LineageReader(lease.Database).Find(series) is not { Type: AttributeType.FloatSeries } stored)
            return new((PointPage<FloatPoint>?)null);
        using var question = floats.Ask();
        var points = question.Points(stored.Floats.AsSpan());
        return new(points.Count > 0 || stored.IsOwn ? points.Page(window, cancel) : null);
    }

    public ValueTask<PointPage<StringPoint>?> ReadStringsAsync(SeriesId series, PointWindow window, CancellationToken cancel) =>
        ReadPoints(series, window, AttributeType.StringSeries, PointTable.ReadString, cancel);

    public ValueTask<PointPage<FilePoint>?> ReadFilesAsync(SeriesId series, PointWindow window, CancellationToken cancel) =>
        ReadPoints(series, window, AttributeType.FileSeries, PointTable.ReadFile, cancel);

    public ValueTask<PointPage<HistogramPoint>?> ReadHistogramsAsync(SeriesId series, PointWindow window, CancellationToken cancel) =>
        ReadPoints(series, window, AttributeType.HistogramSeries, PointTable.ReadHistogram, cancel);

    ValueTask<PointPage<T>?> ReadPoints<T>(SeriesId series, PointWindow window, AttributeType type, Func<Statement, T> read, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        if (new LineageReader(lease.Database).Find(series) is not { } found || found.Type != type)
            return new((PointPage<T>?)null);
        return new(found.IsOwn || PointParts.Of(lease.Database, found).OldestFirst.Count > 0 ? new PointReader<T>(lease.Database, found, read).Page(window, cancel) : null);
    }

    public ValueTask<long?> FindPlaceAsync(RunId run, AttributePath path, PointPlace place, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        return new(StoredSeries.Find(lease.Database, run, path, out var type) is { } found && type != AttributeType.FloatSeries
            ? new PointSpans(lease.Database, found.Type, found.Number).CountBefore(place, cancel)
            : null);
    }

    public ValueTask<LineHits?> SearchLinesAsync(LineSearch search, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        return new(StoredSeries.Find(lease.Database, search.Run, search.Path, out _) is { Type: AttributeType.StringSeries } found
            ? new LineReader(lease.Database, found).Search(search, cancel)
            : null);
    }

    public ValueTask<ImmutableArray<SeriesBuckets>> ReadBucketsAsync(BucketQuery query, CancellationToken cancel)
    {
        SeriesQueryBounds.Validate(query);
        using var lease = sessions.Begin();
        return new(new BucketReader(lease.Database, floats).Read(query, cancel));
    }

    public ValueTask<ImmutableArray<GroupBuckets>> ReadGroupsAsync(GroupedBucketQuery query, CancellationToken cancel)
    {
        SeriesQueryBounds.Validate(query);
        using var lease = sessions.Begin();
        return new(new BucketReader(lease.Database, floats).Read(query, cancel));
    }

    public ValueTask<ImmutableArray<SeriesStatistics>> ReadStatisticsAsync(StatisticsQuery query, CancellationToken cancel)
    {
        SeriesQueryBounds.Validate(query);
        using var lease = sessions.Begin();
        return new(new BucketReader(lease.Database, floats).Read(query, cancel));
    }

    public ValueTask<ImmutableArray<NearestPoint>> ReadNearestAsync(NearestQuery query, CancellationToken cancel)
    {
        SeriesQueryBounds.Validate(query);
        using var lease = sessions.Begin();
        return new(new BucketReader(lease.Database, floats).Read(query, cancel));
    }

    public ValueTask<RunPage> QueryRunsAsync(RunQuery query, CancellationToken cancel)
    {
        var now = time.UnixMicros();
        using var question = Ask(query.Project, NeededColumns.Of(query), now, cancel);
        var (database, table) = (question.Database, question.Table);
        var page = TablePage.Of(table, query, now, cancel);
        var runs = page.Places.ConvertAll(table.Run);
        var cells = query.Columns is { } columns
            ? new PageCells(database, floats, Computed).Read(runs, columns, cancel)
            : [.. runs.Select(run => All(database, run, "", cancel))];
        return new(new RunPage(page.Total, [.. page.Places.Select((place, i) => new RunRow(table.LivingHead(place), cells[i]))]) { Next = page.Next });
    }

    public ValueTask<ImmutableArray<RunForks>> ReadForksAsync(ForkQuery query, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        return new(ForkReader.Read(lease.Database, query, cancel));
    }

    public ValueTask<RunGroupPage> GroupRunsAsync(RunGroupQuery query, CancellationToken cancel)
    {
        var now = time.UnixMicros();
        using var question = Ask(query.Project, NeededColumns.Of(query), now, cancel);
        return new(TableGroups.Page(question.Table, query, now, cancel));
    }

    public ValueTask<DistinctPage> DistinctValuesAsync(DistinctQuery query, CancellationToken cancel)
    {
        var now = time.UnixMicros();
        using var question = Ask(query.Project, NeededColumns.Of(query), now, cancel);
        return new(DistinctValues.Page(question.Table, query, now, cancel));
    }

    public ValueTask<DifferingPage> DifferingColumnsAsync(DifferingQuery query, CancellationToken cancel)
    {
        var scope = new RunScope(query.Kinds, query.Where, query.Only);
        using var question = TableQuestion.Ask(sessions, tables, query.Project, NeededColumns.Of(scope), withPaths: true, time.UnixMicros(), cancel);
        return new(new DifferingPaths(question.Database, question.Table.Paths).Page(RowsOf(question.Table, scope, cancel), query.Limit, cancel));
    }

    TableQuestion Ask(ProjectId project, IReadOnlyCollection<ColumnId> needed, long nowUnixMicros, CancellationToken cancel) =>
        TableQuestion.Ask(sessions, tables, project, needed, withPaths: false, nowUnixMicros, cancel);

    List<StoredRun> RowsOf(TableView table, RunScope scope, CancellationToken cancel) =>
        [.. new RunFilter(table, time.UnixMicros()).Matches(scope, cancel).Select(table.Run)];

    public ValueTask RemoveReferredToAsync(HashSet<BlobId> places, CancellationToken cancel)
    {
        using var lease = sessions.Begin();
        FileReferences.Remove(lease.Database, places, cancel);
        return ValueTask.CompletedTask;
    }

    public ValueTask<AttributePage> SearchAttributesAsync(AttributeSearch search, CancellationToken cancel)
    {
        if (search is { Where: null, Runs: null })
        {
            using var lease = sessions.Begin();
            return new(new PathSearch(search, paths.View(lease.Database, search.Project, cancel)).Page(cancel));
        }
        var scope = new RunScope(search.Kinds, search.Where, search.Runs);
        using var question = TableQuestion.Ask(sessions, tables, search.Project, NeededColumns.Of(scope), withPaths: true, time.UnixMicros(), cancel);
        var table = question.Table;
        var (among, all) = (RowsOf(table, scope, cancel), RowsOf(table, new RunScope(search.Kinds, null, null), cancel));
        return new(new PathSearch(search, table.Paths).Page(question.Database, among, all, cancel));
    }

    public IReadOnlyList<BlobId> DeadBlobs(int max)
    {
        using var lease = sessions.Begin();
        return DeadData.Blobs(lease.Database, max);
    }

    static StoredRun? FindRun(Statements database, RunId run) => StoredRun.ReadOne(database[StoredRun.Select + "WHERE r.uuid = ?1"].Bind(1, run.Value));

    RunHead? Head(StoredRun? run) => run is null ? null : presence.Overlay(run.Head);
}
