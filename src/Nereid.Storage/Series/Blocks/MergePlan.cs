namespace Nereid.Storage.Series.Blocks;

/// <summary>A block as far as planning needs it; steps as the nearest doubles.</summary>
readonly record struct BlockExtent(long Id, int Rows, double Lowest, double Highest, bool IsRising);

/// <summary>Decides which blocks of series that are logged together become new ones: small neighbours, and such that reach into each other.</summary>
static class MergePlan
{
    /// <summary>Fewer rows than this are worth joining to neighbours.</summary>
    public const int SmallRows = BlockAxis.MaxRows / 2;

    /// <summary>So many small neighbours are joined at once: each row is rewritten about log(1024 / first size) / log(8) times in its life.</summary>
    const int SmallBlocks = 8;

    /// <summary>Work of one merge; what needs more stays as it is, and reading brings it into order each time.</summary>
    const long MostValues = 16_000_000;

    /// <param name="blocks">Neighbours of the same series of one run.</param>
    /// <param name="series">How many series.</param>
    public static List<List<BlockExtent>> Groups(List<BlockExtent> blocks, int series)
    {
        blocks.Sort((left, right) => left.Lowest.CompareTo(right.Lowest));
        var groups = new List<List<BlockExtent>>();
        for (var first = 0; first < blocks.Count;)
        {
            var (end, rows, highest, overlaps) = (first + 1, blocks[first].Rows, blocks[first].Highest, !blocks[first].IsRising);
            for (; end < blocks.Count; end++)
            {
                var next = blocks[end];
                var reaches = next.Lowest <= highest;
                // Blocks between two small ones keep them apart: a block over the place of another would bring the overlap that merging is to take away.
                if (!reaches && (overlaps || rows >= BlockAxis.MaxRows || blocks[end - 1].Rows >= SmallRows || next.Rows >= SmallRows))
                    break;
                overlaps |= reaches || !next.IsRising;
                rows += next.Rows;
                highest = Math.Max(highest, next.Highest);
            }
            var isWorthIt = overlaps || end - first >= SmallBlocks || (end - first > 1 && rows >= BlockAxis.MaxRows);
            if (isWorthIt && (long)rows * series <= MostValues)
                groups.Add(blocks[first..end]);
            first = end;
        }
        return groups;
    }
}
