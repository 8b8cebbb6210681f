using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Embedded;
using Nereid.Storage.Files;
using Nereid.Storage.Memory;
using Nereid.Storage.Tests.Files;

namespace Nereid.Storage.Tests.Runs;

/// <summary>One run store with its surroundings, whatever the backend.</summary>
abstract class StoreUnderTest : IAsyncDisposable
{
    public ManualTime Time { get; } = new();

    public RecordedChanges Changes { get; } = new();

    public KnownBlobs Blobs { get; } = new();

    public abstract IRunWriter Writer { get; }

    public abstract IRunReader Reader { get; }

    /// <summary>Lets the store finish what it does in the background, and restarts it where that is part of the test.</summary>
    public abstract Task SettleAsync();

    public abstract ValueTask DisposeAsync();

    public async Task<RunHead> CreateAsync(NewRun run) => Assert.IsType<CreateAnswer.Created>(await Writer.CreateAsync(run, default)).Run;

    public Task<RunHead> CreateAsync(ProjectId project, params ImmutableArray<RunOperation> first) =>
        CreateAsync(new NewRun(project, "TITA", RunKind.Run, "ada", First: first));

    public async Task<ImmutableArray<Rejection>> WriteAsync(RunId run, params ImmutableArray<RunOperation> operations) =>
        Assert.IsType<WriteAnswer.Written>(await Writer.WriteAsync(new RunBatch(run, operations), default)).Rejections;

    public async Task<ImmutableArray<Rejection>> WriteAsync(RunId run, FloatRows rows) =>
        Assert.IsType<WriteAnswer.Written>(await Writer.WriteRowsAsync(run, rows, null, default)).Rejections;

    public async Task<AttributeValue?> GetAsync(RunId run, string path) => await Reader.GetAttributeAsync(run, AttributePath.Of(path), default);

    public async Task<FloatPoint[]> FloatsAsync(RunId run, string path) =>
        [.. (await Reader.ReadFloatsAsync(new SeriesId(run, AttributePath.Of(path)), new PointWindow(0, int.MaxValue), default))!.Points];
}

sealed class MemoryUnderTest : StoreUnderTest
{
    readonly MemoryRunStore _store;

    public MemoryUnderTest() => _store = new MemoryRunStore(Changes, Time, Blobs);

    public override IRunWriter Writer => _store;

    public override IRunReader Reader => _store;

    public override Task SettleAsync() => Task.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The embedded store in a folder of its own.</summary>
/// <param name="restarts">Settling closes and opens it again.</param>
sealed class EmbeddedUnderTest(bool restarts, RunStoreOptions options, IFileSystem files) : StoreUnderTest
{
    readonly TempFolder _temp = new();
    EmbeddedRunStore? _store;

    public static EmbeddedUnderTest Open(bool restarts = false, RunStoreOptions? options = null, IFileSystem? files = null)
    {
        var opened = new EmbeddedUnderTest(restarts, options ?? new RunStoreOptions(), files ?? new LocalFileSystem());
        opened.Open();
        return opened;
    }

    /// <summary>In a folder that is filled before it is opened.</summary>
    public static EmbeddedUnderTest Closed(IFileSystem? files = null, RunStoreOptions? options = null) => new(restarts: false, options ?? new RunStoreOptions(), files ?? new LocalFileSystem());

    /// <summary>In a folder of the caller.</summary>
    public static EmbeddedUnderTest OpenAt(string folder, IFileSystem files, RunStoreOptions options)
    {
        var opened = new EmbeddedUnderTest(restarts: false, options, files) { Folder = folder };
        opened.Open();
        return opened;
    }

    /// <summary>A store that a zip holds.</summary>
    public static EmbeddedUnderTest OpenZip(string zip)
    {
        var opened = new EmbeddedUnderTest(restarts: false, new RunStoreOptions(), new LocalFileSystem());
        System.IO.Compression.ZipFile.ExtractToDirectory(zip, opened.Folder);
        opened.Open();
        return opened;
    }

    public string Folder { get => field ?? _temp["runs"]; private init; }

    public override IRunWriter Writer => _store!.Writer;

    public override IRunReader Reader => _store!.Reader;

    public void Open() =>
        _store = EmbeddedRunStore.Open(files, Folder, Blobs, Changes, Time, NullLogger.Instance, options, default);

    public async Task CloseAsync()
    {
        await _store!.DisposeAsync();
        _store = null;
    }

    /// <summary>Opens what is on disk now in another folder, as if the process had been killed here.</summary>
    /// <param name="other">Options of the copy, when they differ.</param>
    public async Task<EmbeddedUnderTest> CrashAsync(RunStoreOptions? other = null)
    {
        var copy = new EmbeddedUnderTest(restarts, other ?? options, files);
        await CopyAsync(copy.Folder);
        copy.Open();
        return copy;
    }

    /// <summary>Copies what is on disk now, as a kill would leave it.</summary>
    public async Task CopyAsync(string to)
    {
        if (_store is not null)
            await _store.WhenIdleAsync();
        CopyFolder(Folder, to);
    }

    public static void CopyFolder(string folder, string to)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            // The lock is held, and SQLite's index of its log is made anew after a crash.
            if (Path.GetExtension(file) == ".lock" || file.EndsWith("-shm", StringComparison.Ordinal))
                continue;
            var target = Path.Combine(to, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var into = File.Create(target);
            from.CopyTo(into);
        }
    }

    public Task WhenIdleAsync() => _store!.WhenIdleAsync();

    public async Task UpkeepAsync()
    {
        await _store!.RunUpkeepAsync(default);
        await _store!.RunUpkeepAsync(default);
    }

    public async Task RestartAsync()
    {
        await CloseAsync();
        Open();
    }

    /// <summary>Closes the store and keeps a copy of its database as it is now.</summary>
    public async Task KeepDatabaseAsync()
    {
        await CloseAsync();
        File.Copy(Path.Combine(Folder, "runs.db"), _temp["kept.db"], overwrite: true);
        Open();
    }

    /// <summary>Closes the store and puts the kept database back, as if all that SQLite wrote since had been lost with the power. The journal has it.</summary>
    public async Task LoseDatabaseAsync()
    {
        await CloseAsync();
        if (File.Exists(_temp["kept.db"]))
            File.Copy(_temp["kept.db"], Path.Combine(Folder, "runs.db"), overwrite: true);
        else
            File.Delete(Path.Combine(Folder, "runs.db"));
        Open();
    }

    public override async Task SettleAsync()
    {
        await UpkeepAsync();
        if (!restarts)
            return;
        await CloseAsync();
        Open();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await CloseAsync();
        _temp.Dispose();
    }
}
