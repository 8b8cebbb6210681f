namespace Nereid.Storage.Series.Analysis;

/// <summary>Quantiles that interpolate between the two nearest values: type 7 of Hyndman and Fan, Sample quantiles in statistical packages (The American Statistician 50, 1996),
/// which is also what R and NumPy answer unless told otherwise.</summary>
static class Quantiles
{
    /// <summary>Below this many values sorting is quicker than searching.</summary>
    const int SortedUpTo = 64;

    /// <param name="values">At least one, no NaN; their order changes.</param>
    /// <param name="asked">Each from 0 to 1, in any order.</param>
    /// <param name="answer">As long.</param>
    public static void Find(Span<double> values, ReadOnlySpan<double> asked, Span<double> answer)
    {
        Span<int> ranks = asked.Length <= 64 ? stackalloc int[2 * asked.Length] : new int[2 * asked.Length];
        for (var i = 0; i < asked.Length; i++)
            (ranks[2 * i], ranks[2 * i + 1]) = (Below(asked[i], values.Length), Math.Min(Below(asked[i], values.Length) + 1, values.Length - 1));
        ranks.Sort();
        // Each round halves the values on average; twice as many rounds as that takes is bad luck, and sorting ends it.
        Select(values, 0, ranks, 2 * (int)Math.Log2(values.Length + 1) + 2);
        for (var i = 0; i < asked.Length; i++)
            answer[i] = Interpolate(values, asked[i]);
    }

    /// <param name="sorted">At least one value, ascending.</param>
    public static double OfSorted(ReadOnlySpan<double> sorted, double quantile) => Interpolate(sorted, quantile);

    static double Interpolate(ReadOnlySpan<double> placed, double quantile)
    {
        var below = Below(quantile, placed.Length);
        var share = quantile * (placed.Length - 1) - below;
        // Written so that two huge values do not overflow on the way, and equal ones stay what they are.
        return share <= 0 || placed[below] == placed[below + 1] ? placed[below] : placed[below] * (1 - share) + placed[below + 1] * share;
    }

    static int Below(double quantile, int count) => Math.Min((int)(quantile * (count - 1)), count - 1);

    /// <summary>Brings the values of some ranks to their places, as sorting would, and leaves the others anywhere on the right side of them (Hoare, Find, 1961).</summary>
    /// <param name="first">Rank of the first of the values.</param>
    /// <param name="ranks">Ascending.</param>
    static void Select(Span<double> values, int first, ReadOnlySpan<int> ranks, int rounds)
    {
        if (ranks.IsEmpty || values.Length < 2)
            return;
        if (values.Length <= SortedUpTo || rounds == 0)
        {
            values.Sort();
            return;
        }
        var pivot = MedianOfThree(values[0], values[values.Length / 2], values[^1]);
        var (low, high) = (0, values.Length - 1);
        while (low <= high)
        {
            while (values[low] < pivot)
                low++;
            while (values[high] > pivot)
                high--;
            if (low > high)
                break;
            (values[low], values[high]) = (values[high], values[low]);
            (low, high) = (low + 1, high - 1);
        }
        // Up to high all are at most the pivot, from low on at least; what lies between equals it.
        var left = 0;
        while (left < ranks.Length && ranks[left] - first <= high)
            left++;
        var right = left;
        while (right < ranks.Length && ranks[right] - first < low)
            right++;
        Select(values[..(high + 1)], first, ranks[..left], rounds - 1);
        Select(values[low..], first + low, ranks[right..], rounds - 1);
    }

    static double MedianOfThree(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
