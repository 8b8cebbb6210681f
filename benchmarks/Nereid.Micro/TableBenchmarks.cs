using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Query;
using Nereid.Storage.Blobs;
using Nereid.Storage.Embedded;

namespace Nereid.Micro;

/// <summary>Pages and groups of a table of 100,000 runs with 24 attributes each, one of which is written to before every question.</summary>
/// <remarks>NEREID_MICRO_TABLE names a folder that keeps the runs from one time to the next: making them takes longer than asking.</remarks>
sealed class TableBenchmarks : IChangeSink
{
    const int Runs = 100_000;
    const int AtOnce = 256;

    static readonly ProjectId Project = new(new Guid("5a3f0000-0000-4000-8000-000000000002"));

    public void Publish(RunChange change)
    {
        // Nobody listens.
    }

    public static async Task RunAsync()
    {
        var kept = Environment.GetEnvironmentVariable("NEREID_MICRO_TABLE");
        var folder = kept ?? Directory.CreateTempSubdirectory("nereid-micro-").FullName;
        try
        {
            using var blobs = SharedBlobStore.Open(Path.Combine(folder, "blobs"), quotaBytes: null, TimeProvider.System);
            await using var store = EmbeddedRunStore.Open(
                Path.Combine(folder, "runs"), blobs, new TableBenchmarks(), TimeProvider.System, NullLogger.Instance, new RunStoreOptions(), CancellationToken.None);
            if ((await store.Reader.GetProjectFiguresAsync(Project, default)).Runs < Runs)
                await Measure.OnceAsync("table: 100,000 runs made (a point is a run)", Runs, () => FillAsync(store.Writer));
            await AskAsync(store);
        }
        finally
        {
            if (kept is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    static async Task FillAsync(IRunWriter writer)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var run && run < Runs)
                await writer.CreateAsync(new NewRun(Project, "BENCH", RunKind.Run, "admin", run.ToString(CultureInfo.InvariantCulture), First: First(run)), default);
        })));
    }

    static ImmutableArray<RunOperation> First(int run)
    {
        var random = new Random(run);
        var first = ImmutableArray.CreateBuilder<RunOperation>();
        void Assign(string path, AttributeValue value) => first.Add(new AssignValue(AttributePath.Of(path), value));
        void Append(string path) => first.Add(new AppendFloats(AttributePath.Of(path), new[] { new FloatPoint(Step.From(0), 1, 1), new FloatPoint(Step.From(1), 2, random.NextDouble()) }));
        Assign("params/optimizer", new StringValue((run % 3) switch { 0 => "adam", 1 => "sgd", _ => "lion" }));
        Assign("params/lr", new FloatValue(random.NextDouble()));
        Assign("params/layers", new IntValue(random.Next(2, 100)));
        for (var i = 3; i < 22; i++)
            Assign(string.Create(CultureInfo.InvariantCulture, $"params/group{i % 5}/p{i}"), i % 2 == 0 ? new FloatValue(random.NextDouble()) : new IntValue(random.Next(1000)));
        Append("train/loss");
        Append("train/acc");
        return first.ToImmutable();
    }

    static async Task AskAsync(EmbeddedRunStore store)
    {
        var written = (await store.Reader.FindByCustomIdAsync(Project, RunKind.Run, "0", default))!.Id;
        var step = 10;
        void Write() => store.Writer.WriteAsync(new RunBatch(written, [new AppendFloats(AttributePath.Of("train/loss"), new[] { new FloatPoint(Step.From(step++), step, step) })]), default)
            .GetAwaiter().GetResult();
        ColumnId Column(string path) => new(AttributePath.Of(path));
        ImmutableArray<ColumnId> columns = [Column("params/optimizer"), Column("params/lr"), Column("params/layers"), Column("train/loss"), Column("train/acc")];
        var asked = 0;
        void Page(string nql)
        {
            if (!Nql.TryParse(string.Format(CultureInfo.InvariantCulture, nql, 0.3 + asked % 5 * 0.1), NqlDialect.Neptune1, out var where, out var fault))
                throw new InvalidOperationException($"{fault}");
            var sort = new RunSort(Column("train/loss"), Descending: ++asked % 2 == 0);
            Write();
            store.Reader.QueryRunsAsync(new RunQuery(Project, [], where.Where, [sort], columns, 0, 100), default).AsTask().GetAwaiter().GetResult();
        }
        Measure.Median("table: a write alone", 1, Write);
        Measure.Median("table: filter on two, leave out the trash, sort by a third", Runs, () => Page("params/optimizer = adam AND params/lr < {0:0.0} AND sys/trashed = false"));
        Measure.Median("table: leave out the trash, sort", Runs, () => Page("sys/trashed = false"));
        Measure.Median("table: groups by a text with figures", Runs, () => Group("params/optimizer"));
        Measure.Median("table: groups by a number with figures", Runs, () => Group("params/layers"));

        void Group(string by)
        {
            Write();
            store.Reader.GroupRunsAsync(new RunGroupQuery(Project, [], null, [Column(by)], [Column("train/loss")], [], 0, 100), default).AsTask().GetAwaiter().GetResult();
        }
    }
}
