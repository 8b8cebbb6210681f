using System.Collections.Immutable;

namespace Nereid.Domain.Files;

/// <param name="Number">From 1.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
public readonly record struct StoredPart(int Number, long Size, string Sha256);

/// <summary>Files for places that come in parts, across restarts. Nothing says that an upload begins: its first part does. Safe for use from many threads.</summary>
public interface IPartStore
{
    /// <summary>Returns when the part is on disk. A part that comes again replaces the earlier one, which counts no more from its first byte on.</summary>
    /// <param name="upload">Made by the server.</param>
    /// <param name="first">The part's place in the file, in bytes. Parts of one upload do not overlap.</param>
    /// <param name="length">How many bytes the part must have.</param>
    /// <returns>A part whose size is not <paramref name="length"/> came too short and is not kept. Null: the upload is finished, or was given up meanwhile.</returns>
    /// <exception cref="BlobTooLargeException">More came than <paramref name="length"/>; the part is not kept.</exception>
    Task<StoredPart?> StoreAsync(Guid upload, int number, long first, long length, Stream content, CancellationToken cancel);

    /// <summary>Makes the file what is at the place, at once and as a whole, without copying it. Waits for parts that are on their way.</summary>
    /// <param name="parts">How many there are, numbered from 1.</param>
    /// <param name="place">Where the file goes.</param>
    /// <param name="faultOf">Says what is wrong with the parts that are here, which it gets in order of their numbers. Then nothing changes.</param>
    /// <returns>What is wrong; null when the file is at its place, or came there by an earlier call.</returns>
    Task<string?> FinishAsync(Guid upload, int parts, BlobId place, Func<ImmutableArray<StoredPart>, string?> faultOf, CancellationToken cancel);

    /// <summary>Forgets uploads to which nothing came since then, finished or not.</summary>
    void Sweep(DateTimeOffset before);
}
