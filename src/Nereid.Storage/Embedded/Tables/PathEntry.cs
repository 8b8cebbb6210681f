using System.Runtime.CompilerServices;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>One path with one type in a project, and how many runs of each kind have it.</summary>
struct PathEntry
{
    /// <summary>Number of the path inside the database.</summary>
    public long PathRow;

    /// <summary>Where its text is.</summary>
    public int Start;

    public ushort Length;

    public AttributeType Type;

    /// <summary>Another entry of the same path, with another type; -1 for none.</summary>
    public int Next;

    public RunsByKind Runs;
}

/// <summary>Numbers of runs, one for each <see cref="RunKind"/>.</summary>
[InlineArray(Kinds)]
struct RunsByKind
{
    public const int Kinds = (int)RunKind.ProjectMetadata;

    int _first;

    public int this[RunKind kind]
    {
        readonly get => this[(int)kind - 1];
        set => this[(int)kind - 1] = value;
    }

    public readonly long OfAll()
    {
        long sum = 0;
        foreach (var runs in this)
            sum += runs;
        return sum;
    }

    public readonly long Of(ReadOnlySpan<RunKind> kinds)
    {
        long sum = 0;
        foreach (var kind in kinds)
            sum += this[kind];
        return sum;
    }
}

/// <summary>Texts one behind the other. What was added never changes, so questions may read while more is added.</summary>
sealed class TextPages
{
    const int PageBits = 16;
    const int PageChars = 1 << PageBits;

    readonly List<char[]> _pages = [];
    int _used = PageChars;

    public long Bytes => (long)_pages.Count * PageChars * sizeof(char);

    public char[][] Take() => [.. _pages];

    /// <returns>Where it is, for <see cref="At"/>.</returns>
    public int Add(ReadOnlySpan<char> text)
    {
        if (PageChars - _used < text.Length)
        {
            _pages.Add(new char[PageChars]);
            _used = 0;
        }
        text.CopyTo(_pages[^1].AsSpan(_used));
        var start = ((_pages.Count - 1) << PageBits) + _used;
        _used += text.Length;
        return start;
    }

    public static ReadOnlySpan<char> At(char[][] pages, int start, int length) => pages[start >> PageBits].AsSpan(start & (PageChars - 1), length);
}
