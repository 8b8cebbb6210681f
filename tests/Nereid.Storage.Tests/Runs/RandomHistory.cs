using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Does the same random things to a store under test and to the reference. Small sets of names, steps and values, so that things meet.</summary>
sealed class RandomHistory(EmbeddedUnderTest tested, MemoryUnderTest reference, ProjectId project)
{
    static readonly string[] Paths = ["a", "a/b", "b", "loss", "log", "img", "sys/tags", "sys/name", "sys/id"];
    static readonly double[] Values = [0, 1, -1, 0.5, 3, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
    static readonly double[] Steps = [0, 1, 2, 3, 4, 5.5, -1, 0.1, 1e13, 1e-9];

    readonly RandomDeletions _deletions = new();

    /// <summary>The same run in both stores.</summary>
    public List<(RunId Tested, RunId Reference)> Runs { get; } = [];

    /// <summary>Every file that was ever written.</summary>
    public List<FileContent> Files { get; } = [];

    /// <param name="seed">Decides everything.</param>
    public async Task DoAsync(int seed, bool withSignsOfLife)
    {
        var random = new Random(seed);
        switch (random.Next(18))
        {
            case 0:
                await CreateAsync(random);
                break;
            case 1:
                await TrashAsync(random);
                break;
            case 2 when withSignsOfLife:
                await SeenAsync(random);
                break;
            case 3:
                Advance(random.Next(40));
                break;
            case 4:
                await WriteRisingAsync(random, withSignsOfLife);
                break;
            case 5:
                await WriteTogetherAsync(random);
                break;
            case 6 or 7 or 8 when Runs.Count > 0:
                var run = Runs[random.Next(Runs.Count)];
                await _deletions.DoAsync(random, tested, reference, run, () => AttributePath.Of(Paths[random.Next(Paths.Length)]),
                    () => Domain.Runs.Step.From(Steps[random.Next(Steps.Length)]));
                if (!withSignsOfLife)
                    await KeepAsync(random, run);
                break;
            case 9 when Runs.Count > 0:
                await AnnotateAsync(random, Runs[random.Next(Runs.Count)]);
                break;
            default:
                await WriteAsync(random, withSignsOfLife);
                break;
        }
    }

    async Task AnnotateAsync(Random random, (RunId Tested, RunId Reference) run)
    {
        AnnotationId Id() => new(new Guid(random.Next(4), 0, 0, new byte[8]));
        ImmutableArray<Annotation> put = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Annotation(
            Id(), Domain.Runs.Step.From(Steps[random.Next(Steps.Length)]), random.Next(2) == 0 ? null : random.Next(9), $"note {random.Next(9)}", "ada", random.Next(3), 3))];
        ImmutableArray<AnnotationId> removed = [.. Enumerable.Range(0, random.Next(2)).Select(_ => Id())];
        var onlyExisting = random.Next(3) == 0;
        Assert.Equal(
            await reference.Writer.ChangeAnnotationsAsync(new AnnotationChange(run.Reference, put, removed, onlyExisting), default),
            await tested.Writer.ChangeAnnotationsAsync(new AnnotationChange(run.Tested, put, removed, onlyExisting), default));
    }

    void Advance(double seconds)
    {
        tested.Time.Advance(seconds);
        reference.Time.Advance(seconds);
    }

    async Task CreateAsync(Random random)
    {
        var customId = random.Next(3) == 0 ? $"custom{random.Next(3)}" : null;
        var run = new NewRun(project, "TITA", RunKind.Run, "ada", customId, First: Operations(random, random.Next(4)));
        var parent = Runs.Count > 0 && random.Next(2) == 0 ? Runs[random.Next(Runs.Count)] : ((RunId Tested, RunId Reference)?)null;
        var forkStep = Domain.Runs.Step.From(Steps[random.Next(Steps.Length)]);
        var expected = await reference.Writer.CreateAsync(run with { Fork = parent is { } p ? new ForkPoint(p.Reference, forkStep) : null }, default);
        var answer = await tested.Writer.CreateAsync(run with { Fork = parent is { } q ? new ForkPoint(q.Tested, forkStep) : null }, default);
        Assert.Equal(expected.GetType(), answer.GetType());
        if (expected is CreateAnswer.Created { Existed: false } created)
            Runs.Add((Assert.IsType<CreateAnswer.Created>(answer).Run.Id, created.Run.Id));
        else if (expected is CreateAnswer.Created existing)
            Assert.Equal(existing.Run.ShortId, Assert.IsType<CreateAnswer.Created>(answer).Run.ShortId);
        else
            Assert.Equal(expected, answer);
    }

    /// <remarks>A batch of which nothing is kept is no more than a sign of life, and those need not be durable.</remarks>
    async Task WriteAsync(Random random, bool mayBeSignOfLife)
    {
        if (Runs.Count > 0)
            await WriteAsync(random, mayBeSignOfLife, Runs[random.Next(Runs.Count)]);
    }

    async Task WriteAsync(Random random, bool mayBeSignOfLife, (RunId Tested, RunId Reference) run)
    {
        var request = random.Next(2) == 0 ? new Guid(random.Next(4), 0, 0, new byte[8]) : (Guid?)null;
        var operations = Operations(random, 1 + random.Next(6));
        if (!mayBeSignOfLife)
            operations = operations.Add(new AssignValue(AttributePath.Of("kept"), new IntValue(random.Next())));
        var expected = Assert.IsType<WriteAnswer.Written>(await reference.Writer.WriteAsync(new RunBatch(run.Reference, operations, request), default));
        var answer = Assert.IsType<WriteAnswer.Written>(await tested.Writer.WriteAsync(new RunBatch(run.Tested, operations, request), default));
        Assert.Equal(expected.Rejections.ToArray(), answer.Rejections.ToArray());
    }

    async Task WriteRisingAsync(Random random, bool mayBeSignOfLife)
    {
        if (Runs.Count == 0)
            return;
        var run = Runs[random.Next(Runs.Count)];
        using var rows = new FloatRows { Order = FloatOrder.Rising };
        for (var row = random.Next(5); row >= 0; row--)
        {
            rows.BeginRow(Domain.Runs.Step.From(Steps[random.Next(Steps.Length)]), random.Next(3) * 1_000_000L);
            foreach (var path in new[] { "loss", "a", "rising" }.Where(_ => random.Next(2) == 0))
                rows.Add(System.Text.Encoding.UTF8.GetBytes(path), Value(random));
        }

        var expected = Assert.IsType<WriteAnswer.Written>(await reference.Writer.WriteRowsAsync(run.Reference, rows, null, default));
        var answer = Assert.IsType<WriteAnswer.Written>(await tested.Writer.WriteRowsAsync(run.Tested, rows, null, default));
        Assert.Equal(expected.Rejections.ToArray(), answer.Rejections.ToArray());
        Assert.Equal(expected.Points.ToArray(), answer.Points.ToArray());
        if (!mayBeSignOfLife)
            await KeepAsync(random, run);
    }

    /// <summary>Writes what is kept, so that a write before of which nothing was kept, no more than a sign of life, is durable too.</summary>
    async Task KeepAsync(Random random, (RunId Tested, RunId Reference) run)
    {
        var operation = new AssignValue(AttributePath.Of("kept"), new IntValue(random.Next()));
        Assert.Empty(await reference.WriteAsync(run.Reference, operation));
        Assert.Empty(await tested.WriteAsync(run.Tested, operation));
    }

    async Task WriteTogetherAsync(Random random)
    {
        var chosen = Runs.Where(_ => random.Next(2) == 0).Take(3).ToList();
        var operations = chosen.ConvertAll(_ => Operations(random, 1 + random.Next(2)).Add(new AssignValue(AttributePath.Of("kept"), new IntValue(random.Next()))));
        var expected = await reference.Writer.WriteTogetherAsync([.. chosen.Select((run, i) => new RunBatch(run.Reference, operations[i]))], default);
        var answer = await tested.Writer.WriteTogetherAsync([.. chosen.Select((run, i) => new RunBatch(run.Tested, operations[i]))], default);
        Assert.Equal(Assert.IsType<WriteAnswer.Written>(expected).Rejections.ToArray(), Assert.IsType<WriteAnswer.Written>(answer).Rejections.ToArray());
    }

    async Task TrashAsync(Random random)
    {
        var chosen = Runs.Where(_ => random.Next(2) == 0).ToList();
        var trashed = random.Next(2) == 0;
        var expected = await reference.Writer.SetTrashedAsync([.. chosen.Select(run => run.Reference)], trashed, default);
        var answer = await tested.Writer.SetTrashedAsync([.. chosen.Select(run => run.Tested)], trashed, default);
        Assert.Equal(expected.Changed.Count, answer.Changed.Count);
    }

    async Task SeenAsync(Random random)
    {
        if (Runs.Count == 0)
            return;
        var run = Runs[random.Next(Runs.Count)];
        var finished = random.Next(3) == 0;
        Assert.True(await reference.Writer.SeenAsync(run.Reference, finished, default));
        Assert.True(await tested.Writer.SeenAsync(run.Tested, finished, default));
    }

    ImmutableArray<RunOperation> Operations(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Operation(random))];

    RunOperation Operation(Random random)
    {
        var path = AttributePath.Of(Paths[random.Next(Paths.Length)]);
        return random.Next(17) switch
        {
            0 => new AssignValue(path, new IntValue(random.Next(5))),
            1 => new AssignValue(path, new FloatValue(Value(random))),
            2 => new AssignValue(path, new StringValue($"text{random.Next(3)}")),
            3 => new AssignValue(path, new FileValue(File(random))),
            4 => new AddToSet(path, [$"m{random.Next(4)}"]),
            5 => new RemoveFromSet(path, [$"m{random.Next(4)}"]),
            6 => new ClearSeries(path, (AttributeType)random.Next((int)AttributeType.FloatSeries, (int)AttributeType.HistogramSeries + 1)),
            7 => new ConfigureSeries(path, new SeriesDisplay(Value(random), null, "u")),
            8 => new DeleteAttribute(path),
            9 => new AppendStrings(path, [.. Many(random, i => new StringPoint(Step(random), i, $"line{random.Next(9)}"))]),
            10 => new AppendFiles(path, [.. Many(random, i => new FilePoint(Step(random), i, File(random), null, "d"))]),
            11 => new AppendHistograms(path, [.. Many(random, i => new HistogramPoint(Step(random), i, [0, 1, 2], [random.Next(3), 1]))]),
            12 => new PreviewFloats(AttributePath.Of("loss"), [.. Many(random, i => new PreviewPoint(Domain.Runs.Step.From(Steps[random.Next(Steps.Length)]), i, Value(random), 0.5f))]),
            _ => new AppendFloats(AttributePath.Of("loss"), Many(random, i => new FloatPoint(Step(random), random.Next(1_000) * 1_000_000L, Value(random))).ToArray()),
        };
    }

    static IEnumerable<T> Many<T>(Random random, Func<int, T> make) => Enumerable.Range(0, random.Next(6)).Select(make).ToList();

    static double Value(Random random) => Values[random.Next(Values.Length)];

    static Step Step(Random random) => random.Next(3) == 0 ? Domain.Runs.Step.Next : Domain.Runs.Step.From(Steps[random.Next(Steps.Length)]);

    FileContent File(Random random)
    {
        var file = KnownBlobs.NewFile(random.Next(100));
        Files.Add(file);
        tested.Blobs.Add(file);
        reference.Blobs.Add(file);
        return file;
    }
}
