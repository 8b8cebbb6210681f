using System.Diagnostics;
using Nereid.Storage.Files;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Tests.Files;

/// <summary>The real disk, with somebody who is told before every change of a store's folder, by the journal or by SQLite, what is about to change and what for. One
/// change at a time, so that a copy of the folder made then is what a kill would leave.</summary>
sealed class WatchedDisk(string folder, Func<DiskPoint, bool> goesOn) : IFileSystem, IDatabaseWatch
{
    const int Full = 13;

    /// <summary>Methods of the store, in the order in which they are looked for among the callers.</summary>
    static readonly (string Method, string Stage)[] Stages =
    [
        ("BlockWriter.Merge", "merge"), ("BlockWriter.Purge", "purge of steps"), ("BlockWriter.Free", "free"), ("BlockWriter.Write", "block write"), ("BlockWriter.Checkpoint", "block checkpoint"),
        ("Checkpoints.EndScrub", "scrub"), ("Checkpoints.BeginScrub", "scrub"), ("AppendJournal.RemoveThrough", "segment removal"), ("AppendJournal.Begin", "seal"),
        ("AppendJournal.Flush", "append"), ("Checkpoints.Move", "checkpoint"), ("Checkpoints.SaveSome", "figures"), ("CommitGroup.Upkeep", "upkeep"), ("CommitGroup", "apply"),
    ];

    readonly LocalFileSystem _real = new();
    readonly Lock _turn = new();

    [ThreadStatic]
    static int _entered;

    void Enter(string path, string act)
    {
        _turn.Enter();
        if (goesOn(new DiskPoint(Stage(), act, Path.GetRelativePath(folder, path))))
            return;
        _turn.Exit();
        throw new IOException("No space left on device (the test says so)");
    }

    void Do(string path, string act, Action work)
    {
        Enter(path, act);
        try
        {
            work();
        }
        finally
        {
            _turn.Exit();
        }
    }

    int IDatabaseWatch.Enter(string file, DatabaseAct act)
    {
        if (!file.StartsWith(folder, StringComparison.Ordinal))
            return 0;
        _turn.Enter();
        _entered++;
        return goesOn(new DiskPoint(Stage(), act.ToString(), Path.GetRelativePath(folder, file))) ? 0 : Full;
    }

    void IDatabaseWatch.Exit()
    {
        if (_entered == 0)
            return;
        _entered--;
        _turn.Exit();
    }

    static string Stage()
    {
        var frames = new StackTrace(fNeedFileInfo: false).GetFrames().Select(frame => frame.GetMethod()).Where(method => method is not null)
            .Select(method => $"{method!.DeclaringType?.Name}.{method.Name}").ToList();
        return Stages.FirstOrDefault(stage => frames.Exists(frame => frame.StartsWith(stage.Method, StringComparison.Ordinal))).Stage ?? "other";
    }

    public void CreateFolder(string path) => _real.CreateFolder(path);

    public IReadOnlyList<string> List(string path) => _real.List(path);

    public bool Exists(string path) => _real.Exists(path);

    public IDurableFile Create(string path)
    {
        IDurableFile? made = null;
        Do(path, "Create", () => made = _real.Create(path));
        return new File(this, path, made!);
    }

    public IDurableFile Open(string path) => new File(this, path, _real.Open(path));

    public Stream OpenRead(string path) => _real.OpenRead(path);

    public void Move(string from, string to) => Do(to, "Move", () => _real.Move(from, to));

    public void Delete(string path) => Do(path, "Delete", () => _real.Delete(path));

    public void FlushFolder(string path) => Do(path, "FlushFolder", () => _real.FlushFolder(path));

    sealed class File(WatchedDisk disk, string path, IDurableFile real) : IDurableFile
    {
        public long Length => real.Length;

        public int Read(Span<byte> buffer, long offset) => real.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            disk.Enter(path, "Write");
            try
            {
                // Two points: with none of it written, and with half.
                real.Write(bytes[..(bytes.Length / 2)], offset);
                if (!disk.Half(path))
                    throw new IOException("No space left on device (the test says so)");
                real.Write(bytes[(bytes.Length / 2)..], offset + bytes.Length / 2);
            }
            finally
            {
                disk._turn.Exit();
            }
        }

        public void SendAhead(long offset, long bytes) => real.SendAhead(offset, bytes);

        public void Truncate(long length) => disk.Do(path, "Truncate", () => real.Truncate(length));

        public void Flush() => disk.Do(path, "Flush", real.Flush);

        public void Dispose() => real.Dispose();
    }

    bool Half(string path) => goesOn(new DiskPoint(Stage(), "Half", Path.GetRelativePath(folder, path)));
}

/// <summary>A moment before the disk changes.</summary>
/// <param name="Stage">What the store is doing.</param>
/// <param name="Act">What is about to be done to the file.</param>
readonly record struct DiskPoint(string Stage, string Act, string File)
{
    /// <summary>The same for all points of one kind.</summary>
    public string Kind => $"{Stage}: {Act} {(File.StartsWith("journal", StringComparison.Ordinal) ? "journal" : File)}";
}
