using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Catalog;

/// <summary>What each person was told, in catalog.db.</summary>
public sealed class SqliteNoticeStore(CatalogDatabase database, TimeProvider time) : INoticeStore
{
    const string Columns = "number, time, is_read, kind, place, actor, word, run, run_short_id, run_label, runs, refused";

    public ValueTask<Notice> AddAsync(UserId person, NewNotice notice, CancellationToken cancel) =>
        database.ChangeAsync(connection => Add(connection, person, notice), cancel);

    public ValueTask<ImmutableArray<Notice>> ListAsync(UserId person, CancellationToken cancel) =>
        database.ReadAsync(
            connection => connection.All(Read, $"SELECT {Columns} FROM notices WHERE person = $person ORDER BY number DESC", ("$person", person.ToString())), cancel);

    public async ValueTask MarkReadAsync(UserId person, long upTo, CancellationToken cancel) =>
        await database.ChangeAsync(
            connection => connection.Run(
                "UPDATE notices SET is_read = 1 WHERE person = $person AND number <= $number AND is_read = 0", ("$person", person.ToString()), ("$number", upTo)),
            cancel);

    public async ValueTask ClearAsync(UserId person, long upTo, CancellationToken cancel) =>
        await database.ChangeAsync(
            connection => connection.Run("DELETE FROM notices WHERE person = $person AND number <= $number", ("$person", person.ToString()), ("$number", upTo)), cancel);

    Notice Add(SqliteConnection connection, UserId person, NewNotice notice)
    {
        var now = time.GetUtcNow().ToUnixMicros();
        if (notice.Run is { } run)
            connection.Run(
                "DELETE FROM notices WHERE person = $person AND kind = $kind AND run = $run AND is_read = 0",
                ("$person", person.ToString()), ("$kind", (int)notice.Kind), ("$run", run.ToString()));
        var number = connection.Scalar<long>(
            """
            INSERT INTO notices (person, time, is_read, kind, place, actor, word, run, run_short_id, run_label, runs, refused)
            VALUES ($person, $time, 0, $kind, $place, $actor, $word, $run, $short, $label, $runs, $refused) RETURNING number
            """,
            ("$person", person.ToString()), ("$time", now), ("$kind", (int)notice.Kind), ("$place", notice.Place), ("$actor", notice.Actor), ("$word", notice.Word),
            ("$run", notice.Run?.ToString()), ("$short", notice.RunShortId), ("$label", notice.RunLabel), ("$runs", notice.Count), ("$refused", notice.Refused));
        connection.Run(
            "DELETE FROM notices WHERE person = $person AND number <= (SELECT number FROM notices WHERE person = $person ORDER BY number DESC LIMIT 1 OFFSET $most)",
            ("$person", person.ToString()), ("$most", NoticeLimits.PerPerson));
        return new Notice(number, now, IsRead: false, notice);
    }

    static Notice Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.Flag(2),
        new NewNotice(
            (NoticeKind)row.GetInt64(3), row.GetString(4), row.GetString(5), row.GetString(6), row.IsDBNull(7) ? null : new RunId(row.Id(7)), row.GetString(8),
            row.GetString(9), row.GetInt64(10), row.GetInt64(11)));
}
