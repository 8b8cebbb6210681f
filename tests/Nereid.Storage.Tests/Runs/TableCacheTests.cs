using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Tables that are kept in memory say what the reference says after every single write, and never half of one.</summary>
public sealed class TableCacheTests
{
    [Theory]
    [InlineData(256L * 1024 * 1024)]
    [InlineData(150_000)]
    public Task Questions_between_writes_and_restarts_are_answered_like_the_reference(long tableBytes) =>
        Histories.CheckAsync(Random.Shared.Next(1_000_000), 10, 30, seeds => PlayAsync(seeds, tableBytes));

    static async Task PlayAsync(int[] seeds, long tableBytes)
    {
        var project = ProjectId.New();
        await using var reference = new MemoryUnderTest();
        await using var tested = EmbeddedUnderTest.Open(options: new RunStoreOptions { TableBytes = tableBytes, PathBytes = tableBytes, CachedAttributes = 5, GroupBytes = 300 });
        var history = new RandomHistory(tested, reference, project);
        var random = new Random(seeds.Length);
        foreach (var seed in seeds)
        {
            await history.DoAsync(seed, withSignsOfLife: true);
            if (random.Next(15) == 0)
                await tested.RestartAsync();
            if (random.Next(6) == 0)
                await tested.UpkeepAsync();
            if (random.Next(10) == 0 && history.Runs.Count > 0)
            {
                var gone = history.Runs[random.Next(history.Runs.Count)];
                history.Runs.Remove(gone);
                await reference.Writer.DeleteRunsAsync([gone.Reference], default);
                await tested.Writer.DeleteRunsAsync([gone.Tested], default);
            }
            await StoreComparison.AssertSameTablesAsync(reference, tested, project, random);
        }
    }

    [Fact]
    public async Task A_question_sees_every_acknowledged_write_and_never_half_of_one()
    {
        var project = ProjectId.New();
        await using var store = EmbeddedUnderTest.Open();
        var runs = new List<RunId>();
        for (var i = 0; i < 20; i++)
            runs.Add((await store.CreateAsync(project, Batch(0))).Id);
        var acknowledged = new int[runs.Count];
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var n = 1; !stop.IsCancellationRequested; n++)
                for (var i = writer; i < runs.Count; i += 4)
                {
                    Assert.Empty(await store.WriteAsync(runs[i], Batch(n)));
                    Volatile.Write(ref acknowledged[i], n);
                }
        })));
        ColumnId[] columns = [new(AttributePath.Of("a")), new(AttributePath.Of("b")), new(AttributePath.Of("loss")), new(AttributePath.Of("acc"), null, SeriesAggregate.Max)];
        for (var question = 0; question < 200 || (acknowledged.Min() <= 3 && question < 100_000); question++)
        {
            var before = acknowledged.Select((_, i) => Volatile.Read(ref acknowledged[i])).ToArray();
            var page = await store.Reader.GroupRunsAsync(
                new RunGroupQuery(project, [], null, [new(AttributePath.Of(SystemAttributes.Id)), .. columns[..(1 + question % 4)]], [], [], 0, 100), default);
            Assert.Equal(runs.Count, page.Total);
            foreach (var group in page.Groups)
            {
                var values = group.Key.Values[1..].Select(value => value.Bits).Distinct().ToList();
                Assert.True(values.Count == 1, $"Question {question} saw {string.Join(", ", group.Key.Values)}.");
                Assert.InRange(values[0], before[int.Parse(group.Key.Values[0].Text!.AsSpan(5), null) - 1], int.MaxValue);
            }
        }
        await stop.CancelAsync();
        await writing;
        Assert.True(acknowledged.Min() > 3, $"The slowest run was written {acknowledged.Min()} times.");
    }

    [Fact]
    public async Task An_attribute_search_sees_every_acknowledged_attribute_and_never_half_of_a_batch()
    {
        var project = ProjectId.New();
        await using var store = EmbeddedUnderTest.Open();
        var runs = new List<RunId>();
        for (var i = 0; i < 8; i++)
            runs.Add((await store.CreateAsync(project)).Id);
        var acknowledged = new int[runs.Count];
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(runs.Select((run, i) => Task.Run(async () =>
        {
            for (var n = 1; !stop.IsCancellationRequested; n++)
            {
                Assert.Empty(await store.WriteAsync(run, new AssignValue(AttributePath.Of($"a/{n}"), new IntValue(n)), new AssignValue(AttributePath.Of($"b/{n}"), new StringValue("x"))));
                Volatile.Write(ref acknowledged[i], n);
            }
        })));
        var first = new ColumnId(AttributePath.Of("a/1"));
        for (var question = 0; question < 100 || (acknowledged.Min() <= 3 && question < 100_000); question++)
        {
            var before = acknowledged.Select((_, i) => Volatile.Read(ref acknowledged[i])).ToArray();
            var search = new AttributeSearch(project, "", false, [], [AttributeType.Int, AttributeType.String], 0, 1_000_000)
            {
                Where = question % 2 == 0 ? null : new RunPredicate.Or([new RunPredicate.Exists(first), new RunPredicate.Not(new RunPredicate.Exists(first))]),
            };
            var counts = (await store.Reader.SearchAttributesAsync(search, default)).Matches.ToDictionary(match => match.Path.Text, match => match.Runs);
            for (var n = 1; n <= before.Max(); n++)
            {
                Assert.Equal(counts[$"a/{n}"], counts[$"b/{n}"]);
                Assert.InRange(counts[$"a/{n}"], before.Count(done => done >= n), runs.Count);
            }
        }
        await stop.CancelAsync();
        await writing;
        Assert.True(acknowledged.Min() > 3, $"The slowest run was written {acknowledged.Min()} times.");
    }

    static System.Collections.Immutable.ImmutableArray<RunOperation> Batch(int n) =>
    [
        new AssignValue(AttributePath.Of("a"), new IntValue(n)), new AppendFloats(AttributePath.Of("loss"), new[] { new FloatPoint(Step.From(n), n, n) }),
        new AppendFloats(AttributePath.Of("acc"), new[] { new FloatPoint(Step.From(n), n, n) }), new AssignValue(AttributePath.Of("b"), new IntValue(n)),
    ];
}
