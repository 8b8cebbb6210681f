using Nereid.Domain;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>The runs of one project in memory, in the order of their creation, and the columns that were asked for lately. Guarded by <see cref="TableChanges.Gate"/>.</summary>
sealed class ProjectTable(ProjectId project, long projectRow, ChangeLog log)
{
    const int RunBytes = 400;

    readonly List<StoredRun[]> _chunks = [];

    /// <summary>Chunks that no view holds.</summary>
    readonly HashSet<int> _own = [];

    public ProjectId Project => project;

    public long ProjectRow => projectRow;

    public ChangeLog Log => log;

    public int Count { get; private set; }

    public long Position { get; set; }

    public long Used { get; set; }

    public Dictionary<ColumnKey, TableColumn> Columns { get; } = [];

    public long Bytes => (long)Count * RunBytes + Columns.Values.Sum(column => column.Bytes);

    public void Add(StoredRun run)
    {
        if (Count % CellChunk.Cells == 0)
            _chunks.Add(new StoredRun[CellChunk.Cells]);
        // A place behind the end of every view that was taken: nobody sees the change.
        _chunks[^1][Count++ % CellChunk.Cells] = run;
    }

    public void Replace(int place, StoredRun run)
    {
        var chunk = place / CellChunk.Cells;
        if (_own.Add(chunk))
            _chunks[chunk] = [.. _chunks[chunk]];
        _chunks[chunk][place % CellChunk.Cells] = run;
    }

    /// <summary>The number of a project inside the database; 0 when nothing was ever written to it.</summary>
    public static long RowOf(Statements database, ProjectId project)
    {
        var row = database["SELECT id FROM projects WHERE uuid = ?1"].Bind(1, project.Value);
        var found = row.Step() ? row.Int64(0) : 0;
        row.Reset();
        return found;
    }

    /// <summary>The runs as they are now, for ever.</summary>
    public RunList Take()
    {
        _own.Clear();
        return new RunList([.. _chunks], Count);
    }

    /// <summary>Null when the run is not there.</summary>
    public int? PlaceOf(long runRow) => RunList.PlaceOf(_chunks, Count, runRow);

    /// <summary>The highest number of a run; 0 when there is none.</summary>
    public long LastRow => Count == 0 ? 0 : _chunks[^1][(Count - 1) % CellChunk.Cells].Row;
}

/// <summary>Runs in the order of their numbers inside the database.</summary>
sealed class RunList(StoredRun[][] chunks, int count)
{
    public int Count => count;

    public StoredRun this[int place] => chunks[place / CellChunk.Cells][place % CellChunk.Cells];

    /// <summary>Null when it is not there.</summary>
    public int? PlaceOf(long runRow) => PlaceOf(chunks, count, runRow);

    public static int? PlaceOf(IReadOnlyList<StoredRun[]> chunks, int count, long runRow)
    {
        var (low, high) = (0, count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var row = chunks[middle / CellChunk.Cells][middle % CellChunk.Cells].Row;
            if (row == runRow)
                return middle;
            (low, high) = row < runRow ? (middle + 1, high) : (low, middle - 1);
        }
        return null;
    }
}
