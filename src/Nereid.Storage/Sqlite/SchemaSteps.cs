using System.Globalization;
using Microsoft.Data.Sqlite;
using Nereid.Storage.Files;

namespace Nereid.Storage.Sqlite;

/// <summary>Brings a database to the version that the code writes. The version of a file, its <c>user_version</c>, is how many steps it has taken.</summary>
static class SchemaSteps
{
    /// <summary>Changes nothing: pages have checksums from when the file is opened, and versions that would write some without must not open it.</summary>
    public const string PagesHaveChecksums = "";

    /// <summary>Makes SQLite report a full disk when the file would grow beyond this.</summary>
    public static void Limit(SqliteConnection connection, int pages)
    {
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}");
        command.ExecuteNonQuery();
    }

    /// <summary>Takes the steps that the file has not taken yet; each is applied whole or not at all. A step that was released never changes.</summary>
    /// <param name="path">For the message.</param>
    /// <exception cref="StoreOpenException">The file is of a later version; nothing was changed.</exception>
    public static void Upgrade(SqliteConnection connection, string path, IReadOnlyList<string> steps)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var found = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (found > steps.Count)
            throw new StoreOpenException($"{path} has format version {found}, written by a newer Nereid; this one reads up to version {steps.Count}. Start the newer version again.");
        for (var step = found; step < steps.Count; step++)
        {
            using var transaction = connection.BeginTransaction();
            command.Transaction = transaction;
            // A pragma takes no parameters; the number is ours.
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"{steps[step]} PRAGMA user_version = {step + 1}");
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }
}
