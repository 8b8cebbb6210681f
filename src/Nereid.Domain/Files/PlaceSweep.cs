using Nereid.Domain.Queries;

namespace Nereid.Domain.Files;

/// <summary>Frees the bytes at places that no value refers to: of references that were replaced or deleted, of runs and projects that are gone, and of uploads
/// whose reference never came.</summary>
/// <remarks>A client may log a reference long before or after it brings the bytes, so bytes are let alone for a week after they came, and go only when two
/// rounds found them without a reference.</remarks>
public sealed class PlaceSweep(IPlacedFiles files, IRunReader runs, TimeProvider time)
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>Each round reads all references to files.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(12);

    DateTimeOffset? _last;
    HashSet<BlobId> _unused = [];

    /// <summary>Does nothing when the round before was less than <see cref="Every"/> ago.</summary>
    /// <returns>How many places were freed.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (now - _last < Every)
            return 0;
        _last = now;
        var old = files.ListBefore(now - KeptFor);
        if (old.Count > 0)
            await runs.RemoveReferredToAsync(old, cancel);
        var freed = 0;
        foreach (var place in old.Where(_unused.Contains).ToList())
        {
            cancel.ThrowIfCancellationRequested();
            if (!files.Delete(place, now - KeptFor))
                continue;
            old.Remove(place);
            freed++;
        }

        _unused = old;
        return freed;
    }
}
