using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Views;

namespace Nereid.Storage.Catalog;

/// <summary>People's preferences in catalog.db.</summary>
public sealed class SqlitePreferenceStore(CatalogDatabase database) : IPreferenceStore
{
    public ValueTask<ImmutableSortedDictionary<string, string>> ListAsync(UserId owner, CancellationToken cancel) =>
        database.ReadAsync(
            connection => connection.All(
                    row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), "SELECT name, value FROM preferences WHERE owner = $owner",
                    ("$owner", owner.ToString()))
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
            cancel);

    public ValueTask<bool> SetAsync(UserId owner, string key, string? value, CancellationToken cancel) =>
        database.ChangeAsync(
            connection =>
            {
                if (value is null)
                {
                    connection.Run("DELETE FROM preferences WHERE owner = $owner AND name = $name", ("$owner", owner.ToString()), ("$name", key));
                    return true;
                }
                var others = connection.All(
                    row => row.GetInt64(0), "SELECT count(*) FROM preferences WHERE owner = $owner AND name <> $name", ("$owner", owner.ToString()), ("$name", key));
                if (others[0] >= PreferenceLimits.Entries)
                    return false;
                connection.Run(
                    """
                    INSERT INTO preferences (owner, name, value) VALUES ($owner, $name, $value)
                    ON CONFLICT (owner, name) DO UPDATE SET value = excluded.value
                    """,
                    ("$owner", owner.ToString()), ("$name", key), ("$value", value));
                return true;
            },
            cancel);
}
