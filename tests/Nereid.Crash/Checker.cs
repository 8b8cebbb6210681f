using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Blobs;
using Nereid.Storage.Embedded;

namespace Nereid.Crash;

/// <summary>Opens the store after a kill and looks at every batch: whole, once, and there when it was acknowledged.</summary>
sealed class Checker(string folder) : IChangeSink
{
    const int PageSize = 50_000;

    public long PointsChecked { get; private set; }

    public long BatchesChecked { get; private set; }

    /// <param name="acknowledged">By writer, the last batch that was acknowledged; -1: not even the run.</param>
    /// <param name="rows">By writer, the last batch of rows that was acknowledged. Likewise <paramref name="deleted"/> of deleted runs.</param>
    public async Task CheckAsync(long[] acknowledged, long[] rows, long[] deleted)
    {
        var blobs = FileBlobStore.Open(Path.Combine(folder, "blobs"));
        await using var store = EmbeddedRunStore.Open(
            Path.Combine(folder, "runs"), blobs, this, TimeProvider.System, NullLogger.Instance, Workload.Options, default);
        for (var writer = 0; writer < acknowledged.Length; writer++)
        {
            var head = await store.Reader.FindByCustomIdAsync(Workload.Project, RunKind.Run, Workload.CustomId(writer), default);
            if (acknowledged[writer] >= 0)
                Assert.NotNull(head);
            if (head is not null)
            {
                await CheckAsync(store.Reader, blobs, head.Id, acknowledged[writer]);
                await CheckRowsAsync(store.Reader, head.Id, rows[writer]);
            }
            // The last batch is sent again after a restart, and its run made again.
            for (var batch = 1L; batch <= deleted[writer] && batch < acknowledged[writer]; batch++)
                if (Workload.HasDeletedRun(batch))
                    Assert.Null(await store.Reader.FindByCustomIdAsync(Workload.Project, RunKind.Run, Workload.DeletedId(writer, batch), default));
        }
        var page = await store.Reader.QueryRunsAsync(new RunQuery(Workload.Project, [], null, [], [], 0, 2 * Workload.Writers + 1), default);
        Assert.Equal(page.Rows.Length, page.Rows.Select(row => row.Head.CustomId).Distinct().Count());
    }

    async Task CheckAsync(IRunReader reader, FileBlobStore blobs, RunId run, long acknowledged)
    {
        var last = await reader.GetAttributeAsync(run, Workload.LastBatch, default) is IntValue found ? found.Value : 0;
        Assert.True(last >= acknowledged, $"Batch {acknowledged} was acknowledged; the store has batches up to {last}.");
        if (last == 0)
            return;
        BatchesChecked += last;
        await CheckFloatsAsync(reader, new SeriesId(run, Workload.Counted), last, i => (i, i + 1));
        const int first = Workload.PointsPerBatch;
        await CheckFloatsAsync(reader, new SeriesId(run, Workload.Points), last * Workload.PointsPerBatch, i => (i + first, Workload.ValueAt(i + first)));
        await CheckLinesAsync(reader, new SeriesId(run, Workload.Lines), last);
        await CheckFileAsync(reader, blobs, run, last);
    }

    async Task CheckFloatsAsync(IRunReader reader, SeriesId series, long count, Func<long, (long Step, double Value)> expected)
    {
        var summary = Assert.IsType<FloatSeriesValue>(await reader.GetAttributeAsync(series.Run, series.Path, default));
        Assert.Equal(count, summary.Count);
        for (var offset = 0L; offset < count; offset += PageSize)
        {
            var page = (await reader.ReadFloatsAsync(series, new PointWindow(offset, PageSize), default))!;
            Assert.Equal(count, page.Total);
            Assert.Equal(Math.Min(PageSize, count - offset), page.Points.Length);
            for (var i = 0; i < page.Points.Length; i++)
            {
                var (step, value) = expected(offset + i);
                if (page.Points[i].Step != Step.From(step) || page.Points[i].Value != value)
                    Assert.Fail($"Point {offset + i} of {series.Path} is {page.Points[i]}; expected step {step}, value {value}.");
            }
            PointsChecked += page.Points.Length;
        }
    }

    async Task CheckLinesAsync(IRunReader reader, SeriesId series, long count)
    {
        for (var offset = 0L; offset < count; offset += PageSize)
        {
            var page = (await reader.ReadStringsAsync(series, new PointWindow(offset, PageSize), default))!;
            Assert.Equal(count, page.Total);
            for (var i = 0; i < page.Points.Length; i++)
                Assert.Equal(Workload.LineOf(offset + i + 1), page.Points[i].Value);
            PointsChecked += page.Points.Length;
        }
    }

    async Task CheckRowsAsync(IRunReader reader, RunId run, long acknowledged)
    {
        var all = new PointWindow(0, int.MaxValue);
        var batches = (await reader.ReadFloatsAsync(new SeriesId(run, Workload.RowBatches), all, default))?.Points ?? [];
        Assert.True(batches.Length >= acknowledged, $"The rows of batch {acknowledged} were acknowledged; the store has those of {batches.Length}.");
        var expected = new SortedDictionary<long, long>();
        for (var batch = 1L; batch <= batches.Length; batch++)
        {
            Assert.Equal(Step.From(batch), batches[(int)batch - 1].Step);
            foreach (var step in Workload.RowSteps(batch))
                expected[step] = batch;
        }
        for (var series = 0; series < Workload.Together.Length && batches.Length > 0; series++)
        {
            var id = new SeriesId(run, Workload.Together[series]);
            var points = (await reader.ReadFloatsAsync(id, all, default))!.Points;
            Assert.Equal(expected.Count, points.Length);
            Assert.Equal(expected.Count, Assert.IsType<FloatSeriesValue>(await reader.GetAttributeAsync(run, id.Path, default)).Count);
            var i = 0;
            foreach (var (step, batch) in expected)
            {
                if (points[i].Step != Step.From(step) || points[i].Value != Workload.RowValue(series, step, batch))
                    Assert.Fail($"Point {i} of {id.Path} is {points[i]}; expected step {step} of batch {batch}.");
                i++;
            }
            PointsChecked += points.Length;
        }
    }

    static async Task CheckFileAsync(IRunReader reader, FileBlobStore blobs, RunId run, long last)
    {
        var batch = last;
        while (batch > 0 && !Workload.HasFile(batch))
            batch--;
        if (batch == 0)
            return;
        var file = Assert.IsType<FileValue>(await reader.GetAttributeAsync(run, Workload.File, default)).File;
        await using var content = await blobs.OpenAsync(file.Blob, default);
        Assert.NotNull(content);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Workload.FileOf(batch))), Convert.ToHexStringLower(await SHA256.HashDataAsync(content)));
    }

    void IChangeSink.Publish(RunChange change)
    {
    }
}
