namespace Nereid.Storage.Files;

/// <summary>The few file operations that durable storage is made of, so that tests can make each of them fail.</summary>
/// <remarks>Failures are <see cref="IOException"/>s (or <see cref="UnauthorizedAccessException"/>s); nothing else is expected of a caller to survive.</remarks>
interface IFileSystem
{
    /// <summary>Makes the folder, readable by its owner only, unless it exists.</summary>
    void CreateFolder(string path);

    /// <summary>Full paths of the files in a folder, in ordinal order.</summary>
    IReadOnlyList<string> List(string folder);

    bool Exists(string path);

    /// <summary>A new, empty file, readable by its owner only. One that exists is an error.</summary>
    IDurableFile Create(string path);

    IDurableFile Open(string path);

    Stream OpenRead(string path);

    /// <summary>Within one file system; replaces the target.</summary>
    void Move(string from, string to);

    /// <summary>A file that is not there is no error.</summary>
    void Delete(string path);

    /// <summary>Returns when creations, renames and deletions in the folder are on disk.</summary>
    void FlushFolder(string path);
}

/// <summary>One open file. Use by one thread at a time.</summary>
interface IDurableFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>Bytes read.</returns>
    int Read(Span<byte> buffer, long offset);

    void Write(ReadOnlySpan<byte> bytes, long offset);

    void Truncate(long length);

    /// <summary>Starts these bytes on their way to the disk, for a <see cref="Flush"/> that follows. Also beside writes of another thread.</summary>
    void SendAhead(long offset, long bytes);

    /// <summary>Returns when everything written is on disk. After a failure nothing is known about what was written since the last success.</summary>
    void Flush();
}
