using System.Collections.Concurrent;
using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Queries;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>Files that arrive in parts. Safe for use from many threads.</summary>
/// <remarks>Known in memory only: a client whose upload is forgotten, by a restart or after <see cref="KeptFor"/> without a part, gets an
/// error and starts anew. The parts of a given-up upload are deleted when the next upload starts.</remarks>
sealed class UploadSessions(IBlobStore blobs, TimeProvider time)
{
    static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);

    public async Task<string> StartAsync(SeriesId place, string label, long length, CancellationToken cancel)
    {
        foreach (var stale in _uploads.Values.Where(upload => time.GetElapsedTime(upload.LastUsed) > KeptFor))
            await EndAsync(stale, cancel);
        var started = new Upload(Guid.NewGuid().ToString("N"), place, label, length) { LastUsed = time.GetTimestamp() };
        _uploads[started.Id] = started;
        return started.Id;
    }

    /// <summary>Null when there is no such upload to this place, or it began with another label.</summary>
    /// <param name="label">Null for any.</param>
    public Upload? Find(string? id, SeriesId place, string? label) =>
        id is not null && _uploads.TryGetValue(id, out var upload) && upload.Place == place && (label is null || upload.Label == label) ? upload : null;

    /// <summary>A part that comes again replaces the earlier one.</summary>
    public async Task AddPartAsync(Upload upload, int index, PartRange range, BlobId blob, CancellationToken cancel)
    {
        upload.LastUsed = time.GetTimestamp();
        if (upload.Replace(index, range, blob) is { } earlier)
            await blobs.DeleteAsync(earlier, cancel);
    }

    public async Task EndAsync(Upload upload, CancellationToken cancel)
    {
        if (!_uploads.TryRemove(upload.Id, out _))
            return;
        foreach (var part in upload.PartsInOrder())
            await blobs.DeleteAsync(part, cancel);
    }
}

/// <summary>One file on its way in parts.</summary>
sealed class Upload(string id, SeriesId place, string label, long length)
{
    readonly Lock _gate = new();
    readonly SortedDictionary<int, (PartRange Range, BlobId Blob)> _parts = [];

    public string Id => id;

    public SeriesId Place => place;

    /// <summary>The extension of a single file, or the name inside a set.</summary>
    public string Label => label;

    /// <summary>Bytes of the whole file, as announced at its start.</summary>
    public long Length => length;

    /// <summary>Timestamp of the clock that <see cref="UploadSessions"/> uses.</summary>
    public long LastUsed { get; set; }

    /// <returns>The blob that the part had before.</returns>
    public BlobId? Replace(int index, PartRange range, BlobId blob)
    {
        lock (_gate)
        {
            BlobId? earlier = _parts.TryGetValue(index, out var part) ? part.Blob : null;
            _parts[index] = (range, blob);
            return earlier;
        }
    }

    /// <summary>The first byte that no part holds; null when the file is complete.</summary>
    public long? MissingFrom()
    {
        lock (_gate)
        {
            long next = 0;
            foreach (var (range, _) in _parts.Values)
            {
                if (range.First != next)
                    return next;
                next += range.Length;
            }

            return next == length ? null : next;
        }
    }

    public ImmutableArray<BlobId> PartsInOrder()
    {
        lock (_gate)
            return [.. _parts.Values.Select(part => part.Blob)];
    }
}
