using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Nereid.Domain.Files;
using Nereid.Storage.Files;

namespace Nereid.Storage.Blobs;

/// <summary>A folder for each upload, with a file for each part that is named by its number and hash. A name that does not fit is a draft.</summary>
public sealed class FilePartStore : IPartStore
{
    const string FinishedName = "finished";

    readonly LocalFileSystem _files = new();
    readonly string _folder;

    FilePartStore(string folder)
    {
        _folder = folder;
        _files.CreateFolder(folder);
    }

    public static FilePartStore Open(string folder) => new(folder);

    public async Task<StoredPart> StoreAsync(Guid upload, int number, Stream content, long maxBytes, CancellationToken cancel)
    {
        var folder = FolderOf(upload);
        if (!Directory.Exists(folder))
        {
            _files.CreateFolder(folder);
            _files.FlushFolder(_folder);
        }

        var draft = Path.Combine(folder, $"draft-{Guid.NewGuid():N}");
        try
        {
            var part = await WriteAsync(number, content, draft, maxBytes, cancel);
            var earlier = List(upload).Where(other => other.Number == number && other.Sha256 != part.Sha256).ToArray();
            _files.Move(draft, PathOf(upload, part));
            foreach (var other in earlier)
                _files.Delete(PathOf(upload, other));
            _files.FlushFolder(folder);
            return part;
        }
        catch
        {
            // The failure that led here is the one to report; a draft that stays is swept with its upload.
            if (File.Exists(draft))
                _files.Delete(draft);
            throw;
        }
    }

    async Task<StoredPart> WriteAsync(int number, Stream content, string path, long maxBytes, CancellationToken cancel)
    {
        using var file = _files.Create(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var intake = new FileIntake(file, 0, maxBytes, hash);
        await content.CopyToAsync(intake, cancel);
        await intake.FlushAsync(cancel);
        return new StoredPart(number, intake.Size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public ImmutableArray<StoredPart> List(Guid upload)
    {
        if (!Directory.Exists(FolderOf(upload)))
            return [];
        var parts = ImmutableArray.CreateBuilder<StoredPart>();
        foreach (var file in new DirectoryInfo(FolderOf(upload)).EnumerateFiles())
        {
            if (file.Name.Split('.') is [var number, { Length: 2 * SHA256.HashSizeInBytes } sha256]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
                parts.Add(new StoredPart(parsed, file.Length, sha256));
        }

        parts.Sort((left, right) => left.Number.CompareTo(right.Number));
        return parts.ToImmutable();
    }

    public Stream OpenJoined(Guid upload, ImmutableArray<StoredPart> parts) =>
        new JoinedStream([.. parts.Select(part => PathOf(upload, part))], _files);

    public void Finish(Guid upload)
    {
        _files.Create(Path.Combine(FolderOf(upload), FinishedName)).Dispose();
        _files.FlushFolder(FolderOf(upload));
        foreach (var part in List(upload))
            _files.Delete(PathOf(upload, part));
    }

    public bool IsFinished(Guid upload) => _files.Exists(Path.Combine(FolderOf(upload), FinishedName));

    public void DeletePart(Guid upload, StoredPart part) => _files.Delete(PathOf(upload, part));

    public void Sweep(DateTimeOffset before)
    {
        foreach (var folder in new DirectoryInfo(_folder).EnumerateDirectories())
        {
            if (folder.LastWriteTimeUtc < before.UtcDateTime)
                folder.Delete(recursive: true);
        }
    }

    string FolderOf(Guid upload) => Path.Combine(_folder, upload.ToString("N"));

    string PathOf(Guid upload, StoredPart part) =>
        Path.Combine(FolderOf(upload), string.Create(CultureInfo.InvariantCulture, $"{part.Number}.{part.Sha256}"));

    /// <summary>Several files read as one, one after the other.</summary>
    sealed class JoinedStream(ImmutableArray<string> paths, LocalFileSystem files) : Stream
    {
        Stream? _current;
        int _next;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                if (_current is not null)
                {
                    var read = await _current.ReadAsync(buffer, cancellationToken);
                    if (read > 0 || buffer.IsEmpty)
                        return read;
                    await _current.DisposeAsync();
                    _current = null;
                }

                if (_next == paths.Length)
                    return 0;
                _current = files.OpenRead(paths[_next++]);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _current?.Dispose();
            base.Dispose(disposing);
        }
    }
}
