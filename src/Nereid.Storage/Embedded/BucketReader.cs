using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Analysis;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Answers questions about the shape of float series from their points.</summary>
sealed class BucketReader(Statements database, FloatEngine floats)
{
    public ImmutableArray<SeriesBuckets> Read(BucketQuery query, CancellationToken cancel)
    {
        using var question = new SeriesQuestion(database, floats, query.X, query.XSeries, query.XFormula, query.Series, cancel);
        var grid = question.Grid(query.From, query.To, query.Buckets, query.SteadyWidth, cancel);
        var fill = new BucketFill(grid);
        var curve = new SmoothedCurve();
        return [.. question.Series.Select(series =>
        {
            var answer = Fill(question, series, fill, grid, cancel);
            return query.Smoothing is { } smoothing && !answer.Buckets.IsEmpty
                ? answer with { Smoothed = Smooth(question.Points(series, cancel)!, smoothing, curve, answer.Buckets, cancel) }
                : answer;
        })];
    }

    static SeriesBuckets Fill(SeriesQuestion question, AskedSeries series, BucketFill fill, BucketGrid grid, CancellationToken cancel)
    {
        fill.Clear();
        question.Points(series, cancel)?.FillBuckets(fill, grid, cancel);
        return fill.ToAnswer(series.Id);
    }

    static ImmutableArray<double> Smooth(AxisPoints points, Smoothing smoothing, SmoothedCurve curve, ImmutableArray<Bucket> buckets, CancellationToken cancel)
    {
        var (at, smoothed) = (new double[buckets.Length], new double[buckets.Length]);
        for (var i = 0; i < at.Length; i++)
            at[i] = buckets[i].LastX;
        curve.Read(points, cancel);
        curve.Evaluate(smoothing, at, smoothed, cancel);
        return [.. smoothed];
    }

    public ImmutableArray<GroupBuckets> Read(GroupedBucketQuery query, CancellationToken cancel)
    {
        using var question = new SeriesQuestion(database, floats, query.X, query.XSeries, query.XFormula, query.Groups.SelectMany(group => group), cancel);
        var grid = question.Grid(query.From, query.To, query.Buckets, query.SteadyWidth, cancel);
        var fill = new BucketFill(grid);
        var groups = ImmutableArray.CreateBuilder<GroupBuckets>(query.Groups.Length);
        var next = 0;
        foreach (var group in query.Groups)
        {
            var fold = new GroupFold(query.Buckets, query.Gaps);
            foreach (var _ in group)
                fold.Add(Fill(question, question.Series[next++], fill, grid, cancel));
            groups.Add(fold.ToAnswer(grid, query.Quantiles));
        }
        return groups.MoveToImmutable();
    }

    public ImmutableArray<SeriesStatistics> Read(StatisticsQuery query, CancellationToken cancel)
    {
        using var question = new SeriesQuestion(database, floats, query.X, query.XSeries, query.XFormula, query.Series, cancel);
        var statistics = new RangeStatistics(query);
        return [.. question.Series.Select(series => statistics.Read(series.Id, question.Points(series, cancel), cancel))];
    }

    public ImmutableArray<NearestPoint> Read(NearestQuery query, CancellationToken cancel)
    {
        using var question = new SeriesQuestion(database, floats, query.X, query.XSeries, query.XFormula, query.Series, cancel);
        return [.. question.Series.Select(series => question.Points(series, cancel) is { } points
            ? new NearestSearch(points, query.At).Find(series.Id, cancel)
            : new NearestPoint(series.Id, double.NaN, null))];
    }
}
