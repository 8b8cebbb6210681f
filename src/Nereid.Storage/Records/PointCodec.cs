using System.Collections.Immutable;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Records;

/// <summary>Points as bytes. Times, and steps where all are on the grid, are written as differences from the point before.</summary>
static class PointCodec
{
    const byte AnySteps = 0;
    const byte StepsOnGrid = 1;

    public static void WriteFloats(this GrowingBuffer to, ReadOnlySpan<FloatPoint> points)
    {
        to.WriteVarint((ulong)points.Length);
        var onGrid = true;
        foreach (ref readonly var point in points)
            onGrid &= point.Step.TryGetMillionths(out _);
        to.WriteByte(onGrid ? StepsOnGrid : AnySteps);
        var (lastMillionths, lastMicros) = (0L, 0L);
        foreach (ref readonly var point in points)
        {
            if (onGrid)
            {
                point.Step.TryGetMillionths(out var millionths);
                to.WriteSignedVarint(millionths - lastMillionths);
                lastMillionths = millionths;
            }
            else
                to.WriteStep(point.Step);
            to.WriteSignedVarint(unchecked(point.UnixMicros - lastMicros));
            lastMicros = point.UnixMicros;
            to.WriteDouble(point.Value);
        }
    }

    public static FloatPoint[] ReadFloats(this ref ByteReader from)
    {
        var points = new FloatPoint[from.ReadCount()];
        var onGrid = from.ReadByte() == StepsOnGrid;
        var (millionths, micros) = (0L, 0L);
        for (var i = 0; i < points.Length; i++)
        {
            var step = onGrid ? Step.FromMillionths(millionths += from.ReadSignedVarint()) : from.ReadStep();
            micros = unchecked(micros + from.ReadSignedVarint());
            points[i] = new FloatPoint(step, micros, from.ReadDouble());
        }
        return points;
    }

    public static void WritePreviews(this GrowingBuffer to, ImmutableArray<PreviewPoint> points)
    {
        to.WriteVarint((ulong)points.Length);
        foreach (var point in points)
        {
            to.WriteStep(point.Step);
            to.WriteSignedVarint(point.UnixMicros);
            to.WriteDouble(point.Value);
            to.WriteDouble(point.Ratio);
        }
    }

    public static ImmutableArray<PreviewPoint> ReadPreviews(this ref ByteReader from)
    {
        var points = ImmutableArray.CreateBuilder<PreviewPoint>(from.ReadCount());
        for (var i = 0; i < points.Capacity; i++)
            points.Add(new PreviewPoint(from.ReadStep(), from.ReadSignedVarint(), from.ReadDouble(), (float)from.ReadDouble()));
        return points.MoveToImmutable();
    }

    public static void WriteStrings(this GrowingBuffer to, ImmutableArray<StringPoint> points)
    {
        to.WriteVarint((ulong)points.Length);
        foreach (var point in points)
        {
            to.WriteStep(point.Step);
            to.WriteSignedVarint(point.UnixMicros);
            to.WriteText(point.Value);
        }
    }

    public static ImmutableArray<StringPoint> ReadStrings(this ref ByteReader from)
    {
        var points = ImmutableArray.CreateBuilder<StringPoint>(from.ReadCount());
        for (var i = 0; i < points.Capacity; i++)
            points.Add(new StringPoint(from.ReadStep(), from.ReadSignedVarint(), from.ReadText()));
        return points.MoveToImmutable();
    }

    public static void WriteFiles(this GrowingBuffer to, ImmutableArray<FilePoint> points)
    {
        to.WriteVarint((ulong)points.Length);
        foreach (var point in points)
        {
            to.WriteStep(point.Step);
            to.WriteSignedVarint(point.UnixMicros);
            to.WriteFilePoint(point);
        }
    }

    public static ImmutableArray<FilePoint> ReadFiles(this ref ByteReader from)
    {
        var points = ImmutableArray.CreateBuilder<FilePoint>(from.ReadCount());
        for (var i = 0; i < points.Capacity; i++)
            points.Add(from.ReadFilePoint(from.ReadStep(), from.ReadSignedVarint()));
        return points.MoveToImmutable();
    }

    /// <summary>Without step and time.</summary>
    public static void WriteFilePoint(this GrowingBuffer to, FilePoint point)
    {
        to.WriteFile(point.File);
        to.WriteText(point.Name);
        to.WriteText(point.Description);
    }

    public static FilePoint ReadFilePoint(this ref ByteReader from, Step step, long unixMicros) =>
        new(step, unixMicros, from.ReadFile(), from.ReadTextOrNull(), from.ReadTextOrNull());

    public static void WriteHistograms(this GrowingBuffer to, ImmutableArray<HistogramPoint> points)
    {
        to.WriteVarint((ulong)points.Length);
        foreach (var point in points)
        {
            to.WriteStep(point.Step);
            to.WriteSignedVarint(point.UnixMicros);
            to.WriteHistogram(point);
        }
    }

    public static ImmutableArray<HistogramPoint> ReadHistograms(this ref ByteReader from)
    {
        var points = ImmutableArray.CreateBuilder<HistogramPoint>(from.ReadCount());
        for (var i = 0; i < points.Capacity; i++)
            points.Add(from.ReadHistogram(from.ReadStep(), from.ReadSignedVarint()));
        return points.MoveToImmutable();
    }

    /// <summary>Without step and time.</summary>
    public static void WriteHistogram(this GrowingBuffer to, HistogramPoint point)
    {
        to.WriteDoubles(point.Edges);
        // No counts where the edges ask for some: densities follow.
        if (point.IsDensity && point.Counts.Length > 0)
            to.WriteVarint(0);
        to.WriteDoubles(point.Counts);
    }

    public static HistogramPoint ReadHistogram(this ref ByteReader from, Step step, long unixMicros)
    {
        var (edges, counts) = (from.ReadDoubles(), from.ReadDoubles());
        var isDensity = counts.IsEmpty && edges.Length > 1;
        return new HistogramPoint(step, unixMicros, edges, isDensity ? from.ReadDoubles() : counts, isDensity);
    }

    static void WriteDoubles(this GrowingBuffer to, ImmutableArray<double> values)
    {
        to.WriteVarint((ulong)values.Length);
        foreach (var value in values)
            to.WriteDouble(value);
    }

    static ImmutableArray<double> ReadDoubles(this ref ByteReader from)
    {
        var values = ImmutableArray.CreateBuilder<double>(from.ReadCount());
        for (var i = 0; i < values.Capacity; i++)
            values.Add(from.ReadDouble());
        return values.MoveToImmutable();
    }
}
