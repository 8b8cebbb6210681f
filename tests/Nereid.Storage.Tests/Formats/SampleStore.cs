using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Tests.Runs;

namespace Nereid.Storage.Tests.Formats;

/// <summary>A small store with something of everything, and what it holds as text.</summary>
static class SampleStore
{
    const int Steps = 1_500;

    public static ProjectId Project { get; } = new(new Guid("5a3f0000-0000-4000-8000-000000000001"));

    /// <summary>Writes everything; afterwards the points are partly in blocks and partly in the journal alone.</summary>
    public static async Task FillAsync(EmbeddedUnderTest store)
    {
        var run = await store.CreateAsync(new NewRun(Project, "SAMP", RunKind.Run, "ada", "first"));
        var blob = store.Blobs.Add(1_234);
        await store.WriteAsync(run.Id,
            new AssignValue(Path("int"), new IntValue(-42)), new AssignValue(Path("float"), new FloatValue(double.NaN)), new AssignValue(Path("bool"), new BoolValue(true)),
            new AssignValue(Path("string"), new StringValue("läuft ≤ 5")), new AssignValue(Path("datetime"), new DatetimeValue(1_780_000_000_123_456)),
            new AddToSet(Path("set"), ["b", "a"]), new AssignValue(Path("file"), new FileValue(blob)), new AssignValue(Path("artifact"), new ArtifactValue("00ff")),
            new AssignValue(Path("notebook"), new NotebookRefValue("n-1", null, "try.ipynb")),
            new AppendStrings(Path("log"), [new StringPoint(Step.From(1), 10, "one"), new StringPoint(Step.From(0.5), 20, "half")]),
            new AppendHistograms(Path("histogram"), [new HistogramPoint(Step.From(3), 30, [0, 1, 2.5], [4, 5])]),
            new AppendFiles(Path("images"), [new FilePoint(Step.From(7), 40, store.Blobs.Add(99), "a name", "a caption")]),
            new ConfigureSeries(Path("shown"), new SeriesDisplay(0, 1, "%")), new AssignValue(Path("gone"), new IntValue(1)));
        await WriteRowsAsync(store, run.Id, 0, Steps);
        await DeleteAsync(store, run.Id, new DeleteSteps(Path("train/accuracy"), Step.From(10), Step.From(29)), new DeleteAttribute(Path("bool")));
        await store.WriteAsync(run.Id, new DeleteAttribute(Path("gone")), new AppendFloats(Path("odd"), Odd()));
        await store.RestartAsync();

        await WriteRowsAsync(store, run.Id, Steps, Steps + 100);
        // Late and repeated.
        await WriteRowsAsync(store, run.Id, 700, 720);
        await store.WriteAsync(run.Id, new ClearSeries(Path("train/cleared"), AttributeType.FloatSeries), new AppendFloats(Path("odd"), Odd().AsMemory(..2)));
        await DeleteAsync(store, run.Id, new DeleteSteps(Path("train/loss"), Step.From(1_000), Step.From(1_009)), new DeleteSteps(Path("log"), null, Step.From(0.5)), new DeleteTree(Path("val")));
        var (kept, gone) = (AnnotationId.New(), AnnotationId.New());
        await store.Writer.ChangeAnnotationsAsync(new AnnotationChange(run.Id,
            [new(kept, Step.From(0.1), null, "läuft ≤ 5", "ada", 1, 1), new(gone, null, 7, "gone", "ada", 2, 2), new(AnnotationId.New(), Step.From(1e15), 8, "both", "bob", 3, 4)], []), default);
        await store.Writer.ChangeAnnotationsAsync(new AnnotationChange(run.Id, [], [gone]), default);
        await store.CreateAsync(new NewRun(Project, "SAMP", RunKind.Run, "bob", "second", Fork: new ForkPoint(run.Id, Step.From(800))));
        var trashed = await store.CreateAsync(new NewRun(Project, "SAMP", RunKind.Run, "bob", "third"));
        await store.Writer.SetTrashedAsync([trashed.Id], true, default);
        await store.CreateAsync(new NewRun(Project, "SAMP", RunKind.ProjectMetadata, "ada"));
    }

    static Task DeleteAsync(EmbeddedUnderTest store, RunId run, params ImmutableArray<RunOperation> operations) =>
        store.Writer.WriteAsync(new RunBatch(run, operations, null, "ada"), default);

    static FloatPoint[] Odd() =>
    [
        new(Step.From(1e15), 1, double.PositiveInfinity), new(Step.From(-0.000_001), 2, double.NegativeInfinity), new(Step.From(1.0 / 3), 3, double.NaN),
        new(Step.From(-1e300), 4, -0.0), new(Step.FromMillionths(1_000_001), 5, double.Epsilon),
    ];

    static async Task WriteRowsAsync(EmbeddedUnderTest store, RunId run, int from, int to)
    {
        using var rows = new FloatRows();
        for (var step = from; step < to; step++)
        {
            rows.BeginRow(Step.From(step), 1_780_000_000_000_000 + step * 1_000L);
            rows.Add("train/loss"u8, (float)(2.0 / (1 + step)));
            rows.Add("train/accuracy"u8, step / 1000.0);
            rows.Add("train/cleared"u8, step);
            if (step % 10 == 0)
                rows.Add("val/loss"u8, 1.0 / (3 + step));
        }
        Assert.Empty(await store.WriteAsync(run, rows));
    }

    static AttributePath Path(string text) => AttributePath.Of(text);

    /// <summary>All runs, attributes (those that the store computes aside) and points, one a line. Ids are random and left out.</summary>
    public static async Task<string> DescribeAsync(IRunReader reader)
    {
        var text = new StringBuilder();
        var page = await reader.QueryRunsAsync(new RunQuery(Project, [], null, [], [], 0, 100), default);
        foreach (var head in page.Rows.Select(row => row.Head).OrderBy(head => head.ShortId, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{head.Kind} {head.ShortId} custom={head.CustomId} owner={head.Owner} trashed={head.Trashed} fork={head.Fork?.Step} created={head.CreatedUnixMicros}\n");
            foreach (var (path, value) in await reader.GetAttributesAsync(head.Id, null, default))
            {
                if (path.Text.StartsWith("sys/", StringComparison.Ordinal))
                    continue;
                text.Append(CultureInfo.InvariantCulture, $"  {path} {Text(value)}\n");
                await DescribePointsAsync(text, reader, new SeriesId(head.Id, path), value);
            }
            foreach (var note in (await reader.GetAnnotationsAsync(new AnnotationQuery(Project, [head.Id], 100), default)).SelectMany(one => one.Annotations))
                text.Append(CultureInfo.InvariantCulture, $"  note at {note.Step} {note.UnixMicros} by {note.Author} {note.MadeUnixMicros} {note.ChangedUnixMicros}: {note.Text}\n");
            foreach (var deletion in await reader.GetDeletionsAsync(head.Id, default))
                foreach (var part in deletion.Parts)
                    text.Append(CultureInfo.InvariantCulture, $"  deleted by {deletion.By}: {part.Path} {part.Type} {part.Range?.From}..{part.Range?.To}\n");
        }
        return text.ToString();
    }

    static async Task DescribePointsAsync(StringBuilder text, IRunReader reader, SeriesId series, AttributeValue value)
    {
        var all = new PointWindow(0, int.MaxValue);
        IEnumerable<string> lines = value switch
        {
            FloatSeriesValue => (await reader.ReadFloatsAsync(series, all, default))!.Points.Select(point => $"{point.Step} {point.UnixMicros} {Bits(point.Value)}"),
            StringSeriesValue => (await reader.ReadStringsAsync(series, all, default))!.Points.Select(point => $"{point.Step} {point.UnixMicros} {point.Value}"),
            FileSeriesValue => (await reader.ReadFilesAsync(series, all, default))!.Points.Select(point => $"{point.Step} {point.UnixMicros} {point.File.Size}"),
            HistogramSeriesValue => (await reader.ReadHistogramsAsync(series, all, default))!.Points.Select(point =>
                $"{point.Step} {point.UnixMicros} {string.Join(' ', point.Edges.Select(Bits))} {string.Join(' ', point.Counts)}"),
            _ => [],
        };
        foreach (var line in lines)
            text.Append("    ").Append(line).Append('\n');
    }

    static string Text(AttributeValue value) => value switch
    {
        IntValue v => $"int {v.Value.ToString(CultureInfo.InvariantCulture)}",
        FloatValue v => $"float {Bits(v.Value)}",
        BoolValue v => $"bool {v.Value}",
        StringValue v => $"string {v.Value}",
        DatetimeValue v => $"datetime {v.UnixMicros.ToString(CultureInfo.InvariantCulture)}",
        StringSetValue v => $"set {string.Join(',', v.Values)}",
        FileValue v => $"file {v.File.Size.ToString(CultureInfo.InvariantCulture)} {v.File.MediaType}",
        ArtifactValue v => $"artifact {v.Hash}",
        NotebookRefValue v => $"notebook {v.NotebookId} {v.CheckpointId} {v.NotebookName}",
        FloatSeriesValue v => string.Create(CultureInfo.InvariantCulture,
            $"floats {v.Count} nan={v.NanCount} first={v.FirstStep}:{Bits(v.First)} last={v.LastStep}:{Bits(v.Last)} min={Bits(v.Min)} max={Bits(v.Max)} unit={v.Display?.Unit}"),
        StringSeriesValue v => string.Create(CultureInfo.InvariantCulture, $"strings {v.Count}"),
        FileSeriesValue v => string.Create(CultureInfo.InvariantCulture, $"files {v.Count}"),
        HistogramSeriesValue v => string.Create(CultureInfo.InvariantCulture, $"histograms {v.Count}"),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, "The sample has no such value."),
    };

    static string Bits(double value) => BitConverter.DoubleToInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);
}
