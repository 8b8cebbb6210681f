using Nereid.Storage.Files;

namespace Nereid.Storage.Tests.Files;

enum DiskAct
{
    Create,
    Write,
    Flush,
    Move,
    FlushFolder,
    Truncate,
}

/// <summary>The real file system until it is told to fail. A failing write leaves the first half of its bytes behind, as a full disk does.</summary>
sealed class FailingDisk : IFileSystem
{
    readonly LocalFileSystem _real = new();
    readonly Dictionary<DiskAct, int> _countdown = [];

    /// <param name="after">How many more times the act still works.</param>
    public void Fail(DiskAct act, int after = 0) => _countdown[act] = after;

    public void Repair() => _countdown.Clear();

    public void CreateFolder(string path) => _real.CreateFolder(path);

    public IReadOnlyList<string> List(string folder) => _real.List(folder);

    public bool Exists(string path) => _real.Exists(path);

    public IDurableFile Create(string path)
    {
        Do(DiskAct.Create);
        return new FailingFile(this, _real.Create(path));
    }

    public IDurableFile Open(string path) => new FailingFile(this, _real.Open(path));

    public Stream OpenRead(string path) => _real.OpenRead(path);

    public void Move(string from, string to)
    {
        Do(DiskAct.Move);
        _real.Move(from, to);
    }

    public void Delete(string path) => _real.Delete(path);

    public void FlushFolder(string path)
    {
        Do(DiskAct.FlushFolder);
        _real.FlushFolder(path);
    }

    void Do(DiskAct act)
    {
        if (IsFailing(act))
            throw new IOException($"No space left on device (the test made {act} fail)");
    }

    bool IsFailing(DiskAct act)
    {
        if (!_countdown.TryGetValue(act, out var left))
            return false;
        if (left == 0)
            return true;
        _countdown[act] = left - 1;
        return false;
    }

    sealed class FailingFile(FailingDisk disk, IDurableFile real) : IDurableFile
    {
        public long Length => real.Length;

        public int Read(Span<byte> buffer, long offset) => real.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (disk.IsFailing(DiskAct.Write))
            {
                real.Write(bytes[..(bytes.Length / 2)], offset);
                throw new IOException("No space left on device (the test made Write fail)");
            }
            real.Write(bytes, offset);
        }

        public void Truncate(long length)
        {
            disk.Do(DiskAct.Truncate);
            real.Truncate(length);
        }

        public void SendAhead(long offset, long bytes) => real.SendAhead(offset, bytes);

        public void Flush()
        {
            disk.Do(DiskAct.Flush);
            real.Flush();
        }

        public void Dispose() => real.Dispose();
    }
}
