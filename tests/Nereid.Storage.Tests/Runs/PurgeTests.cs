using System.Text;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;

namespace Nereid.Storage.Tests.Runs;

/// <summary>What is purged, or deleted for good, is in no file any more: neither in the databases nor in their logs nor in the journal.</summary>
public sealed class PurgeTests
{
    static readonly RunStoreOptions Options = new() { HeadBytes = 200_000, UpkeepsPerScrub = 1, FreedRowsPerRound = 1_000 };

    /// <summary>As bits they look like nothing else here, and no encoding makes them shorter.</summary>
    static readonly double[] Secrets = [.. Enumerable.Range(0, 40).Select(i => BitConverter.Int64BitsToDouble(0x4321_8765_4321_0000 + i * 0x1_0001_0001L * 7919))];

    const string Secret = "a secret that somebody logged by mistake";

    static AttributePath Path(string text) => AttributePath.Of(text);

    static AppendFloats Floats(string path, int first, params double[] values) => new(Path(path), values.Select((value, i) => new FloatPoint(Step.From(first + i), i, value)).ToArray());

    static async Task<RunHead> FillAsync(EmbeddedUnderTest store)
    {
        var run = await store.CreateAsync(ProjectId.New(), new AssignValue(Path("kept"), new StringValue("kept text")));
        // Small flushes and merges of them leave copies wherever copies can be left.
        for (var round = 0; round < 30; round++)
        {
            await store.WriteAsync(run.Id,
                Floats("loss", round * 500, [.. Enumerable.Range(0, 500).Select(i => round == 3 && i < Secrets.Length ? Secrets[i] : Math.Sin(round * 500 + i))]),
                Floats("other", round * 500, [.. Enumerable.Range(0, 500).Select(i => Math.Cos(round * 500 + i))]),
                new AppendStrings(Path("log"), [.. Enumerable.Range(0, 20).Select(i => new StringPoint(Step.From(round * 20 + i), i, round == 3 ? $"{Secret} {i}" : $"line {i}"))]));
            await store.UpkeepAsync();
        }
        await store.WriteAsync(run.Id, new AssignValue(Path("token"), new StringValue(Secret)));
        return run;
    }

    static async Task SettleAsync(EmbeddedUnderTest store)
    {
        for (var i = 0; i < 12; i++)
        {
            await store.UpkeepAsync();
            await store.WhenIdleAsync();
        }
    }

    /// <summary>Files that hold a secret. Of floats every byte but the lowest counts: encodings put the others side by side.</summary>
    static List<string> FilesWith(string folder, bool text, bool floats)
    {
        var wanted = new List<byte[]>();
        if (text)
            wanted.Add(Encoding.UTF8.GetBytes(Secret));
        if (floats)
            wanted.AddRange(Secrets.Select(BitConverter.GetBytes));
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            if (wanted.Exists(secret => bytes.AsSpan().IndexOf(secret) >= 0))
                found.Add(System.IO.Path.GetFileName(file));
        }
        return found;
    }

    static async Task DeleteAsync(EmbeddedUnderTest store, RunHead run, string? by, params RunOperation[] operations)
    {
        var written = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteAsync(new RunBatch(run.Id, [.. operations], null, by), default));
        if (written.Deletion is { } deletion)
        {
            await SettleAsync(store);
            Assert.NotEmpty(FilesWith(store.Folder, text: true, floats: false));
            Assert.True((await store.Writer.PurgeDeletedAsync(run.Id, deletion, default)).WasKept);
        }
    }

    public static TheoryData<string> Ways => ["attributes", "steps", "for good", "run"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task No_file_has_what_was_purged(string way)
    {
        await using var store = EmbeddedUnderTest.Open(options: Options);
        var run = await FillAsync(store);
        Assert.NotEmpty(FilesWith(store.Folder, text: true, floats: false));
        Assert.NotEmpty(FilesWith(store.Folder, text: false, floats: true));

        if (way == "run")
            await store.Writer.DeleteRunsAsync([run.Id], default);
        else
            await DeleteAsync(store, run, way == "for good" ? null : "ada", way == "steps"
                ? [new DeleteSteps(Path("loss"), Step.From(1500), Step.From(1600)), new DeleteSteps(Path("log"), Step.From(60), Step.From(79)), new DeleteAttribute(Path("token"))]
                : [new DeleteAttribute(Path("loss")), new DeleteAttribute(Path("log")), new DeleteTree(Path("token"))]);
        await SettleAsync(store);

        Assert.Empty(FilesWith(store.Folder, text: true, floats: true));
        if (way == "run")
            return;
        await store.RestartAsync();
        Assert.Equal(way == "steps" ? 15_000 - 101 : 0, (await store.Reader.ReadFloatsAsync(new SeriesId(run.Id, Path("loss")), new PointWindow(0, 0), default))?.Total ?? 0);
        Assert.Equal(15_000, (await store.FloatsAsync(run.Id, "other")).Length);
        Assert.Equal(new StringValue("kept text"), await store.GetAsync(run.Id, "kept"));
    }
}
