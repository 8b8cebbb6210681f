using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Views;

namespace Nereid.Storage.Catalog;

/// <summary>Short links in catalog.db.</summary>
public sealed class SqliteShareLinkStore(CatalogDatabase database, TimeProvider time) : IShareLinkStore
{
    /// <summary>Without those that are mistaken for each other when read out.</summary>
    const string CodeLetters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>31^10 codes: nobody finds one by trying. The code alone opens nothing that its reader could not open anyway.</summary>
    const int CodeLength = 10;

    const int IdBytes = 16;

    const string Columns = "l.code, l.project, l.address, l.owner, u.username, l.created, l.expires, l.secret, l.title, c.picture IS NOT NULL, c.runs IS NOT NULL";

    const string Tables = "share_links l JOIN users u ON u.id = l.owner LEFT JOIN share_link_contents c ON c.code = l.code";

    const string Living = "(l.expires IS NULL OR l.expires > $now)";

    sealed record LinkByCode(string Code);

    long Now => time.GetUtcNow().ToUnixMicros();

    public ValueTask<ShareLink?> CreateAsync(NewShareLink wanted, User owner, CancellationToken cancel) =>
        database.ChangeAsync(connection => Create(connection, wanted, owner), cancel);

    public async ValueTask<ShareLink?> FindAsync(string code, CancellationToken cancel) =>
        await database.ReadCachedAsync(
            new LinkByCode(code), connection => connection.First(Read, $"SELECT {Columns} FROM {Tables} WHERE l.code = $code", ("$code", code)), cancel) is { } link
        && (link.ExpiresUnixMicros is not { } expires || expires > Now)
            ? link : null;

    public ValueTask<ImmutableArray<ShareLink>> ListAsync(ProjectId project, UserId owner, CancellationToken cancel) =>
        database.ReadAsync(
            connection => connection.All(
                Read,
                $"SELECT {Columns} FROM {Tables} WHERE l.owner = $owner AND l.project = $project AND {Living} ORDER BY l.created DESC, l.code",
                ("$owner", owner.ToString()), ("$project", project.ToString()), ("$now", Now)),
            cancel);

    public ValueTask<ImmutableArray<ShareLink>> ListOpenAsync(ProjectId project, CancellationToken cancel) =>
        database.ReadAsync(
            connection => connection.All(
                Read,
                $"SELECT {Columns} FROM {Tables} WHERE l.secret IS NOT NULL AND l.project = $project AND {Living} ORDER BY l.created DESC, l.code",
                ("$project", project.ToString()), ("$now", Now)),
            cancel);

    public async ValueTask<ImmutableArray<RunId>> ReadRunsAsync(string code, CancellationToken cancel)
    {
        var bytes = await database.ReadAsync(
            connection => connection.Scalar<byte[]>("SELECT runs FROM share_link_contents WHERE code = $code", ("$code", code)), cancel) ?? [];
        return [.. Enumerable.Range(0, bytes.Length / IdBytes).Select(i => new RunId(new Guid(bytes.AsSpan(i * IdBytes, IdBytes), bigEndian: true)))];
    }

    public async ValueTask<ImmutableArray<byte>?> ReadPictureAsync(string code, CancellationToken cancel) =>
        await database.ReadAsync(
            connection => connection.Scalar<byte[]>("SELECT picture FROM share_link_contents WHERE code = $code", ("$code", code)), cancel) is { } bytes
            ? ImmutableCollectionsMarshal.AsImmutableArray(bytes) : null;

    public ValueTask<bool> RevokeAsync(string code, CancellationToken cancel) =>
        database.ChangeAsync(connection => connection.Run("DELETE FROM share_links WHERE code = $code", ("$code", code)) > 0, cancel);

    ShareLink? Create(SqliteConnection connection, NewShareLink wanted, User owner)
    {
        var now = Now;
        connection.Run("DELETE FROM share_links WHERE expires <= $now AND (owner = $owner OR project = $project)",
            ("$owner", owner.Id.ToString()), ("$project", wanted.Project.ToString()), ("$now", now));
        var isPlain = wanted is { SecretHash: null, Runs: null };
        if (isPlain && FindSame(connection, wanted, owner) is { } same)
            return same;
        if (IsFull(connection, wanted, owner))
            return null;
        var link = new ShareLink(
            RandomNumberGenerator.GetString(CodeLetters, CodeLength), wanted.Project, wanted.Address, owner.Id, owner.Username, now, wanted.ExpiresUnixMicros,
            wanted.SecretHash, wanted.Title, wanted.Picture is not null, wanted.Runs is not null);
        connection.Run(
            """
            INSERT INTO share_links (code, project, address, owner, created, expires, secret, title)
            VALUES ($code, $project, $address, $owner, $created, $expires, $secret, $title)
            """,
            ("$code", link.Code), ("$project", link.Project.ToString()), ("$address", link.Address), ("$owner", owner.Id.ToString()),
            ("$created", now), ("$expires", link.ExpiresUnixMicros), ("$secret", link.SecretHash), ("$title", link.Title));
        if (link.HasPicture || link.IsSnapshot)
            connection.Run(
                "INSERT INTO share_link_contents (code, runs, picture) VALUES ($code, $runs, $picture)",
                ("$code", link.Code), ("$runs", wanted.Runs is { } runs ? Bytes(runs) : null), ("$picture", wanted.Picture?.ToArray()));
        return link;
    }

    static ShareLink? FindSame(SqliteConnection connection, NewShareLink wanted, User owner) => connection.First(
        Read,
        $"""
        SELECT {Columns} FROM {Tables}
        WHERE l.owner = $owner AND l.project = $project AND l.address = $address AND l.expires IS $expires AND l.secret IS NULL AND c.runs IS NULL
        """,
        ("$owner", owner.Id.ToString()), ("$project", wanted.Project.ToString()), ("$address", wanted.Address), ("$expires", wanted.ExpiresUnixMicros));

    static bool IsFull(SqliteConnection connection, NewShareLink wanted, User owner)
    {
        long Count(string condition) => connection.Scalar<long>(
            $"SELECT count(*) FROM {Tables} WHERE l.project = $project AND {condition}", ("$owner", owner.Id.ToString()), ("$project", wanted.Project.ToString()));
        return Count("l.owner = $owner") >= ShareLinkLimits.LinksPerOwner
            || (wanted.SecretHash is not null && Count("l.secret IS NOT NULL") >= ShareLinkLimits.OpenLinksPerProject)
            || (wanted.Runs is not null && Count("l.owner = $owner AND c.runs IS NOT NULL") >= ShareLinkLimits.SnapshotsPerOwner);
    }

    static byte[] Bytes(ImmutableArray<RunId> runs)
    {
        var bytes = new byte[runs.Length * IdBytes];
        for (var i = 0; i < runs.Length; i++)
            runs[i].Value.TryWriteBytes(bytes.AsSpan(i * IdBytes), bigEndian: true, out _);
        return bytes;
    }

    static ShareLink Read(SqliteDataReader row) => new(
        row.GetString(0), new ProjectId(row.Id(1)), row.GetString(2), new UserId(row.Id(3)), row.GetString(4), row.GetInt64(5), row.OptionalInt64(6),
        row.IsDBNull(7) ? null : row.GetString(7), row.IsDBNull(8) ? null : row.GetString(8), row.Flag(9), row.Flag(10));
}
