using System.Collections.Immutable;

namespace Nereid.Domain.Files;

/// <param name="Number">From 1.</param>
/// <param name="Sha256">Lower-case hex.</param>
public readonly record struct StoredPart(int Number, long Size, string Sha256);

/// <summary>Keeps the parts of files on their way in, across restarts. Safe for use from many threads.</summary>
public interface IPartStore
{
    /// <summary>Returns when the part is on disk. A part that comes again replaces the earlier one.</summary>
    /// <param name="upload">Made by the server.</param>
    /// <exception cref="BlobTooLargeException">More than <paramref name="maxBytes"/> came; nothing is kept.</exception>
    Task<StoredPart> StoreAsync(Guid upload, int number, Stream content, long maxBytes, CancellationToken cancel);

    /// <summary>In order of their numbers.</summary>
    ImmutableArray<StoredPart> List(Guid upload);

    /// <summary>All parts as one stream, forward only.</summary>
    Stream OpenJoined(Guid upload, ImmutableArray<StoredPart> parts);

    /// <summary>Frees the parts and remembers that the upload was finished.</summary>
    void Finish(Guid upload);

    bool IsFinished(Guid upload);

    void DeletePart(Guid upload, StoredPart part);

    /// <summary>Forgets uploads to which nothing came since then, finished or not.</summary>
    void Sweep(DateTimeOffset before);
}
