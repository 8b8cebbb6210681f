using Nereid.Domain.Runs;

namespace Nereid.Storage.Series.Reading;

/// <summary>Binary search in rising steps.</summary>
static class StepSearch
{
    /// <summary>Place of the first step at or above this one; the length when there is none.</summary>
    public static int FirstFrom(this ReadOnlySpan<Step> steps, Step least)
    {
        var found = steps.BinarySearch(least);
        return found >= 0 ? found : ~found;
    }

    /// <summary>Place of the first step above this one.</summary>
    public static int FirstAbove(this ReadOnlySpan<Step> steps, Step most)
    {
        var found = steps.BinarySearch(most);
        return found >= 0 ? found + 1 : ~found;
    }
}
