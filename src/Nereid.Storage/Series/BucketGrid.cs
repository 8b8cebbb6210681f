namespace Nereid.Storage.Series;

/// <summary>Cuts a range of x into equal parts. Both ends belong to the range; a border between two buckets belongs to the right one.</summary>
readonly record struct BucketGrid(double From, double To, int Buckets)
{
    public bool Contains(double x) => x >= From && x <= To;

    /// <param name="x">Inside the range.</param>
    public int IndexOf(double x)
    {
        var width = To - From;
        if (width <= 0)
            return 0;
        // A range wider than the largest double is halved first, so that the quotient stays finite.
        var place = double.IsFinite(width) ? (x - From) / width : (x / 2 - From / 2) / (To / 2 - From / 2);
        return Math.Clamp((int)(place * Buckets), 0, Buckets - 1);
    }
}
