using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Query.Tests;
using Nereid.Storage.Memory;

namespace Nereid.Storage.Tests.Querying;

/// <summary>Every run store selects what <see cref="PredicateEvaluator"/> selects. A store joins by one subclass that says how to open it.</summary>
public abstract class QueryMeaningContract
{
    const int Runs = 25;
    const int Queries = 60;

    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_706_800_000);

    /// <returns>An empty store whose clock is the given one.</returns>
    protected abstract ValueTask<(IRunWriter Writer, IRunReader Reader)> OpenAsync(TimeProvider time);

    [Fact]
    public async Task Random_queries_select_the_runs_that_the_definition_selects()
    {
        var telling = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var project = ProjectId.New();
            var (writer, reader) = await OpenAsync(new FixedTime(Now));
            var runs = new Dictionary<RunId, ImmutableArray<RunAttribute>>();
            for (var i = 0; i < Runs; i++)
            {
                var created = await writer.CreateAsync(new NewRun(project, "ABC", RunKind.Run, "ada", First: RandomAttributes(random)), default);
                var run = Assert.IsType<CreateAnswer.Created>(created).Run.Id;
                runs[run] = await reader.GetAttributesAsync(run, null, default);
            }

            var predicates = new RandomPredicates(random, _ => true);
            for (var i = 0; i < Queries; i++)
            {
                if (i % (Queries / 3) == Queries / 4)
                    await ChangeAsync(writer, reader, runs, random);
                var where = predicates.Next(depth: 3);
                var expected = runs.Where(run => Holds(where, run.Value)).Select(run => run.Key).ToHashSet();

                var page = await reader.QueryRunsAsync(new RunQuery(project, [], where, [], ImmutableArray<ColumnId>.Empty, 0, Runs), default);

                Assert.True(expected.SetEquals(page.Rows.Select(row => row.Head.Id)), $"Seed {seed}, query {i}: {where}");
                Assert.Equal(expected.Count, page.Total);
                telling += expected.Count is > 0 and < Runs ? 1 : 0;
            }
        }
        Assert.True(telling > 300, $"Only {telling} queries told runs apart.");
    }

    /// <summary>Late and repeated steps, cleared and deleted attributes, other values, in some of the runs.</summary>
    static async Task ChangeAsync(IRunWriter writer, IRunReader reader, Dictionary<RunId, ImmutableArray<RunAttribute>> runs, Random random)
    {
        foreach (var run in runs.Keys.Where(_ => random.Next(3) == 0).ToList())
        {
            var operations = runs[run].Where(attribute => !attribute.Path.Text.StartsWith("sys/", StringComparison.Ordinal)).SelectMany(attribute => Change(attribute, random));
            Assert.Empty(Assert.IsType<WriteAnswer.Written>(await writer.WriteAsync(new RunBatch(run, [.. operations]), default)).Rejections);
            runs[run] = await reader.GetAttributesAsync(run, null, default);
        }
    }

    static IEnumerable<RunOperation> Change(RunAttribute attribute, Random random) => (attribute.Value, random.Next(4)) switch
    {
        (_, 0) => [],
        (_, 1) => [new DeleteAttribute(attribute.Path), .. random.Next(2) == 0 ? [RandomAttribute(attribute.Path, random)] : Array.Empty<RunOperation>()],
        (FloatSeriesValue, 2) => [new ClearSeries(attribute.Path, AttributeType.FloatSeries)],
        (FloatSeriesValue, _) =>
            [new AppendFloats(attribute.Path, Enumerable.Range(0, 3).Select(i => new FloatPoint(Step.From(random.Next(-2, 6)), i, Number(random))).ToArray())],
        (StringSeriesValue, _) => [new AppendStrings(attribute.Path, [new StringPoint(Step.From(random.Next(-2, 6)), 0, Text(random))])],
        (HistogramSeriesValue, _) => [new AppendHistograms(attribute.Path, [new HistogramPoint(Step.From(random.Next(-2, 6)), 0, [0, 1], [1])])],
        (StringSetValue, _) => [new RemoveFromSet(attribute.Path, [Text(random)])],
        (IntValue, _) => [new AssignValue(attribute.Path, new IntValue(random.Next(-1, 2)))],
        (FloatValue, _) => [new AssignValue(attribute.Path, new FloatValue(Number(random)))],
        (StringValue, _) => [new AssignValue(attribute.Path, new StringValue(Text(random)))],
        _ => [],
    };

    static bool Holds(RunPredicate where, ImmutableArray<RunAttribute> attributes)
    {
        var byPath = attributes.ToDictionary(attribute => attribute.Path, attribute => attribute.Value);
        return new PredicateEvaluator(where, Now.ToUnixTimeMilliseconds() * 1000).Holds(path => byPath.GetValueOrDefault(path));
    }

    static ImmutableArray<RunOperation> RandomAttributes(Random random) =>
    [
        .. RandomPredicates.Names.Where(name => !name.StartsWith("sys/", StringComparison.Ordinal) && random.Next(3) > 0)
            .Select(name => RandomAttribute(AttributePath.Of(name), random)),
        new AddToSet(AttributePath.Of(SystemAttributes.Tags), [.. Texts(random).Where(text => text.Length > 0)]),
        new AssignValue(AttributePath.Of(SystemAttributes.Name), new StringValue(Text(random))),
    ];

    static RunOperation RandomAttribute(AttributePath path, Random random) => random.Next(14) switch
    {
        0 => new AssignValue(path, new IntValue(random.Next(-1, 2))),
        1 => new AssignValue(path, new FloatValue(Number(random))),
        2 => new AssignValue(path, new BoolValue(random.Next(2) == 0)),
        3 or 4 => new AssignValue(path, new StringValue(Text(random))),
        5 => new AssignValue(path, new DatetimeValue(Now.AddDays(-random.Next(4)).ToUnixTimeMilliseconds() * 1000)),
        6 => new AddToSet(path, [.. Texts(random).Where(text => text.Length > 0)]),
        7 or 8 => new AppendFloats(path, Enumerable.Range(0, random.Next(4)).Select(i => new FloatPoint(Step.From(i), i, Number(random))).ToArray()),
        9 => new AppendStrings(path, [.. Texts(random).Select((text, i) => new StringPoint(Step.From(i), i, text))]),
        10 => new AppendHistograms(path, [.. Texts(random).Select((_, i) => new HistogramPoint(Step.From(i), i, [0, 1], [1]))]),
        11 => new AssignValue(path, new GitRefValue(Text(random), null, null, null, null, null, false, [])),
        12 => new AssignValue(path, new NotebookRefValue("n", null, Text(random))),
        _ => new AssignValue(path, new ArtifactValue(Text(random))),
    };

    static double Number(Random random) => random.Next(6) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => -1.5,
        var n => n - 3,
    };

    static string Text(Random random) => RandomPredicates.Texts[random.Next(RandomPredicates.Texts.Length)];

    static IEnumerable<string> Texts(Random random) => Enumerable.Range(0, random.Next(4)).Select(_ => Text(random)).ToList();

    sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

public sealed class MemoryQueryMeaningTests : QueryMeaningContract
{
    protected override ValueTask<(IRunWriter Writer, IRunReader Reader)> OpenAsync(TimeProvider time)
    {
        var store = new MemoryRunStore(new NoChanges(), time);
        return new((store, store));
    }

    sealed class NoChanges : IChangeSink
    {
        public void Publish(RunChange change)
        {
        }
    }
}
