using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>A place in a series to begin reading at.</summary>
public abstract record PointPlace
{
    /// <summary>The first point at or after a step.</summary>
    public sealed record AtStep(Step Step) : PointPlace;

    /// <summary>The first point, in the order of steps, that was logged at or after a moment.</summary>
    public sealed record AtMoment(long UnixMicros) : PointPlace;
}

/// <summary>Asks for lines of a run's own string series that contain a text.</summary>
/// <param name="After">Begin behind this step, in the asked order. Null: at the beginning, or when descending at the end.</param>
/// <param name="Limit">At most this many lines, at least 1.</param>
/// <param name="MostExamined">Look at no more lines than this; bounds the cost of one question.</param>
public sealed record LineSearch(
    RunId Run, AttributePath Path, LineMatch Match, Step? After, bool Descending, int Limit, long MostExamined);

/// <summary>What a <see cref="LineSearch"/> found before one of its bounds, or the series, ended it.</summary>
/// <param name="Examined">Lines looked at.</param>
/// <param name="Next">Ask again with this as <see cref="LineSearch.After"/>; null when no line is left.</param>
public sealed record LineHits(ImmutableArray<LineHit> Hits, long Examined, Step? Next);

/// <param name="Index">The line's number in the whole series, from 0.</param>
public readonly record struct LineHit(long Index, StringPoint Line);

/// <summary>Decides whether a line is one that is looked for. Never changes; safe for many threads.</summary>
public sealed class LineMatch
{
    /// <summary>Characters of a text that is looked for.</summary>
    public const int MaxText = 1_000;

    readonly string? _text;
    readonly LinearPattern? _pattern;

    LineMatch(string? text, LinearPattern? pattern) => (_text, _pattern) = (text, pattern);

    /// <summary>Lines that contain the text, without regard to case.</summary>
    public static bool TryText(string text, [NotNullWhen(true)] out LineMatch? match, [NotNullWhen(false)] out string? fault)
    {
        fault = text.Length switch
        {
            0 => "Expected a text to look for.",
            > MaxText => $"The text has {text.Length} characters; at most {MaxText} are allowed.",
            _ => null,
        };
        match = fault is null ? new LineMatch(text, null) : null;
        return fault is null;
    }

    /// <summary>Lines in which the regular expression is found.</summary>
    public static bool TryPattern(string pattern, [NotNullWhen(true)] out LineMatch? match, [NotNullWhen(false)] out string? fault)
    {
        match = LinearPattern.TryParse(pattern, out var parsed, out fault) ? new LineMatch(null, parsed) : null;
        return match is not null;
    }

    public bool IsMatch(ReadOnlySpan<char> line) =>
        _text is not null ? line.Contains(_text, StringComparison.OrdinalIgnoreCase) : _pattern!.IsMatch(line);
}
