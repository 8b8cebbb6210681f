using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nereid.Domain.Queries;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Analysis;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Answers questions about the shape of float series from their points.</summary>
sealed class BucketReader(Statements database, FloatEngine floats)
{
    /// <summary>Members of a group whose buckets are in memory at a time.</summary>
    const int MembersAtOnce = 64;

    public ImmutableArray<SeriesBuckets> Read(BucketQuery query, CancellationToken cancel)
    {
        using var question = new SeriesQuestion(database, floats, query.X, query.XSeries, query.XFormula, query.Series, cancel);
        var grid = question.Grid(query.From, query.To, query.Buckets, query.SteadyWidth, cancel);
        var (fills, curves) = (BucketFill.For(grid, question.Threads), new SmoothedCurve[question.Threads]);
        var answers = new SeriesBuckets[question.Series.Length];
        question.Read(0, answers.Length, (thread, place, points) =>
        {
            var answer = Fill(question.Series[place].Id, points, fills[thread], grid, cancel);
            answers[place] = query.Smoothing is { } smoothing && !answer.Buckets.IsEmpty
                ? answer with { Smoothed = Smooth(points!, smoothing, curves[thread] ??= new SmoothedCurve(), answer.Buckets, cancel) }
                : answer;
        }, cancel);
        return ImmutableCollectionsMarshal.AsImmutableArray(answers);
    }

    static SeriesBuckets Fill(SeriesId id, AxisPoints? points, BucketFill fill, BucketGrid grid, CancellationToken cancel)
    {
        fill.Clear();
        points?.FillBuckets(fill, grid, cancel);
        return fill.ToAnswer(id);
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
        var fills = BucketFill.For(grid, question.Threads);
        var groups = ImmutableArray.CreateBuilder<GroupBuckets>(query.Groups.Length);
        var first = 0;
        foreach (var group in query.Groups)
        {
            var fold = new GroupFold(query.Buckets, query.Gaps);
            foreach (var members in Enumerable.Range(first, group.Length).Chunk(MembersAtOnce))
            {
                var answers = new SeriesBuckets[members.Length];
                question.Read(members[0], members.Length,
                    (thread, place, points) => answers[place - members[0]] = Fill(question.Series[place].Id, points, fills[thread], grid, cancel), cancel);
                foreach (var answer in answers)
                    fold.Add(answer);
            }
            first += group.Length;
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
