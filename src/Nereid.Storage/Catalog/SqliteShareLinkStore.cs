using System.Collections.Immutable;
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

    /// <summary>31^10 codes: nobody finds one by trying. A link opens nothing that its reader could not open anyway.</summary>
    const int CodeLength = 10;

    const string Columns = "l.code, l.project, l.address, l.owner, u.username, l.created, l.expires";

    const string Living = "(l.expires IS NULL OR l.expires > $now)";

    public ValueTask<ShareLink?> CreateAsync(ProjectId project, string address, User owner, long? expiresUnixMicros, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                var now = time.GetUtcNow().ToUnixMicros();
                connection.Run("DELETE FROM share_links WHERE owner = $owner AND expires <= $now", ("$owner", owner.Id.ToString()), ("$now", now));
                var same = connection.First(
                    Read,
                    $"SELECT {Columns} FROM share_links l JOIN users u ON u.id = l.owner WHERE l.owner = $owner AND l.project = $project AND l.address = $address AND l.expires IS $expires",
                    ("$owner", owner.Id.ToString()), ("$project", project.ToString()), ("$address", address), ("$expires", expiresUnixMicros));
                if (same is not null)
                    return same;
                var count = connection.Scalar<long>(
                    "SELECT count(*) FROM share_links WHERE owner = $owner AND project = $project", ("$owner", owner.Id.ToString()), ("$project", project.ToString()));
                if (count >= ShareLinkLimits.LinksPerOwner)
                    return null;
                var link = new ShareLink(
                    RandomNumberGenerator.GetString(CodeLetters, CodeLength), project, address, owner.Id, owner.Username, now, expiresUnixMicros);
                connection.Run(
                    "INSERT INTO share_links (code, project, address, owner, created, expires) VALUES ($code, $project, $address, $owner, $created, $expires)",
                    ("$code", link.Code), ("$project", project.ToString()), ("$address", address), ("$owner", owner.Id.ToString()),
                    ("$created", link.CreatedUnixMicros), ("$expires", expiresUnixMicros));
                return link;
            },
            cancel);

    public ValueTask<ShareLink?> FindAsync(string code, CancellationToken cancel) =>
        database.ReadAsync(
            connection => connection.First(
                Read, $"SELECT {Columns} FROM share_links l JOIN users u ON u.id = l.owner WHERE l.code = $code AND {Living}",
                ("$code", code), ("$now", time.GetUtcNow().ToUnixMicros())),
            cancel);

    public ValueTask<ImmutableArray<ShareLink>> ListAsync(ProjectId project, UserId owner, CancellationToken cancel) =>
        database.ReadAsync(
            connection => connection.All(
                Read,
                $"""
                SELECT {Columns} FROM share_links l JOIN users u ON u.id = l.owner
                WHERE l.owner = $owner AND l.project = $project AND {Living} ORDER BY l.created DESC, l.code
                """,
                ("$owner", owner.ToString()), ("$project", project.ToString()), ("$now", time.GetUtcNow().ToUnixMicros())),
            cancel);

    public ValueTask<bool> RevokeAsync(string code, UserId owner, CancellationToken cancel) =>
        database.ChangeAsync(
            connection => connection.Run("DELETE FROM share_links WHERE code = $code AND owner = $owner", ("$code", code), ("$owner", owner.ToString())) > 0,
            cancel);

    static ShareLink Read(SqliteDataReader row) => new(
        row.GetString(0), new ProjectId(row.Id(1)), row.GetString(2), new UserId(row.Id(3)), row.GetString(4), row.GetInt64(5), row.OptionalInt64(6));
}
