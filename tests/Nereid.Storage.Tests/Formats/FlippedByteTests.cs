using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Files;
using Nereid.Storage.Series;
using Nereid.Storage.Tests.Files;
using Nereid.Storage.Tests.Runs;

namespace Nereid.Storage.Tests.Formats;

/// <summary>A byte that a disk changed anywhere in a store's folder is noticed by whoever reads it: every answer is the right one, or an error that names the file.</summary>
public sealed class FlippedByteTests
{
    static readonly TimeSpan Enough = TimeSpan.FromSeconds(5);

    delegate Task<string> Question(IRunReader reader);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_changed_byte_is_an_error_that_names_the_file_or_changes_no_answer(bool isClosed)
    {
        using var pristine = new TempFolder();
        List<(Question Ask, string Answer)> questions;
        await using (var store = EmbeddedUnderTest.Open())
        {
            await SampleStore.FillAsync(store);
            questions = await QuestionsAsync(store.Reader);
            if (isClosed)
                await store.CloseAsync();
            await store.CopyAsync(pristine["runs"]);
        }
        var (seed, started) = (Random.Shared.Next(1_000_000), Stopwatch.GetTimestamp());
        for (var trial = 0; Stopwatch.GetElapsedTime(started) < Enough; trial++)
            await TryAsync(new Random(seed + trial), $"{(isClosed ? "closed" : "killed")}, seed {seed + trial}", pristine["runs"], questions);
    }

    [Theory]
    [InlineData("runs.db")]
    [InlineData("series.db")]
    public async Task The_damaged_page_is_named(string file)
    {
        await using var store = EmbeddedUnderTest.Open();
        await SampleStore.FillAsync(store);
        await store.CloseAsync();
        var path = Path.Combine(store.Folder, file);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[200] ^= 0x20;
        await File.WriteAllBytesAsync(path, bytes);

        var fault = Assert.Throws<StoreOpenException>(store.Open);

        Assert.Contains($"page 1 of {file} (bytes 0 to 4095) is damaged: its checksum does not match", fault.Message, StringComparison.Ordinal);
    }

    static async Task TryAsync(Random random, string name, string pristine, List<(Question Ask, string Answer)> questions)
    {
        await using var store = EmbeddedUnderTest.Closed();
        var files = Directory.GetFiles(pristine, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0).Order(StringComparer.Ordinal).ToArray();
        foreach (var file in files)
        {
            var copy = Path.Combine(store.Folder, Path.GetRelativePath(pristine, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var chosen = Path.GetRelativePath(pristine, files[random.Next(files.Length)]);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(store.Folder, chosen));
        // Headers are short and decide much.
        var at = random.Next(3) == 0 ? random.Next(Math.Min(128, bytes.Length)) : random.Next(bytes.Length);
        var change = (byte)(random.Next(2) == 0 ? 1 << random.Next(8) : random.Next(1, 256));
        bytes[at] ^= change;
        await File.WriteAllBytesAsync(Path.Combine(store.Folder, chosen), bytes);
        var what = $"{name}: byte {at} of {chosen} xor {change}";

        if (await FaultAsync(() => Task.Run(store.Open)) is { } refused)
        {
            Assert.True(refused is StoreOpenException, $"{what}: {refused}");
            return;
        }
        foreach (var (ask, expected) in questions)
        {
            var answer = "";
            if (await FaultAsync(async () => answer = await ask(store.Reader)) is { } fault)
                Assert.True(fault is SqliteException or SeriesDamageException && fault.Message.Contains(".db", StringComparison.Ordinal), $"{what}: {fault}");
            else if (answer != expected)
                Assert.Fail($"{what}: {Environment.NewLine}{answer}{Environment.NewLine}instead of{Environment.NewLine}{expected}");
        }
    }

    /// <summary>Many small questions, so that an error of one does not hide what another says.</summary>
    static async Task<List<(Question, string)>> QuestionsAsync(IRunReader reader)
    {
        var questions = new List<Question> { SampleStore.DescribeAsync };
        var page = await reader.QueryRunsAsync(new RunQuery(SampleStore.Project, [], null, [], [], 0, 100), default);
        foreach (var head in page.Rows.Select(row => row.Head))
        {
            questions.Add(async asked => $"{await asked.FindRunAsync(head.Id, default)}");
            questions.Add(async asked => string.Join('\n', (await asked.GetDeletionsAsync(head.Id, default)).SelectMany(deletion => deletion.Parts).Order(Comparer<DeletedPart>.Create((one, other) => one.Path.CompareTo(other.Path)))));
            foreach (var (path, value) in await reader.GetAttributesAsync(head.Id, null, default))
            {
                questions.Add(async asked => $"{await asked.GetAttributeAsync(head.Id, path, default)}");
                if (value is FloatSeriesValue)
                    questions.Add(async asked => string.Join('\n', (await asked.ReadBucketsAsync(new BucketQuery([new SeriesId(head.Id, path)], XAxis.Step, null, null, 9), default)).SelectMany(line => line.Buckets)));
                if (value is StringSeriesValue)
                    questions.Add(async asked => string.Join('\n', (await asked.ReadStringsAsync(new SeriesId(head.Id, path), new PointWindow(0, 1), default))!.Points));
            }
        }
        questions.Add(async asked => $"{await asked.GetProjectFiguresAsync(SampleStore.Project, default)}");
        questions.Add(async asked => string.Join('\n', (await asked.SearchAttributesAsync(new AttributeSearch(SampleStore.Project, "", false, [], [], 0, 100), default)).Matches));
        var answered = new List<(Question, string)>();
        foreach (var question in questions)
            answered.Add((question, await question(reader)));
        return answered;
    }

    static async Task<Exception?> FaultAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Exception fault)
        {
            return fault;
        }
    }
}
