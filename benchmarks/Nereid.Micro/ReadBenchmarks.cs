using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;
using Nereid.Storage.Series;

namespace Nereid.Micro;

/// <summary>Charts and pages of one long series, from blocks on disk, warm.</summary>
static class ReadBenchmarks
{
    const int Points = 1_000_000;
    const int Runs = 100;
    const int RowsOfRun = 10_000;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("nereid-micro-");
        try
        {
            using var engine = FloatEngine.Open(Path.Combine(folder.FullName, "series.db"), headBytes: 1L << 40, new RunStoreOptions().PointsPerThread);
            Fill(engine);
            engine.BeginFlush(1);
            await engine.WhenIdleAsync();
            engine.TryEndJob(out _, out _);
            foreach (var buckets in (int[])[1_000, 100, 10_000])
                Measure.Median($"chart: 1 series x 1 M points, {buckets} buckets", Points, () => Chart(engine, [1], Points, buckets));
            Measure.Median("chart: 1 series x 1 M points, 1000 buckets, relative time", Points, () => Chart(engine, [1], Points / 1000.0, 1_000, XAxis.RelativeTime));
            Measure.Median("sources: 1 series x 1 M points found, none decoded", Points, () =>
            {
                using var question = engine.Ask();
                question.Points(1, 1);
            });
            Measure.Median("figures: 1 series x 1 M points, recounted", Points, () =>
            {
                using var question = engine.Ask();
                question.Points(1, 1).Summarize(default);
            });
            Measure.Median("page: the last 100 of 1 M points", 100, () =>
            {
                using var question = engine.Ask();
                question.Points(1, 1).Page(new PointWindow(0, 100, Descending: true), default);
            });
            Measure.Median("chart: 100 runs x 10,000 points, 1,000 buckets", Points, () => Chart(engine, [.. Enumerable.Range(2, Runs)], RowsOfRun, 1_000));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Run 1 has one series of a million points, the others ten series of 10,000 each.</summary>
    static void Fill(FloatEngine engine)
    {
        var random = new Random(2);
        var one = engine.Run(1, 1);
        one.Add(1, 1, default);
        for (var i = 0; i < Points; i++)
            one.Append(Step.From(i), i * 1000L, [0], [(float)(Math.Exp(-i / 300_000.0) + random.NextDouble() * 0.01)], entry: 1);
        var values = new double[10];
        for (var run = 2; run < Runs + 2; run++)
        {
            var heads = engine.Run(run, 1);
            for (var i = 0; i < values.Length; i++)
                heads.Add(run + i * 1000L, 1, default);
            for (var i = 0; i < RowsOfRun; i++)
            {
                foreach (ref var value in values.AsSpan())
                    value = (float)random.NextDouble();
                heads.Append(Step.From(i), i * 1000L, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], values, entry: 1);
            }
        }
    }

    static void Chart(FloatEngine engine, int[] runs, double length, int buckets, XAxis axis = XAxis.Step)
    {
        using var question = engine.Ask();
        foreach (var run in runs)
            question.Prepare(run, run);
        var grid = new BucketGrid(0, length, buckets);
        var fill = new BucketFill(grid);
        foreach (var run in runs)
        {
            fill.Clear();
            question.Points(run, run).FillBuckets(fill, grid, axis, 0, default);
            fill.ToAnswer(new SeriesId(default, AttributePath.Of("a")));
        }
    }
}
