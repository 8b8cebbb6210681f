using Nereid.Domain.Runs;
using Nereid.Storage.Series.Heads;

namespace Nereid.Micro;

/// <summary>Appending rows to the heads of one run, by shape of the rows.</summary>
static class HeadBenchmarks
{
    const int Points = 4_000_000;

    public static void Run()
    {
        foreach (var (series, width) in ((int, int)[])[(1, 1), (50, 50), (1_000, 1_000), (10_000, 50), (100_000, 100_000)])
            Measure.Median($"append rows of {width} of {series} series", Points, () => Append(series, width), runs: 3);
    }

    static void Append(int series, int width)
    {
        var heads = new RunHeads(1, 1, 0, new HeadBudget());
        for (var i = 0; i < series; i++)
            heads.Add(i + 1, i, default);
        var ordinals = Enumerable.Range(0, series).ToArray();
        var values = new double[width];
        var (groups, row) = (series / width, 0);
        for (var points = 0; points < Points; points += width, row++)
        {
            values.AsSpan().Fill(row);
            heads.Append(Step.From(row / groups), row, ordinals.AsSpan(row % groups * width, width), values, entry: 1);
        }
    }
}
