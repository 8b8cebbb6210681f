using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series.Blocks;

/// <summary>Chunks that were taken out of the table: takes the blocks and pages along of which nothing is left, and overwrites the values in pages that stay.
/// Inside a transaction of the caller.</summary>
sealed class FreedChunks(Statements database)
{
    readonly Dictionary<long, long> _blocks = [];
    readonly Dictionary<long, List<ChunkPlace>> _pages = [];

    public void Add(long block, long page, ChunkPlace place)
    {
        _blocks[block] = _blocks.GetValueOrDefault(block) + 1;
        if (!_pages.TryGetValue(page, out var places))
            _pages[page] = places = [];
        places.Add(place);
    }

    public void Release()
    {
        foreach (var (id, count) in _blocks)
        {
            database["UPDATE block_uses SET chunks = chunks - ?2 WHERE block = ?1"].Bind(1, id).Bind(2, count).Execute();
            database["DELETE FROM blocks WHERE id = ?1 AND (SELECT chunks FROM block_uses WHERE block = ?1) = 0"].Bind(1, id).Execute();
            database["DELETE FROM block_uses WHERE block = ?1 AND chunks = 0"].Bind(1, id).Execute();
        }
        foreach (var (id, places) in _pages)
        {
            database["UPDATE page_uses SET chunks = chunks - ?2 WHERE page = ?1"].Bind(1, id).Bind(2, places.Count).Execute();
            database["DELETE FROM pages WHERE id = ?1 AND (SELECT chunks FROM page_uses WHERE page = ?1) = 0"].Bind(1, id).Execute();
            var isLeft = database.Changes == 0;
            database["DELETE FROM page_uses WHERE page = ?1 AND chunks = 0"].Bind(1, id).Execute();
            if (isLeft)
                Overwrite(id, places);
        }
        _blocks.Clear();
        _pages.Clear();
    }

    void Overwrite(long page, List<ChunkPlace> places)
    {
        var row = database["SELECT data FROM pages WHERE id = ?1"].Bind(1, page);
        if (!row.Step())
            throw new SeriesDamageException($"page {page} of series.db", "it is missing");
        var bytes = row.Bytes(0).ToArray();
        row.Reset();
        Page.Overwrite($"page {page} of series.db", bytes, places);
        database["UPDATE pages SET data = ?2 WHERE id = ?1"].Bind(1, page).Bind(2, bytes).Execute();
    }
}
