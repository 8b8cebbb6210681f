using System.Buffers.Binary;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Series.Encoding;
using Nereid.Storage.Series.Heads;

namespace Nereid.Storage.Records;

/// <summary>Rows of float points as bytes: the series of a row are named once and then repeated by one bit, values are plain doubles.</summary>
static class RowsCodec
{
    const byte SameSeries = 1;
    const byte OnGrid = 2;

    /// <param name="series">By path number; entries of a null are left out.</param>
    public static void WriteRows(this GrowingBuffer to, FloatRows rows, ReadOnlySpan<SeriesHead?> series)
    {
        var hasRefused = series.Contains(null);
        var (lastMillionths, lastMicros) = (0L, 0L);
        to.WriteVarint((ulong)rows.RowCount);
        for (var row = 0; row < rows.RowCount; row++)
        {
            var (step, paths) = (rows.StepOf(row), 0);
            var isSame = row > 0 && rows.PathsOf(row).SequenceEqual(rows.PathsOf(row - 1));
            var onGrid = step.TryGetMillionths(out var millionths);
            to.WriteByte((byte)((isSame ? SameSeries : 0) | (onGrid ? OnGrid : 0)));
            if (onGrid)
            {
                to.WriteSignedVarint(millionths - lastMillionths);
                lastMillionths = millionths;
            }
            else
                to.WriteDouble(step.Value);
            to.WriteSignedVarint(unchecked(rows.UnixMicrosOf(row) - lastMicros));
            lastMicros = rows.UnixMicrosOf(row);
            if (!isSame)
                to.WriteSeries(rows.PathsOf(row), series);
            if (hasRefused)
            {
                foreach (var path in rows.PathsOf(row))
                {
                    if (series[path] is not null)
                        to.WriteDouble(rows.ValuesOf(row)[paths]);
                    paths++;
                }
            }
            else
                to.WriteValues(rows.ValuesOf(row));
        }
    }

    static void WriteSeries(this GrowingBuffer to, ReadOnlySpan<int> paths, ReadOnlySpan<SeriesHead?> series)
    {
        var count = 0;
        foreach (var path in paths)
            count += series[path] is null ? 0 : 1;
        to.WriteVarint((ulong)count);
        var last = 0L;
        foreach (var path in paths)
        {
            if (series[path] is not { } head)
                continue;
            to.WriteSignedVarint(head.Number - last);
            last = head.Number;
        }
    }

    static void WriteValues(this GrowingBuffer to, ReadOnlySpan<double> values)
    {
        var room = to.Reserve(values.Length * sizeof(double));
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(room[(i * sizeof(double))..], values[i]);
    }

    public static SeriesRow[] ReadRows(this ref ByteReader from)
    {
        var rows = new SeriesRow[from.ReadCount()];
        var (millionths, micros) = (0L, 0L);
        long[] series = [];
        for (var i = 0; i < rows.Length && !from.Failed; i++)
        {
            var flags = from.ReadByte();
            var step = (flags & OnGrid) != 0 ? Step.FromMillionths(millionths += from.ReadSignedVarint()) : Step.From(from.ReadDouble());
            micros = unchecked(micros + from.ReadSignedVarint());
            if ((flags & SameSeries) == 0)
                series = from.ReadSeries();
            var bytes = from.Take(series.Length * sizeof(double));
            var values = new double[from.Failed ? 0 : series.Length];
            for (var value = 0; value < values.Length; value++)
                values[value] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(value * sizeof(double))..]);
            rows[i] = new SeriesRow(step, micros, series, values);
        }
        return rows;
    }

    static long[] ReadSeries(this ref ByteReader from)
    {
        var series = new long[from.ReadCount()];
        var last = 0L;
        for (var i = 0; i < series.Length; i++)
            series[i] = last += from.ReadSignedVarint();
        return series;
    }
}
