using System.Text;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Tests;

public sealed class FloatRowsTests
{
    [Fact]
    public void Random_rows_read_back_as_they_were_added()
    {
        var random = new Random(23);
        for (var trial = 0; trial < 50; trial++)
        {
            using var rows = new FloatRows();
            var expected = new List<(double Step, long Time, List<(string Path, double Value)> Entries)>();
            var names = Enumerable.Range(0, random.Next(1, 400)).Select(i => $"{new string('a', random.Next(0, 40))}/{i}").ToArray();
            for (var row = 0; row < random.Next(0, 60); row++)
            {
                var entries = names.Where(_ => random.Next(3) > 0).Select(name => (name, random.NextDouble())).ToList();
                if (random.Next(2) == 0)
                    entries.Reverse();
                expected.Add((row * 0.5, row * 7L, entries));
                rows.BeginRow(Step.From(row * 0.5), row * 7L);
                foreach (var (path, value) in entries)
                    rows.Add(Encoding.UTF8.GetBytes(path), value);
            }

            Assert.Equal(expected.Count, rows.RowCount);
            Assert.Equal(expected.Sum(row => row.Entries.Count), rows.EntryCount);
            for (var row = 0; row < rows.RowCount; row++)
            {
                Assert.Equal(expected[row].Step, rows.StepOf(row).Value);
                Assert.Equal(expected[row].Time, rows.UnixMicrosOf(row));
                Assert.Equal(expected[row].Entries.Select(entry => entry.Value), rows.ValuesOf(row).ToArray());
                Assert.Equal(
                    expected[row].Entries.Select(entry => entry.Path),
                    rows.PathsOf(row).ToArray().Select(number => Encoding.UTF8.GetString(rows.Path(number))));
            }
            var paths = Enumerable.Range(0, rows.PathCount).Select(number => Encoding.UTF8.GetString(rows.Path(number))).ToArray();
            Assert.Equal(paths.Distinct(), paths);
        }
    }

    [Fact]
    public void A_dropped_row_leaves_no_trace_in_the_others()
    {
        using var rows = new FloatRows();
        rows.BeginRow(Step.From(1), 1);
        rows.Add("a"u8, 1);
        rows.BeginRow(Step.From(2), 2);
        rows.Add("b"u8, 2);
        rows.DropRow();
        rows.BeginRow(Step.From(3), 3);
        rows.Add("a"u8, 3);

        Assert.Equal(2, rows.RowCount);
        Assert.Equal([3.0], rows.ValuesOf(1).ToArray());
        Assert.Equal("a"u8, rows.Path(rows.PathsOf(1)[0]));
    }
}
