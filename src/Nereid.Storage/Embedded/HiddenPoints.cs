using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Points of string, file and histogram series that deletions keep: rows moved to series numbers of their own. Belongs to the writer.</summary>
/// <remarks>
/// A group of rows has one series it is of, and all the deletions that were made when it was there or hidden already; it comes back with the last of them. Of
/// groups with one step in common the one hidden first was written first, since what was there at that time was hidden along.
/// </remarks>
sealed class HiddenPoints(Statements database)
{
    readonly record struct Group(long Number, long Since);

    /// <param name="newNumber">Gives series numbers.</param>
    /// <returns>How many points went, and how many bytes of files.</returns>
    public (long Points, long FileBytes) Hide(AttributeType type, long series, long deletion, DeletedRange range, Func<long> newNumber)
    {
        foreach (var group in GroupsOf(series))
            Split(type, series, group, deletion, range, newNumber());
        var number = newNumber();
        var points = Move(type, series, number, range);
        if (points == 0)
            return (0, 0);
        Add(number, series, type, since: deletion);
        AddReason(deletion, number);
        return (points, FileBytes(type, number));
    }

    /// <summary>What is hidden already and lies in the range is hidden for one more reason.</summary>
    void Split(AttributeType type, long series, Group group, long deletion, DeletedRange range, long number)
    {
        if (Move(type, group.Number, number, range) == 0)
            return;
        Add(number, series, type, group.Since);
        database["INSERT INTO hidden_by (deletion, series) SELECT deletion, ?1 FROM hidden_by WHERE series = ?2"].Bind(1, number).Bind(2, group.Number).Execute();
        AddReason(deletion, number);
    }

    long Move(AttributeType type, long from, long to, DeletedRange range)
    {
        database[$"UPDATE {PointTable.NameOf(type)} SET series = ?6 WHERE series = ?1 AND (step, millionths) >= (?2, ?3) AND (step, millionths) <= (?4, ?5)"]
            .Bind(1, from).BindLeast(2, range.From).BindGreatest(4, range.To).Bind(6, to).Execute();
        return database.Changes;
    }

    /// <summary>Brings back what no other deletion hides. Of two points at one step the one that is there stays.</summary>
    /// <returns>How many points came, and how many bytes of files.</returns>
    public (long Points, long FileBytes) Restore(AttributeType type, long series, long deletion)
    {
        var (points, bytes) = (0L, 0L);
        foreach (var group in GroupsOf(series, deletion))
        {
            database["DELETE FROM hidden_by WHERE deletion = ?1 AND series = ?2"].Bind(1, deletion).Bind(2, group.Number).Execute();
            if (HasReason(group.Number))
                continue;
            bytes += FileBytes(type, group.Number);
            database[$"UPDATE OR IGNORE {PointTable.NameOf(type)} SET series = ?2 WHERE series = ?1"].Bind(1, group.Number).Bind(2, series).Execute();
            points += database.Changes;
            bytes -= FileBytes(type, group.Number);
            DeadData.AddSeries(database, group.Number, type);
            database["DELETE FROM hidden_points WHERE series = ?1"].Bind(1, group.Number).Execute();
        }
        return (points, bytes);
    }

    /// <summary>Gives up all that a deletion hides.</summary>
    public static void Purge(Statements database, long deletion)
    {
        database["""
            INSERT OR IGNORE INTO dead_series (series, type) SELECT h.series, h.type FROM hidden_by b JOIN hidden_points h ON h.series = b.series WHERE b.deletion = ?1
            """].Bind(1, deletion).Execute();
        database["DELETE FROM hidden_points WHERE series IN (SELECT series FROM hidden_by WHERE deletion = ?1)"].Bind(1, deletion).Execute();
        database["DELETE FROM hidden_by WHERE series IN (SELECT series FROM hidden_by WHERE deletion = ?1)"].Bind(1, deletion).Execute();
    }

    /// <summary>Gives up all that is hidden of a series which is gone.</summary>
    public static void Drop(Statements database, long series)
    {
        database["INSERT OR IGNORE INTO dead_series (series, type) SELECT series, type FROM hidden_points WHERE of = ?1"].Bind(1, series).Execute();
        database["DELETE FROM hidden_by WHERE series IN (SELECT series FROM hidden_points WHERE of = ?1)"].Bind(1, series).Execute();
        database["DELETE FROM hidden_points WHERE of = ?1"].Bind(1, series).Execute();
    }

    void Add(long number, long series, AttributeType type, long since) =>
        database["INSERT INTO hidden_points (series, of, type, since) VALUES (?1, ?2, ?3, ?4)"].Bind(1, number).Bind(2, series).Bind(3, (long)type).Bind(4, since).Execute();

    void AddReason(long deletion, long number) =>
        database["INSERT OR IGNORE INTO hidden_by (deletion, series) VALUES (?1, ?2)"].Bind(1, deletion).Bind(2, number).Execute();

    bool HasReason(long number)
    {
        var row = database["SELECT 1 FROM hidden_by WHERE series = ?1 LIMIT 1"].Bind(1, number);
        var has = row.Step();
        row.Reset();
        return has;
    }

    List<Group> GroupsOf(long series) => Read(database["SELECT series, since FROM hidden_points WHERE of = ?1"].Bind(1, series));

    /// <summary>Those hidden last come first.</summary>
    List<Group> GroupsOf(long series, long deletion) => Read(database["""
        SELECT h.series, h.since FROM hidden_by b JOIN hidden_points h ON h.series = b.series WHERE b.deletion = ?1 AND h.of = ?2 ORDER BY h.since DESC
        """].Bind(1, deletion).Bind(2, series));

    static List<Group> Read(Statement rows)
    {
        var groups = new List<Group>();
        while (rows.Step())
            groups.Add(new Group(rows.Int64(0), rows.Int64(1)));
        return groups;
    }

    long FileBytes(AttributeType type, long number)
    {
        var bytes = 0L;
        if (type != AttributeType.FileSeries)
            return bytes;
        var rows = database["SELECT step, millionths, at, value FROM file_points WHERE series = ?1"].Bind(1, number);
        while (rows.Step())
            bytes += PointTable.ReadFile(rows).File.Size;
        return bytes;
    }
}
