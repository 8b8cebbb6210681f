using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;

namespace Nereid.Crash;

/// <summary>What the writers write, batch by batch. Everything in a batch follows from its number, so that a checker can tell from the store alone
/// which batches are in it, whole or in part, once or twice.</summary>
static class Workload
{
    public const int Writers = 6;
    public const int PointsPerBatch = 40;
    const int FileEvery = 25;

    public static ProjectId Project { get; } = new(new Guid("5a1f0000-0000-4000-8000-000000000001"));

    /// <summary>Small, so that kills meet new segments, blocks being written and merged, checkpoints, upkeep and a forgetting cache.</summary>
    public static RunStoreOptions Options { get; } = new()
    {
        JournalSegmentBytes = 200_000,
        JournalSegments = 2,
        HeadBytes = 150_000,
        FiguresSavedAtOnce = 10,
        CheckpointBytes = 1_000_000,
        CachedAttributes = 60,
        RememberedRequests = 20,
        FreedRowsPerRound = 100,
        UpkeepEvery = TimeSpan.FromMilliseconds(100),
    };

    public static AttributePath LastBatch { get; } = AttributePath.Of("last");

    /// <summary>One point a batch at the next step: a batch applied twice shows.</summary>
    public static AttributePath Counted { get; } = AttributePath.Of("counted");

    public static AttributePath Points { get; } = AttributePath.Of("points");

    public static AttributePath Lines { get; } = AttributePath.Of("lines");

    public static AttributePath File { get; } = AttributePath.Of("file");

    /// <summary>Logged together, row by row; each batch also repeats steps of an earlier one.</summary>
    public static AttributePath[] Together { get; } = [AttributePath.Of("rows/a"), AttributePath.Of("rows/b"), AttributePath.Of("rows/c")];

    /// <summary>One point for each batch of rows, in the same write.</summary>
    public static AttributePath RowBatches { get; } = AttributePath.Of("rows/batches");

    const int RowsPerBatch = 8;
    const int DeletedEvery = 20;

    public static string CustomId(int writer) => string.Create(CultureInfo.InvariantCulture, $"writer-{writer}");

    public static NewRun Run(int writer) => new(Project, "CRASH", RunKind.Run, "crash", CustomId(writer));

    /// <summary>The same for the same batch, so that sending it again is a retry.</summary>
    public static Guid Request(int writer, long batch)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, writer);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], batch);
        return new Guid(bytes);
    }

    public static double ValueAt(long step) => Math.Sin(step) * 1_000;

    public static string LineOf(long batch) => string.Create(CultureInfo.InvariantCulture, $"line of batch {batch}");

    public static bool HasFile(long batch) => batch % FileEvery == 0;

    public static byte[] FileOf(long batch) => [.. Enumerable.Range(0, 5_000).Select(i => (byte)(i * batch))];

    /// <summary>After such a batch a run is made, written to, and deleted.</summary>
    public static bool HasDeletedRun(long batch) => batch % DeletedEvery == 0;

    public static string DeletedId(int writer, long batch) => string.Create(CultureInfo.InvariantCulture, $"deleted-{writer}-{batch}");

    /// <summary>The steps that a batch of rows writes: new ones, and of every third batch those of a batch long before.</summary>
    public static IEnumerable<long> RowSteps(long batch)
    {
        for (var i = 0; i < RowsPerBatch; i++)
            yield return batch * RowsPerBatch + i;
        if (batch % 3 == 0)
            for (var i = 0; i < RowsPerBatch; i += 2)
                yield return batch / 2 * RowsPerBatch + i;
    }

    public static double RowValue(int series, long step, long batch) => series * 1e6 + step + batch / 1024.0;

    public static FloatRows Rows(long batch)
    {
        var rows = new FloatRows();
        foreach (var step in RowSteps(batch))
        {
            rows.BeginRow(Step.From(step), batch);
            for (var series = 0; series < Together.Length; series++)
                rows.Add(System.Text.Encoding.UTF8.GetBytes(Together[series].Text), RowValue(series, step, batch));
        }
        rows.BeginRow(Step.From(batch), batch);
        rows.Add(System.Text.Encoding.UTF8.GetBytes(RowBatches.Text), batch);
        return rows;
    }

    /// <param name="file">Of the batches that have one.</param>
    public static RunBatch Batch(int writer, RunId run, long batch, FileContent? file)
    {
        var operations = ImmutableArray.CreateBuilder<RunOperation>();
        var points = new FloatPoint[PointsPerBatch];
        for (var i = 0; i < points.Length; i++)
            points[i] = new FloatPoint(Step.From(batch * PointsPerBatch + i), batch, ValueAt(batch * PointsPerBatch + i));
        var tail = AttributePath.Of("tail");
        operations.Add(new AssignValue(LastBatch, new IntValue(batch)));
        operations.Add(new AppendFloats(Counted, new[] { new FloatPoint(Step.Next, batch, batch) }));
        operations.Add(new AppendFloats(Points, points));
        operations.Add(new AppendStrings(Lines, [new StringPoint(Step.Next, batch, LineOf(batch))]));
        operations.Add(new DeleteAttribute(tail));
        operations.Add(batch % 2 == 0 ? new AssignValue(tail, new StringValue(LineOf(batch))) : new AppendFloats(tail, points));
        if (file is not null)
            operations.Add(new AssignValue(File, new FileValue(file)));
        return new RunBatch(run, operations.ToImmutable(), Request(writer, batch));
    }
}
