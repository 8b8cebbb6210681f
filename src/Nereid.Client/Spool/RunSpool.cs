using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace Nereid.Client.Spool;

/// <summary>The folder that holds one run's unsent records: segment files to which records are only ever appended, a file of acknowledged
/// sequence numbers, and what the run is.</summary>
/// <remarks>
/// Plain appended writes only (no memory mapping, no database), so that it is safe on network file systems; nothing is flushed to the disk
/// itself, so it outlives the process but perhaps not the machine. One process owns a folder at a time, by a lock file; should a file system
/// not know locks, sending a record twice does no harm since each carries its request id. Not safe for use from many threads.
/// </remarks>
sealed class RunSpool : IDisposable
{
    const string RunFile = "run.json";
    const string LockFile = "owner.lock";
    const string AcknowledgedFile = "acknowledged";
    const string SegmentSuffix = ".records";
    const string RefusedSuffix = ".refused";
    const int SegmentBytes = 16 * 1024 * 1024;

    readonly FileStream _lock;
    readonly long _maxBytes;
    readonly SortedDictionary<long, SegmentRange> _segments = [];
    FileStream? _tail;
    FileStream? _acknowledged;
    bool _acknowledgingFailed;
    bool _keep;

    RunSpool(string folder, SpooledRun run, FileStream ownerLock, long maxBytes)
    {
        Folder = folder;
        Run = run;
        _lock = ownerLock;
        _maxBytes = maxBytes;
    }

    /// <summary>Bytes and last record of one segment file.</summary>
    readonly record struct SegmentRange(long Last, long Bytes);

    public string Folder { get; }

    public SpooledRun Run { get; }

    /// <summary>Makes a folder for a new run below <paramref name="root"/>, readable by its owner only.</summary>
    /// <exception cref="IOException">It cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static RunSpool Create(string root, SpooledRun run, long maxBytes)
    {
        var folder = Path.GetFullPath(Path.Combine(root, Guid.NewGuid().ToString("n")));
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var spool = new RunSpool(folder, run, TakeLock(folder), maxBytes);
        try
        {
            // Written aside and renamed, so that a folder with a run.json is always a whole one.
            var draft = Path.Combine(folder, RunFile + ".new");
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(run, SpoolJson.Default.SpooledRun));
            File.Move(draft, Path.Combine(folder, RunFile));
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>Opens what an earlier process left. Null when another process owns it or it is no spool folder of this version.</summary>
    public static RunSpool? TryOpen(string folder, long maxBytes, out IReadOnlyList<SpooledRecord> unsent)
    {
        unsent = [];
        FileStream? ownerLock = null;
        try
        {
            var runFile = Path.Combine(folder, RunFile);
            if (!File.Exists(runFile))
                return null;
            ownerLock = TakeLock(folder);
            var run = JsonSerializer.Deserialize(File.ReadAllBytes(runFile), SpoolJson.Default.SpooledRun);
            if (run is not { Format: SpooledRun.CurrentFormat, Server: not null, Project: not null, CustomId: not null })
                return null;
            var spool = new RunSpool(folder, run, ownerLock, maxBytes);
            unsent = spool.ReadUnsent();
            ownerLock = null;
            return spool;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
        finally
        {
            ownerLock?.Dispose();
        }
    }

    /// <summary>Appends one record with one write.</summary>
    /// <returns>Null when the folder holds as much as it may.</returns>
    /// <exception cref="IOException">The write failed. The next record starts a new segment, past what may lie there half-written.</exception>
    public SpoolPlace? Append(long sequence, RecordKind kind, ReadOnlySpan<byte> body)
    {
        var size = SpoolFrame.HeaderBytes + body.Length;
        if (_segments.Values.Sum(static segment => segment.Bytes) + size > _maxBytes)
            return null;
        var segment = OpenSegment(sequence);
        try
        {
            var frame = new byte[size];
            SpoolFrame.WriteHeader(frame, kind, body);
            body.CopyTo(frame.AsSpan(SpoolFrame.HeaderBytes));
            var offset = _tail!.Length;
            _tail.Write(frame);
            _segments[segment] = new SegmentRange(sequence, offset + size);
            return new SpoolPlace(segment, offset + SpoolFrame.HeaderBytes, body.Length);
        }
        catch (IOException)
        {
            CloseSegment();
            throw;
        }
    }

    /// <exception cref="IOException">It cannot be read back.</exception>
    public byte[] Read(SpoolPlace place)
    {
        using var file = File.OpenHandle(SegmentPath(place.Segment), share: FileShare.ReadWrite | FileShare.Delete);
        var body = new byte[place.Length];
        for (var filled = 0; filled < body.Length;)
        {
            var count = RandomAccess.Read(file, body.AsSpan(filled), place.Offset + filled);
            if (count == 0)
                throw new EndOfStreamException($"{SegmentPath(place.Segment)} ends before the record at {place.Offset}.");
            filled += count;
        }
        return body;
    }

    /// <summary>Notes that all records up to this one are at the server, and deletes segments that hold no other.</summary>
    /// <exception cref="IOException">The note could not be written. No further ones are, since they would stand behind a torn one; the cost
    /// is that a later sync sends records again that the server then knows by their request ids.</exception>
    public void Acknowledge(long sequence)
    {
        if (!_acknowledgingFailed)
            WriteAcknowledgement(sequence);
        foreach (var (first, range) in _segments.TakeWhile(segment => segment.Value.Last <= sequence).ToArray())
        {
            // The open segment grows on; a full one is not written again.
            if (_tail is not null && first == _segments.Keys.Last())
                break;
            File.Delete(SegmentPath(first));
            _segments.Remove(first);
        }
    }

    void WriteAcknowledgement(long sequence)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, sequence);
        try
        {
            _acknowledged ??= Open(AcknowledgedFile);
            _acknowledged.Write(number);
        }
        catch (IOException)
        {
            _acknowledgingFailed = true;
            throw;
        }
    }

    /// <summary>Puts a record that the server will never take aside, where a person can look at it. The folder then stays.</summary>
    /// <returns>The file.</returns>
    public string KeepRefused(long sequence, ReadOnlySpan<byte> body)
    {
        _keep = true;
        var file = Path.Combine(Folder, Name(sequence) + RefusedSuffix);
        File.WriteAllBytes(file, body);
        return file;
    }

    /// <summary>Everything is at the server: the folder goes, unless refused requests lie in it.</summary>
    public void Finish()
    {
        Dispose();
        if (!_keep && !Directory.EnumerateFiles(Folder, "*" + RefusedSuffix).Any())
            Directory.Delete(Folder, recursive: true);
    }

    public void Dispose()
    {
        CloseSegment();
        _acknowledged?.Dispose();
        _lock.Dispose();
    }

    List<SpooledRecord> ReadUnsent()
    {
        var acknowledged = LastAcknowledged();
        var unsent = new List<SpooledRecord>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*" + SegmentSuffix).Order(StringComparer.Ordinal))
        {
            if (!long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var first))
                continue;
            var records = ReadSegment(file, first);
            _segments[first] = new SegmentRange(first + records.Count - 1, new FileInfo(file).Length);
            unsent.AddRange(records.Where(record => record.Sequence > acknowledged));
        }
        return unsent;
    }

    /// <summary>The whole records of a segment; what follows the last whole one was cut off by the end of its process.</summary>
    static List<SpooledRecord> ReadSegment(string path, long first)
    {
        var records = new List<SpooledRecord>();
        using var file = File.OpenRead(path);
        var header = new byte[SpoolFrame.HeaderBytes];
        while (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            && SpoolFrame.TryReadHeader(header, out var length, out var checksum, out var kind)
            && length <= file.Length - file.Position)
        {
            var offset = file.Position;
            var body = new byte[length];
            file.ReadExactly(body);
            if (SpoolFrame.Checksum(kind, body) != checksum)
                break;
            records.Add(new SpooledRecord(first + records.Count, kind, new SpoolPlace(first, offset, length)));
        }
        return records;
    }

    long LastAcknowledged()
    {
        var path = Path.Combine(Folder, AcknowledgedFile);
        if (!File.Exists(path))
            return 0;
        var numbers = File.ReadAllBytes(path);
        var last = 0L;
        for (var at = 0; at + sizeof(long) <= numbers.Length; at += sizeof(long))
            last = Math.Max(last, BinaryPrimitives.ReadInt64LittleEndian(numbers.AsSpan(at)));
        return last;
    }

    /// <summary>The open segment when the record follows its last one and it has room; otherwise a new one.</summary>
    long OpenSegment(long sequence)
    {
        if (_tail is not null)
        {
            var (first, range) = _segments.Last();
            if (range.Last + 1 == sequence && range.Bytes < SegmentBytes)
                return first;
            CloseSegment();
        }
        _tail = Open(Name(sequence) + SegmentSuffix);
        _segments[sequence] = new SegmentRange(sequence - 1, 0);
        return sequence;
    }

    void CloseSegment()
    {
        _tail?.Dispose();
        _tail = null;
    }

    FileStream Open(string name) =>
        new(Path.Combine(Folder, name), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    string SegmentPath(long first) => Path.Combine(Folder, Name(first) + SegmentSuffix);

    static string Name(long sequence) => sequence.ToString("D20", CultureInfo.InvariantCulture);

    static FileStream TakeLock(string folder) =>
        new(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
