namespace Nereid.Storage.Series;

/// <summary>Cuts a range of x into equal parts. Both ends belong to the range; a border between two buckets belongs to the right one.</summary>
readonly record struct BucketGrid(double From, double To, int Buckets)
{
    /// <summary>Of steady grids the width of a bucket, and which multiple of it the range begins at; otherwise 0.</summary>
    double Width { get; init; }

    double First { get; init; }

    /// <summary>The grid of <see cref="Domain.Queries.BucketQuery"/>'s steady width around a range.</summary>
    /// <param name="most">Of buckets.</param>
    /// <param name="leastWidth">0 for none.</param>
    public static BucketGrid Steady(double least, double greatest, int most, double leastWidth)
    {
        // Beyond this a double no longer tells neighbouring buckets apart.
        const double exact = 1L << 50;
        var needed = Math.Max((greatest - least) / most, leastWidth);
        // And a range around zero never fits into one bucket.
        if (most < 2 || !(needed > double.Epsilon * exact) || !double.IsFinite(needed) || Math.Max(Math.Abs(least), Math.Abs(greatest)) / needed > exact)
            return new BucketGrid(least, greatest, most);
        var unit = Math.ScaleB(1, Math.ILogB(needed) - 2);
        for (var times = (int)Math.Ceiling(needed / unit); ; times++)
        {
            if (times == 8)
                (times, unit) = (4, 2 * unit);
            var width = times * unit;
            var (first, last) = (Math.Floor(least / width), Math.Floor(greatest / width));
            // The greatest doubles have no multiple of the width beyond them.
            if (!double.IsFinite(first * width) || !double.IsFinite((last + 1) * width))
                return new BucketGrid(least, greatest, most);
            if (last - first < most)
                return new BucketGrid(first * width, (last + 1) * width, (int)(last - first) + 1) { Width = width, First = first };
        }
    }

    public bool Contains(double x) => x >= From && x <= To;

    /// <param name="x">Inside the range.</param>
    public int IndexOf(double x)
    {
        // Told by the multiple alone, so that a point stays in its bucket wherever the range begins and ends.
        if (Width > 0)
            return Math.Clamp((int)(Math.Floor(x / Width) - First), 0, Buckets - 1);
        var width = To - From;
        if (width <= 0)
            return 0;
        // A range wider than the largest double is halved first, so that the quotient stays finite.
        var place = double.IsFinite(width) ? (x - From) / width : (x / 2 - From / 2) / (To / 2 - From / 2);
        return Math.Clamp((int)(place * Buckets), 0, Buckets - 1);
    }
}
