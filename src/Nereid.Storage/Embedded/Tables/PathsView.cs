using Nereid.Domain.Runs;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>The paths of a project as one question sees them; later changes do not reach it.</summary>
/// <param name="position">Place in the notes that the view belongs to.</param>
sealed class PathsView(
    PathEntry[][] chunks, char[][] texts, int count, int[] runs, int[] withCustomId, RunPaths lists, long projectRow, long position)
{
    public int Count => count;

    public ref readonly PathEntry this[int place] => ref chunks[place / PathIndex.ChunkEntries][place % PathIndex.ChunkEntries];

    public ReadOnlySpan<char> Text(int place) => TextPages.At(texts, this[place].Start, this[place].Length);

    /// <summary>Of all kinds.</summary>
    public long Runs => runs.Sum(each => (long)each);

    public long ProjectRow => projectRow;

    /// <summary>Runs of a kind that have a computed attribute.</summary>
    public long RunsWithComputed(RunKind kind, string path) => path switch
    {
        SystemAttributes.CustomRunId => withCustomId[(int)kind],
        SystemAttributes.Owner or SystemAttributes.Trashed when kind == RunKind.ProjectMetadata => 0,
        SystemAttributes.ModelId when kind != RunKind.ModelVersion => 0,
        _ => runs[(int)kind],
    };

    /// <summary>The text of a path by its number inside the database.</summary>
    public string TextOf(long pathRow) => Text(lists.FirstOf(pathRow)).ToString();

    /// <summary>For each place, how many of these runs have it.</summary>
    /// <param name="database">In the transaction that the view was taken in.</param>
    public int[] CountIn(Statements database, IReadOnlyList<StoredRun> among, CancellationToken cancel)
    {
        var missing = new List<long>();
        var sets = lists.Find(among, position, missing);
        foreach (var run in missing)
        {
            cancel.ThrowIfCancellationRequested();
            var set = lists.Keep(run, position, Read(database, run));
            sets[set] = sets.GetValueOrDefault(set) + 1;
        }
        var counts = new int[count];
        foreach (var (set, times) in sets)
            foreach (var place in set.Places)
                counts[place] += times;
        return counts;
    }

    /// <summary>The places of one run.</summary>
    int[] Read(Statements database, long run)
    {
        var paths = new List<long>();
        var rows = database["SELECT path FROM attributes INDEXED BY attributes_by_run WHERE run = ?1"].Bind(1, run);
        while (rows.Step())
            paths.Add(rows.Int64(0));
        var places = lists.FirstOf(paths);
        for (var i = 0; i < places.Length; i++)
            if (this[places[i]].Next >= 0)
                places[i] = WithType(places[i], TypeOf(database, run, paths[i]));
        return places;
    }

    AttributeType TypeOf(Statements database, long run, long path)
    {
        var row = database["SELECT type FROM attributes WHERE project = ?1 AND path = ?2 AND run = ?3"].Bind(1, projectRow).Bind(2, path).Bind(3, run);
        row.Step();
        var type = (AttributeType)row.Int64(0);
        row.Reset();
        return type;
    }

    int WithType(int place, AttributeType type)
    {
        while (this[place].Type != type)
            place = this[place].Next;
        return place;
    }
}
