using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Series.Reading;

namespace Nereid.Storage.Tests.Series;

/// <summary>Heads and blocks together answer as a sorted list of all points does, whatever came in which order and however much was flushed.</summary>
public sealed class EngineReadingTests
{
    const int SeriesCount = 6;

    readonly HeadBudget _budget = new();
    readonly RunHeads _heads;
    readonly MemoryBlocks _blocks = new();
    readonly SortedList<Step, FloatPoint>[] _expected = [.. Enumerable.Range(0, SeriesCount).Select(_ => new SortedList<Step, FloatPoint>())];

    public EngineReadingTests()
    {
        _heads = new RunHeads(row: 1, projectRow: 1, nextSequence: 0, _budget);
        for (var i = 0; i < SeriesCount; i++)
            _heads.Add(100 + i, pathRow: i, default);
    }

    public static TheoryData<int, int> Cases
    {
        get
        {
            var cases = new TheoryData<int, int>();
            for (var kind = 0; kind < 4; kind++)
                for (var seed = 0; seed < 12; seed++)
                    cases.Add(kind, seed);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pages_buckets_and_figures_equal_those_of_a_sorted_list(int kind, int seed)
    {
        var random = new Random(seed * 31 + kind);
        var rows = random.Next(1, seed % 3 == 0 ? 4000 : 300);
        for (var row = 0; row < rows; row++)
        {
            Append(random, kind, row);
            if (random.Next(150) == 0)
                _blocks.Flush(_heads);
        }
        for (var i = 0; i < SeriesCount; i++)
            Compare(random, i);
    }

    void Append(Random random, int kind, int row)
    {
        var step = RandomRows.Step(random, kind, row);
        var time = random.Next(3) == 0 ? random.NextInt64(0, 1L << 50) : row * 1000L;
        int[] ordinals = random.Next(4) switch
        {
            0 => [random.Next(SeriesCount)],
            1 => [0, 1, 2],
            2 => [.. Enumerable.Range(0, SeriesCount)],
            _ => [3, 3, 1],
        };
        var values = ordinals.Select(_ => RandomRows.Value(random)).ToArray();
        _heads.Append(step, time, ordinals, values, entry: 1);
        for (var i = 0; i < ordinals.Length; i++)
            _expected[ordinals[i]][step] = new FloatPoint(step, time, values[i]);
    }

    SeriesPoints Points(int series)
    {
        var sources = new List<PointSource>();
        _heads.AddSources(_heads.At(series), sources, []);
        _blocks.AddSources(100 + series, sources);
        return new SeriesPoints(sources);
    }

    void Compare(Random random, int series)
    {
        var points = Points(series);
        var expected = _expected[series].Values.ToArray();
        Assert.Equal(expected.Length, points.Count);
        Assert.Equal(expected, points.Page(new PointWindow(0, int.MaxValue), default).Points);
        for (var i = 0; i < 20; i++)
            ComparePage(random, points, expected);
        if (expected.Length == 0)
            return;
        CompareFigures(series, points, expected);
        for (var i = 0; i < 10; i++)
            CompareBuckets(random, points, expected);
    }

    static void ComparePage(Random random, SeriesPoints points, FloatPoint[] expected)
    {
        Step? Bound() => random.Next(3) == 0 || expected.Length == 0 ? null
            : random.Next(2) == 0 ? expected[random.Next(expected.Length)].Step : RandomRows.Step(random, random.Next(4), random.Next(300));

        var window = new PointWindow(random.Next(expected.Length + 2), random.Next(expected.Length + 2), random.Next(2) == 0, Bound(), Bound());
        var inside = expected.Where(point => (window.From is not { } from || point.Step >= from) && (window.To is not { } to || point.Step <= to)).ToList();
        if (window.Descending)
            inside.Reverse();
        var page = points.Page(window, default);
        Assert.Equal(inside.Count, page.Total);
        Assert.Equal(inside.Skip((int)window.Offset).Take(window.Limit), page.Points);
    }

    void CompareFigures(int series, SeriesPoints points, FloatPoint[] expected)
    {
        var all = new FloatSummary();
        foreach (var point in expected)
            all.Add(point);
        Assert.Equal(all.ToValue(null), points.Summarize(default).ToValue(null));
        var figures = _heads.FiguresOf(_heads.At(series));
        var kept = figures.Summary;
        Assert.Equal((all.FirstStep, all.LastStep, all.Last), (kept.FirstStep, kept.LastStep, kept.Last));
        if (!figures.IsStale)
            Assert.Equal(all.ToValue(null), kept.ToValue(null));
    }

    static void CompareBuckets(Random random, SeriesPoints points, FloatPoint[] expected, int? buckets = null)
    {
        var axis = (XAxis)random.Next(3);
        var origin = expected.Min(point => point.UnixMicros);
        var x = expected.Select(point => SeriesX.Of(axis, point.Step, point.UnixMicros, origin)).ToArray();
        var (from, to) = (x.Min(), x.Max());
        if (random.Next(2) == 0)
            (from, to) = (x[random.Next(x.Length)], x[random.Next(x.Length)]);
        var grid = new BucketGrid(Math.Min(from, to), Math.Max(from, to), buckets ?? random.Next(1, 50));

        var slow = new BucketFill(grid);
        for (var i = 0; i < x.Length; i++)
            slow.Add(x[i], expected[i].Value);
        var fast = new BucketFill(grid);
        points.FillBuckets(fast, grid, axis, origin, default);

        var id = new SeriesId(default, AttributePath.Of("a"));
        var (wanted, got) = (slow.ToAnswer(id), fast.ToAnswer(id));
        Assert.Equal(wanted.Total, got.Total);
        Assert.Equal(wanted.Buckets.Select(bucket => bucket with { Mean = 0 }), got.Buckets.Select(bucket => bucket with { Mean = 0 }));
        // Sums in another order round differently.
        foreach (var (one, other) in wanted.Buckets.Zip(got.Buckets))
            Assert.True(one.Mean.Equals(other.Mean) || Math.Abs(one.Mean - other.Mean) <= 1e-12 * Math.Max(Math.Abs(one.Min), Math.Abs(one.Max)), $"{one.Mean} and {other.Mean}");
    }

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(0.000001, 0)]
    [InlineData(1.0 / 3, 0)]
    [InlineData(1.0, 999_999_000_000)]
    [InlineData(0.1, -150)]
    public void Evenly_and_unevenly_spaced_points_fall_into_the_buckets_where_each_alone_would(double stride, double start)
    {
        var random = new Random(11);
        var at = 0;
        for (var row = 0; row < 3000; row++)
        {
            // Even at first, then in gaps of any length.
            at += row < 1500 ? 1 : random.Next(10) == 0 ? random.Next(1, 1000) : 1;
            var value = random.Next(500) == 0 ? double.NaN : random.NextDouble();
            var step = Step.From(start + at * stride);
            _heads.Append(step, 1_700_000_000_000_000 + at * 7L / 2, [0], [value], entry: 1);
            _expected[0][step] = new FloatPoint(step, 1_700_000_000_000_000 + at * 7L / 2, value);
        }
        var expected = _expected[0].Values.ToArray();
        Assert.Equal(3000, expected.Length);
        for (var i = 0; i < 20; i++)
            CompareBuckets(random, Points(0), expected);
        _blocks.Flush(_heads);
        for (var i = 0; i < 60; i++)
            CompareBuckets(random, Points(0), expected, buckets: random.Next(1, 5000));
        CompareFigures(0, Points(0), expected);
    }

    [Fact]
    public void A_page_whose_bits_changed_is_refused()
    {
        for (var row = 0; row < 2000; row++)
            _heads.Append(Step.From(row), row, [0, 1], [row * 0.1, Math.Sin(row)], entry: 1);
        _blocks.Flush(_heads);
        var random = new Random(5);
        foreach (var page in _blocks.Pages)
            for (var i = 0; i < 50; i++)
            {
                var (place, bit) = (random.Next(page.Length), 1 << random.Next(8));
                page[place] ^= (byte)bit;
                Assert.Throws<SeriesDamageException>(() => new Storage.Series.Blocks.Page("page", page));
                page[place] ^= (byte)bit;
            }
    }

    [Fact]
    public void A_series_that_is_dropped_before_the_flush_is_not_written()
    {
        _heads.Append(Step.From(1), 0, [0, 1], [1, 2], entry: 1);
        _heads.Drop(_heads.At(0));
        _blocks.Flush(_heads);
        Assert.Equal(0, Points(0).Count);
        Assert.Equal(1, Points(1).Count);
    }

    [Fact]
    public void Rows_stay_readable_between_the_two_halves_of_a_flush()
    {
        _heads.Append(Step.From(1), 0, [0], [1], entry: 1);
        Assert.True(_budget.GrowingBytes > 0);
        Assert.True(_heads.BeginFlush());
        _heads.Append(Step.From(2), 0, [0], [2], entry: 2);
        Assert.Equal(2, Points(0).Count);
        _heads.EndFlush();
        Assert.Equal(1, Points(0).Count);
    }
}
