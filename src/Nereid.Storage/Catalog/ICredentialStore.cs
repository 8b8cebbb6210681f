using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Access;

namespace Nereid.Storage.Catalog;

/// <summary>Keeps the hashes of secrets. Knows nothing of their form or of what they allow. Safe for use from many threads; changes are durable when the call returns.</summary>
/// <remarks>A hash is lower-case hex of SHA-256. Times are Unix microseconds.</remarks>
public interface ICredentialStore
{
    ValueTask AddTokenAsync(ApiToken token, string hash, CancellationToken cancel);

    ValueTask<ApiToken?> FindTokenAsync(string hash, CancellationToken cancel);

    ValueTask<ApiToken?> FindTokenAsync(Guid id, CancellationToken cancel);

    /// <summary>Oldest first.</summary>
    ValueTask<ImmutableArray<ApiToken>> ListTokensAsync(UserId owner, CancellationToken cancel);

    /// <returns>False when the owner has no such token.</returns>
    ValueTask<bool> RemoveTokenAsync(UserId owner, Guid id, CancellationToken cancel);

    /// <summary>Notes the use of a token; shown by <see cref="ListTokensAsync"/>.</summary>
    ValueTask NoteUseAsync(Guid id, long unixMicros, CancellationToken cancel);

    ValueTask AddTicketAsync(string hash, TimedUser ticket, CancellationToken cancel);

    /// <summary>Removes the ticket and gives it back to exactly one caller.</summary>
    ValueTask<TimedUser?> TakeTicketAsync(string hash, CancellationToken cancel);

    ValueTask AddSessionAsync(string hash, TimedUser session, CancellationToken cancel);

    ValueTask<TimedUser?> FindSessionAsync(string hash, CancellationToken cancel);

    ValueTask RemoveSessionAsync(string hash, CancellationToken cancel);

    /// <summary>Removes tickets and sessions that expired before <paramref name="unixMicros"/>. Tokens stay until their owner removes them.</summary>
    ValueTask RemoveExpiredAsync(long unixMicros, CancellationToken cancel);

    /// <summary>A secret of the server itself. <paramref name="fresh"/> is kept when there is none of that name yet.</summary>
    ValueTask<ImmutableArray<byte>> GetSecretAsync(string name, ReadOnlyMemory<byte> fresh, CancellationToken cancel);
}

/// <summary>Whom a ticket or session stands for, and until when.</summary>
public sealed record TimedUser(UserId User, long ExpiresUnixMicros);
