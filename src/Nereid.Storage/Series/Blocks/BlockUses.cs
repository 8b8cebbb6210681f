using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series.Blocks;

/// <summary>Counts how many chunks are left of each block and page; the last one takes it along. Inside a transaction of the caller.</summary>
static class BlockUses
{
    public static void Add(Statements database, Dictionary<long, long> blocks, Dictionary<long, long> pages)
    {
        var insert = database["INSERT INTO block_uses (block, chunks) VALUES (?1, ?2)"];
        foreach (var (id, count) in blocks)
            insert.Bind(1, id).Bind(2, count).Execute();
        insert = database["INSERT INTO page_uses (page, chunks) VALUES (?1, ?2)"];
        foreach (var (id, count) in pages)
            insert.Bind(1, id).Bind(2, count).Execute();
        blocks.Clear();
        pages.Clear();
    }

    /// <param name="blocks">How many chunks went, by block. Likewise of pages.</param>
    public static void Release(Statements database, Dictionary<long, long> blocks, Dictionary<long, long> pages)
    {
        foreach (var (id, count) in blocks)
        {
            database["UPDATE block_uses SET chunks = chunks - ?2 WHERE block = ?1"].Bind(1, id).Bind(2, count).Execute();
            database["DELETE FROM blocks WHERE id = ?1 AND (SELECT chunks FROM block_uses WHERE block = ?1) = 0"].Bind(1, id).Execute();
            database["DELETE FROM block_uses WHERE block = ?1 AND chunks = 0"].Bind(1, id).Execute();
        }
        foreach (var (id, count) in pages)
        {
            database["UPDATE page_uses SET chunks = chunks - ?2 WHERE page = ?1"].Bind(1, id).Bind(2, count).Execute();
            database["DELETE FROM pages WHERE id = ?1 AND (SELECT chunks FROM page_uses WHERE page = ?1) = 0"].Bind(1, id).Execute();
            database["DELETE FROM page_uses WHERE page = ?1 AND chunks = 0"].Bind(1, id).Execute();
        }
        blocks.Clear();
        pages.Clear();
    }
}
