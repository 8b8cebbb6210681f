namespace Nereid.Storage.Series.Heads;

/// <summary>Series of a run that are logged together, always in this order. Its rows are in the run's blocks of this shape.</summary>
/// <remarks>Guarded by the run's lock.</remarks>
sealed class Shape(int[] ordinals)
{
    /// <summary>No ordinal occurs twice.</summary>
    public ReadOnlySpan<int> Ordinals => ordinals;

    /// <summary>Rows since the last flush began; the last block is being filled.</summary>
    public List<HeadBlock> Growing { get; private set; } = [];

    /// <summary>Rows on their way to disk.</summary>
    public List<HeadBlock> Flushing { get; private set; } = [];

    public HeadBlock OpenBlock()
    {
        if (Growing.Count == 0 || Growing[^1].IsFull)
            Growing.Add(new HeadBlock(ordinals.Length));
        return Growing[^1];
    }

    public void BeginFlush() => (Flushing, Growing) = (Growing, []);

    public void EndFlush() => Flushing = [];

    /// <summary>A mark of these series for the disk. Never 0.</summary>
    public static long KeyOf(ReadOnlySpan<long> numbers)
    {
        var hash = 14695981039346656037UL;
        foreach (var number in numbers)
            hash = (hash ^ (ulong)number) * 1099511628211UL;
        return (long)(hash ^ (hash >> 29)) | 1;
    }

    public static ulong Hash(ReadOnlySpan<int> ordinals)
    {
        // FNV over whole ordinals: the table compares them anyway.
        var hash = 14695981039346656037UL;
        foreach (var ordinal in ordinals)
            hash = (hash ^ (uint)ordinal) * 1099511628211UL;
        return hash ^ (hash >> 29);
    }
}
