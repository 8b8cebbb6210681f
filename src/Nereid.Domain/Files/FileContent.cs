namespace Nereid.Domain.Files;

/// <summary>What a file value refers to.</summary>
/// <param name="Blob">Where the bytes are.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hex of the bytes' SHA-256.</param>
/// <param name="MediaType">As sniffed or stated; a label that decides the preview, never trusted for serving.</param>
/// <param name="Extension">Without the dot, may be empty; a label.</param>
/// <param name="Place">Of a reference as 3.x clients log it: where in the project's file area the bytes are, or will be (<see cref="BlobId.IsPlace"/>).
/// Size and media type are then what the client said, and the hash is empty. Null for bytes that belong to the value.</param>
public sealed record FileContent(BlobId Blob, long Size, string Sha256, string MediaType, string Extension, string? Place = null);

/// <summary>Bytes just stored, not yet referred to by any run.</summary>
public readonly record struct StoredBlob(BlobId Blob, long Size, string Sha256);

/// <summary>Keeps file contents under ids of its own. Safe for use from many threads.</summary>
public interface IBlobStore
{
    /// <summary>Streams the content to disk while hashing it; returns when it is durable.</summary>
    /// <exception cref="BlobTooLargeException">More than <paramref name="maxBytes"/> came; nothing is kept.</exception>
    Task<StoredBlob> StoreAsync(Stream content, long maxBytes, CancellationToken cancel);

    /// <summary>As <see cref="StoreAsync"/>, under an id that is known beforehand. What was there is replaced at once and as a whole.</summary>
    /// <param name="blob">Of a place.</param>
    Task<StoredBlob> ReplaceAsync(BlobId blob, Stream content, long maxBytes, CancellationToken cancel);

    /// <summary>A seekable stream, or null when no such blob exists.</summary>
    Task<Stream?> OpenAsync(BlobId blob, CancellationToken cancel);

    /// <summary>Frees the bytes. A blob that is not there is no error.</summary>
    Task DeleteAsync(BlobId blob, CancellationToken cancel);
}

/// <summary>The content was larger than allowed.</summary>
public sealed class BlobTooLargeException(long maxBytes)
    : IOException($"The content is larger than the allowed {maxBytes} bytes.");
