using Nereid.Domain.Runs;
using Nereid.Storage.Series.Heads;

namespace Nereid.Micro;

/// <summary>Memory of the hard case: 100,000 series of one run with 200 points each, none of them on disk.</summary>
static class MemoryBenchmarks
{
    const int Series = 100_000;
    const int Rows = 200;

    public static void Run()
    {
        foreach (var width in (int[])[Series, 1_000, 50, 1])
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var budget = new HeadBudget();
            var heads = Fill(width, budget);
            var used = GC.GetTotalMemory(forceFullCollection: true) - before;
            Console.WriteLine(FormattableString.Invariant(
                $"100,000 series x 200 points in rows of {width,7}: {used / 1e6,7:F0} MB ({(double)used / Series / Rows:F1} bytes a point), counted {budget.GrowingBytes / 1e6:F0} MB"));
            GC.KeepAlive(heads);
        }
    }

    static RunHeads Fill(int width, HeadBudget budget)
    {
        var heads = new RunHeads(1, 1, 0, budget);
        for (var i = 0; i < Series; i++)
            heads.Add(i + 1, i, default);
        var ordinals = Enumerable.Range(0, Series).ToArray();
        var values = new double[width];
        for (var row = 0; row < Rows; row++)
            for (var first = 0; first < Series; first += width)
                heads.Append(Step.From(row), row, ordinals.AsSpan(first, width), values, entry: 1);
        return heads;
    }
}
