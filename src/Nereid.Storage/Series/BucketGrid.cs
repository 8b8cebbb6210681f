using Nereid.Domain.Queries;

namespace Nereid.Storage.Series;

/// <summary>Cuts a range of x into equal parts. Both ends belong to the range; a border between two buckets belongs to the right one.</summary>
readonly record struct BucketGrid(double From, double To, int Buckets)
{
    /// <summary>Bounds of the contract; callers that let people choose check before.</summary>
    public static void Validate(BucketQuery query)
    {
        if (query.Buckets is < 1 or > 10_000)
            throw new ArgumentOutOfRangeException(nameof(query), query.Buckets, "A chart has 1 to 10,000 buckets.");
        if (query.From is { } from && !double.IsFinite(from) || query.To is { } to && !double.IsFinite(to))
            throw new ArgumentOutOfRangeException(nameof(query), "The ends of a chart's range are finite.");
    }

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
