using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Access;

namespace Nereid.Storage.Catalog;

/// <summary>The hashes of secrets in catalog.db.</summary>
public sealed class SqliteCredentialStore(CatalogDatabase database) : ICredentialStore
{
    readonly record struct TokenByHash(string Hash);

    readonly record struct TokenById(Guid Id);

    readonly record struct SessionByHash(string Hash);

    const string TokenColumns = "id, owner, label, created, expires, last_used";

    public async ValueTask AddTokenAsync(ApiToken token, string hash, CancellationToken cancel) =>
        await database.ChangeAsync(
            connection => connection.Run(
                """
                INSERT INTO api_tokens (id, owner, label, hash, created, expires, last_used)
                VALUES ($id, $owner, $label, $hash, $created, $expires, $used)
                """,
                ("$id", token.Id.ToString("D")), ("$owner", token.Owner.ToString()), ("$label", token.Label), ("$hash", hash),
                ("$created", token.CreatedUnixMicros), ("$expires", token.ExpiresUnixMicros), ("$used", token.LastUsedUnixMicros)),
            cancel);

    public ValueTask<ApiToken?> FindTokenAsync(string hash, CancellationToken cancel) =>
        database.ReadCachedAsync(
            new TokenByHash(hash),
            connection => connection.First(ReadToken, $"SELECT {TokenColumns} FROM api_tokens WHERE hash = $hash", ("$hash", hash)),
            cancel);

    public ValueTask<ApiToken?> FindTokenAsync(Guid id, CancellationToken cancel) =>
        database.ReadCachedAsync(
            new TokenById(id),
            connection => connection.First(ReadToken, $"SELECT {TokenColumns} FROM api_tokens WHERE id = $id", ("$id", id.ToString("D"))),
            cancel);

    public ValueTask<ImmutableArray<ApiToken>> ListTokensAsync(UserId owner, CancellationToken cancel) =>
        database.ReadAsync(
            connection => connection.All(
                ReadToken, $"SELECT {TokenColumns} FROM api_tokens WHERE owner = $owner ORDER BY created, id", ("$owner", owner.ToString())),
            cancel);

    public ValueTask<bool> RemoveTokenAsync(UserId owner, Guid id, CancellationToken cancel) =>
        database.ChangeAsync(
            connection => connection.Run(
                "DELETE FROM api_tokens WHERE id = $id AND owner = $owner", ("$id", id.ToString("D")), ("$owner", owner.ToString())) > 0,
            cancel);

    public ValueTask NoteUseAsync(Guid id, long unixMicros, CancellationToken cancel) =>
        database.NoteAsync(
            connection => connection.Run("UPDATE api_tokens SET last_used = $used WHERE id = $id", ("$id", id.ToString("D")), ("$used", unixMicros)),
            cancel);

    public async ValueTask AddTicketAsync(string hash, TimedUser ticket, CancellationToken cancel) =>
        await database.ChangeAsync(connection => Insert(connection, "tickets", hash, ticket), cancel);

    public ValueTask<TimedUser?> TakeTicketAsync(string hash, CancellationToken cancel) =>
        database.ChangeAsync(
            connection => connection.First(ReadTimedUser, "DELETE FROM tickets WHERE hash = $hash RETURNING member, expires", ("$hash", hash)), cancel);

    public async ValueTask AddSessionAsync(string hash, TimedUser session, CancellationToken cancel) =>
        await database.ChangeAsync(connection => Insert(connection, "sessions", hash, session), cancel);

    public ValueTask<TimedUser?> FindSessionAsync(string hash, CancellationToken cancel) =>
        database.ReadCachedAsync(
            new SessionByHash(hash),
            connection => connection.First(ReadTimedUser, "SELECT member, expires FROM sessions WHERE hash = $hash", ("$hash", hash)),
            cancel);

    public async ValueTask RemoveSessionAsync(string hash, CancellationToken cancel) =>
        await database.ChangeAsync(connection => connection.Run("DELETE FROM sessions WHERE hash = $hash", ("$hash", hash)), cancel);

    public async ValueTask RemoveExpiredAsync(long unixMicros, CancellationToken cancel) =>
        await database.ChangeAsync(
            connection => connection.Run(
                "DELETE FROM tickets WHERE expires < $now; DELETE FROM sessions WHERE expires < $now", ("$now", unixMicros)),
            cancel);

    public ValueTask<ImmutableArray<byte>> GetSecretAsync(string name, ReadOnlyMemory<byte> fresh, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                connection.Run("INSERT INTO secrets (name, value) VALUES ($name, $value) ON CONFLICT DO NOTHING", ("$name", name), ("$value", fresh.ToArray()));
                return ImmutableArray.Create(connection.Scalar<byte[]>("SELECT value FROM secrets WHERE name = $name", ("$name", name)));
            },
            cancel);

    /// <param name="table">One of ours.</param>
    static int Insert(SqliteConnection connection, string table, string hash, TimedUser user) =>
        connection.Run(
            $"INSERT INTO {table} (hash, member, expires) VALUES ($hash, $user, $expires)",
            ("$hash", hash), ("$user", user.User.ToString()), ("$expires", user.ExpiresUnixMicros));

    static TimedUser ReadTimedUser(SqliteDataReader row) => new(new UserId(row.Id(0)), row.GetInt64(1));

    static ApiToken ReadToken(SqliteDataReader row) =>
        new(row.Id(0), new UserId(row.Id(1)), row.GetString(2), row.GetInt64(3), row.OptionalInt64(4), row.OptionalInt64(5));
}
