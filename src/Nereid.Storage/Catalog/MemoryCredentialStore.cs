using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Access;

namespace Nereid.Storage.Catalog;

/// <summary>Hashes of secrets that are gone when the process ends: the reference for the other stores, and a fast one for tests.</summary>
public sealed class MemoryCredentialStore : ICredentialStore
{
    readonly Lock _gate = new();
    readonly List<(string Hash, ApiToken Token)> _tokens = [];
    readonly Dictionary<string, TimedUser> _tickets = [];
    readonly Dictionary<string, TimedUser> _sessions = [];
    readonly Dictionary<string, ImmutableArray<byte>> _secrets = [];

    public async ValueTask AddTokenAsync(ApiToken token, string hash, CancellationToken cancel) =>
        await Locked(
            () =>
            {
                _tokens.Add((hash, token));
                return true;
            },
            cancel);

    public ValueTask<ApiToken?> FindTokenAsync(string hash, CancellationToken cancel) =>
        Locked(() => _tokens.Find(entry => entry.Hash == hash).Token ?? null, cancel);

    public ValueTask<ApiToken?> FindTokenAsync(Guid id, CancellationToken cancel) =>
        Locked(() => _tokens.Find(entry => entry.Token.Id == id).Token ?? null, cancel);

    public ValueTask<ImmutableArray<ApiToken>> ListTokensAsync(UserId owner, CancellationToken cancel) =>
        Locked(
            () => _tokens.Select(entry => entry.Token).Where(token => token.Owner == owner).OrderBy(token => token.CreatedUnixMicros)
                .ThenBy(token => token.Id.ToString("D"), StringComparer.Ordinal).ToImmutableArray(),
            cancel);

    public ValueTask<bool> RemoveTokenAsync(UserId owner, Guid id, CancellationToken cancel) =>
        Locked(() => _tokens.RemoveAll(entry => entry.Token.Id == id && entry.Token.Owner == owner) > 0, cancel);

    public async ValueTask NoteUseAsync(Guid id, long unixMicros, CancellationToken cancel) =>
        await Locked(
            () =>
            {
                var index = _tokens.FindIndex(entry => entry.Token.Id == id);
                if (index >= 0)
                    _tokens[index] = (_tokens[index].Hash, _tokens[index].Token with { LastUsedUnixMicros = unixMicros });
                return index;
            },
            cancel);

    public async ValueTask AddTicketAsync(string hash, TimedUser ticket, CancellationToken cancel) =>
        await Locked(() => _tickets[hash] = ticket, cancel);

    public ValueTask<TimedUser?> TakeTicketAsync(string hash, CancellationToken cancel) =>
        Locked(() => _tickets.Remove(hash, out var ticket) ? ticket : null, cancel);

    public async ValueTask AddSessionAsync(string hash, TimedUser session, CancellationToken cancel) =>
        await Locked(() => _sessions[hash] = session, cancel);

    public ValueTask<TimedUser?> FindSessionAsync(string hash, CancellationToken cancel) =>
        Locked(() => _sessions.GetValueOrDefault(hash), cancel);

    public async ValueTask RemoveSessionAsync(string hash, CancellationToken cancel) => await Locked(() => _sessions.Remove(hash), cancel);

    public async ValueTask RemoveExpiredAsync(long unixMicros, CancellationToken cancel) =>
        await Locked(
            () =>
            {
                foreach (var timed in new[] { _tickets, _sessions })
                    foreach (var hash in timed.Where(entry => entry.Value.ExpiresUnixMicros < unixMicros).Select(entry => entry.Key).ToList())
                        timed.Remove(hash);
                return true;
            },
            cancel);

    public ValueTask<ImmutableArray<byte>> GetSecretAsync(string name, ReadOnlyMemory<byte> fresh, CancellationToken cancel) =>
        Locked(
            () =>
            {
                _secrets.TryAdd(name, [.. fresh.Span]);
                return _secrets[name];
            },
            cancel);

    ValueTask<T> Locked<T>(Func<T> ask, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
            return ValueTask.FromResult(ask());
    }
}
