using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series.Blocks;

/// <summary>Counts how many chunks there are of each block and page, for <see cref="FreedChunks"/>. Inside a transaction of the caller.</summary>
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
}
