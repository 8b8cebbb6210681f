using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nereid.Storage.Files;

/// <summary>The operating system's files.</summary>
sealed partial class LocalFileSystem : IFileSystem
{
    const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const int ReadBufferBytes = 64 * 1024;

    public void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnlyFolder);
    }

    public IReadOnlyList<string> List(string folder) => [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];

    public bool Exists(string path) => File.Exists(path);

    public IDurableFile Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnlyFile;
        // Only a FileStream can state the mode at creation; all else goes through a handle.
        using var stream = new FileStream(path, options);
        return Open(path);
    }

    public IDurableFile Open(string path) => new LocalFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));

    public Stream OpenRead(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, ReadBufferBytes, FileOptions.Asynchronous);

    public void Move(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void FlushFolder(string path)
    {
        // Windows journals its directories by itself and cannot flush one.
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = OpenDescriptor(path, ReadOnly);
        if (descriptor < 0)
            throw Fault("opening", path);
        try
        {
            if (FSync(descriptor) != 0)
                throw Fault("flushing", path);
        }
        finally
        {
            _ = CloseDescriptor(descriptor);
        }
    }

    static IOException Fault(string doing, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{doing} the folder '{path}' failed: {Marshal.GetPInvokeErrorMessage(error)} (error {error})");
    }

    const int ReadOnly = 0;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    /// <summary>SYNC_FILE_RANGE_WRITE: without waiting, and without the file system's journal, which a whole flush would write each time.</summary>
    const uint StartWriting = 2;

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long bytes, uint flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);

    sealed class LocalFile(SafeFileHandle handle) : IDurableFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> buffer, long offset)
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var read = RandomAccess.Read(handle, buffer[total..], offset + total);
                if (read == 0)
                    break;
                total += read;
            }
            return total;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public void SendAhead(long offset, long bytes)
        {
            if (OperatingSystem.IsLinux())
                // Whether it can be started is of no matter here: the flush waits for all of it and tells what failed.
                _ = SyncFileRange(handle, offset, bytes, StartWriting);
            else
                Flush();
        }

        public void Flush() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
