namespace Nereid.Query;

/// <summary>What one query may be. Client-generated text stays below: Python's own recursion limit of 1,000 calls, two for each level, keeps its nesting under 500.</summary>
public static class NqlLimits
{
    /// <summary>UTF-16 code units of the text. A filter by 10,000 run ids of 60 characters has about a million.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>Parentheses and NOTs open at one place.</summary>
    public const int MaxDepth = 500;

    /// <summary>Regular expressions in one query: each takes time to prepare, however short it is.</summary>
    public const int MaxPatterns = 1000;
}
