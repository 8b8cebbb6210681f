namespace Nereid.Domain.Files;

/// <summary>File contents of projects: the same content is stored once in a project, however many attributes refer to it. Safe for use from many threads.</summary>
/// <remarks>Each call answers with a blob of its own, a reference that is opened and deleted by <see cref="IBlobStore"/>; the bytes go with the last one.
/// Contents are never shared between projects: what one project holds must not show in another.</remarks>
public interface ISharedBlobs
{
    /// <summary>As <see cref="IBlobStore.StoreAsync"/>.</summary>
    /// <exception cref="BlobTooLargeException">More than <paramref name="maxBytes"/> came; nothing is kept.</exception>
    /// <exception cref="StorageQuotaException">The content is new and there is no room for it; nothing is kept.</exception>
    Task<StoredBlob> StoreAsync(ProjectId project, Stream content, long maxBytes, CancellationToken cancel);

    /// <summary>Stores the listing of a file set. Deleting the last listing of a set deletes the files of the set too.</summary>
    /// <param name="before">The listing that this one follows, whose files it takes over; null for a new set.</param>
    /// <param name="added">Blobs that the set holds from now on.</param>
    Task<StoredBlob> StoreListingAsync(
        ProjectId project, Stream listing, BlobId? before, IReadOnlyCollection<BlobId> added, long maxBytes, CancellationToken cancel);

    /// <summary>Bytes on disk of the project's contents, each counted once.</summary>
    ValueTask<long> UsedBytesAsync(ProjectId project, CancellationToken cancel);

    StorageRoom Room { get; }
}

/// <summary>How much file content the server may hold.</summary>
/// <param name="UsedBytes">Of all projects.</param>
/// <param name="FreeBytes">What can still be stored: the rest of the quota, or of the disk when there is none or that is less.</param>
public readonly record struct StorageRoom(long UsedBytes, long FreeBytes);

/// <summary>There is no room for the content. An administrator can raise the quota or delete files.</summary>
public sealed class StorageQuotaException(long quotaBytes)
    : IOException($"The server's file storage is full: its quota is {quotaBytes} bytes.");
