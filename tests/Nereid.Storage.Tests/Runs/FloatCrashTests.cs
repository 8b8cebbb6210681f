using System.Collections.Immutable;
using System.Text;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;
using Nereid.Storage.Tests.Series;

namespace Nereid.Storage.Tests.Runs;

/// <summary>The embedded store, killed anywhere and opened again, answers as the memory store that was told the same: after random writes of all kinds,
/// with so little memory that blocks are written, figures saved and the journal cut all the time.</summary>
public sealed class FloatCrashTests
{
    const int Runs = 3;
    const int Paths = 5;

    static readonly RunStoreOptions Small = new()
    {
        HeadBytes = 6_000, JournalSegmentBytes = 2_000, JournalSegments = 3, CheckpointBytes = 50_000, FiguresSavedAtOnce = 2, CachedAttributes = 12,
    };

    readonly ProjectId _project = ProjectId.New();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_store_that_was_killed_holds_all_that_was_answered(int seed)
    {
        var random = new Random(seed);
        await using var memory = new MemoryUnderTest();
        var embedded = EmbeddedUnderTest.Open(options: Small);
        var deletions = new RandomDeletions();
        var ids = new (RunId Memory, RunId Embedded)[Runs];
        for (var i = 0; i < Runs; i++)
            ids[i] = ((await memory.CreateAsync(_project)).Id, (await embedded.CreateAsync(_project)).Id);
        for (var round = 0; round < 6; round++)
        {
            for (var write = random.Next(1, 60); write > 0; write--)
                if (ids[random.Next(Runs)] is var run && random.Next(8) > 0)
                    await WriteAsync(random, memory, embedded, run);
                else
                    await deletions.DoAsync(random, embedded, memory, (run.Embedded, run.Memory),
                        () => AttributePath.Of(random.Next(9) == 0 ? "metrics" : PathOf(random)), () => RandomRows.Step(random, random.Next(4), random.Next(300)));
            if (random.Next(3) == 0)
                await embedded.UpkeepAsync();
            await CompareAsync(random, memory, embedded, ids);
            var survivor = await embedded.CrashAsync();
            await embedded.DisposeAsync();
            embedded = survivor;
            await CompareAsync(random, memory, embedded, ids);
            if (random.Next(3) == 0)
            {
                await embedded.CloseAsync();
                embedded.Open();
            }
        }
        await CompareAsync(random, memory, embedded, ids);
        await embedded.DisposeAsync();
    }

    static async Task WriteAsync(Random random, MemoryUnderTest memory, EmbeddedUnderTest embedded, (RunId Memory, RunId Embedded) run)
    {
        if (random.Next(2) == 0)
        {
            using var rows = Rows(random);
            Guid? request = random.Next(5) == 0 ? Guid.NewGuid() : null;
            await memory.Writer.WriteRowsAsync(run.Memory, rows, request, default);
            await embedded.Writer.WriteRowsAsync(run.Embedded, rows, request, default);
            return;
        }
        ImmutableArray<RunOperation> operations = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Operation(random))];
        if (random.Next(6) == 0)
            Assert.Equal((await memory.Writer.WriteTogetherAsync([new RunBatch(run.Memory, operations)], default)).GetType(),
                (await embedded.Writer.WriteTogetherAsync([new RunBatch(run.Embedded, operations)], default)).GetType());
        else
            Assert.Equal(await memory.WriteAsync(run.Memory, operations), await embedded.WriteAsync(run.Embedded, operations));
    }

    static FloatRows Rows(Random random)
    {
        var rows = new FloatRows();
        var (kind, first) = (random.Next(4), random.Next(300));
        for (var row = random.Next(1, 30); row > 0; row--)
        {
            rows.BeginRow(RandomRows.Step(random, kind, first++), random.Next(1_000_000));
            for (var entry = random.Next(1, Paths + 2); entry > 0; entry--)
                rows.Add(Encoding.UTF8.GetBytes(PathOf(random)), RandomRows.Value(random));
        }
        return rows;
    }

    static RunOperation Operation(Random random)
    {
        var path = AttributePath.Of(PathOf(random));
        return random.Next(12) switch
        {
            0 => new ClearSeries(path, AttributeType.FloatSeries),
            1 => new DeleteAttribute(path),
            2 => new ConfigureSeries(path, new SeriesDisplay(null, null, random.Next(9).ToString(System.Globalization.CultureInfo.InvariantCulture))),
            3 => new AssignValue(AttributePath.Of("other"), new IntValue(random.Next())),
            _ => new AppendFloats(path, Enumerable.Range(0, random.Next(0, 20))
                .Select(i => new FloatPoint(random.Next(4) == 0 ? Step.Next : RandomRows.Step(random, random.Next(4), i), i, RandomRows.Value(random))).ToArray()),
        };
    }

    static string PathOf(Random random) => "metrics/" + random.Next(Paths);

    static async Task CompareAsync(Random random, MemoryUnderTest memory, EmbeddedUnderTest embedded, (RunId Memory, RunId Embedded)[] ids)
    {
        foreach (var (one, other) in ids)
        {
            await RandomDeletions.CompareAsync(embedded, memory, (other, one));
            for (var i = 0; i < Paths; i++)
            {
                var path = AttributePath.Of("metrics/" + i);
                var window = new PointWindow(random.Next(5), random.Next(2) == 0 ? 10 : 10_000, random.Next(2) == 0);
                var wanted = await memory.Reader.ReadFloatsAsync(new SeriesId(one, path), window, default);
                var got = await embedded.Reader.ReadFloatsAsync(new SeriesId(other, path), window, default);
                Assert.Equal(wanted?.Total, got?.Total);
                Assert.Equal<FloatPoint>(wanted?.Points.ToArray() ?? [], got?.Points.ToArray() ?? []);
                Assert.Equal(await memory.Reader.GetAttributeAsync(one, path, default), await embedded.Reader.GetAttributeAsync(other, path, default));
            }
            var query = new BucketQuery([.. Enumerable.Range(0, Paths).Select(i => new SeriesId(one, AttributePath.Of("metrics/" + i)))], (XAxis)random.Next(3), null, null, 7);
            var buckets = await memory.Reader.ReadBucketsAsync(query, default);
            var same = await embedded.Reader.ReadBucketsAsync(query with { Series = [.. query.Series.Select(series => series with { Run = other })] }, default);
            for (var i = 0; i < Paths; i++)
                Assert.Equal(buckets[i].Buckets.Select(bucket => bucket with { Mean = 0 }), same[i].Buckets.Select(bucket => bucket with { Mean = 0 }));
        }
    }
}
