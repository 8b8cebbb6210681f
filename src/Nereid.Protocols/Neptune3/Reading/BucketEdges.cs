namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>The buckets of one request: n - 1 equal parts of the range, open on the left and closed on the right, and an endless one on either side.
/// When the range is a single x there is one bucket, from there on.</summary>
/// <param name="count">n, at least 2.</param>
sealed class BucketEdges(double from, double to, int count)
{
    readonly double _width = (to - from) / (count - 1);

    public bool IsSingle { get; } = from == to;

    /// <summary>Right end of a bucket, as the clients compute it: they compare for equality.</summary>
    public double End(int index) => IsSingle || index == count ? double.PositiveInfinity : from + _width * index;

    public double Start(int index) => IsSingle ? from : index == 0 ? double.NegativeInfinity : from + _width * (index - 1);

    /// <summary>The bucket of an x that is not left of the one before it.</summary>
    /// <param name="index">Of the one before; 0 at first.</param>
    /// <returns>-1 for none.</returns>
    public int Find(double x, int index)
    {
        if (IsSingle)
            return x >= from ? 0 : -1;
        if (index < count && x > End(index))
        {
            // A long jump goes near its end at once; the rest are comparisons with the very edges.
            var near = (x - from) / _width;
            index = Math.Max(index, near >= count ? count : (int)near);
            while (index > 0 && x <= Start(index))
                index--;
            while (index < count && x > End(index))
                index++;
        }

        return index;
    }
}
