using System.Collections.Immutable;

namespace Nereid.Query;

/// <summary>What is wrong with a query: where, what stands there, and what could stand there instead.</summary>
/// <param name="Offset">Where the fault begins, in UTF-16 code units from 0. At the end of the text it equals the text's length.</param>
/// <param name="Length">Code units at fault; 0 at the end of the text.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">In UTF-16 code units, from 1.</param>
/// <param name="Found">What stands there, in words for people.</param>
/// <param name="Expected">What an editor may offer at this place. Empty when no single piece would put it right, such as a query that is too long.</param>
/// <param name="Detail">Why, when place and expectation do not tell it all.</param>
public sealed record NqlFault(
    int Offset, int Length, int Line, int Column, string Found, ImmutableArray<NqlExpectation> Expected, string? Detail = null)
{
    /// <summary>One sentence or two with all of it.</summary>
    public string Message
    {
        get
        {
            var expected = Expected.IsEmpty ? "" : $"; expected {string.Join(", ", Expected.Select(each => each.ToString()))}";
            var detail = Detail is null ? "" : $" {Detail}";
            return $"Line {Line}, column {Column}: found {Found}{expected}.{detail}";
        }
    }

    public override string ToString() => Message;

    /// <summary>At a place in a text, of which it finds line and column.</summary>
    internal static NqlFault At(string text, TextSpan place, string found, ImmutableArray<NqlExpectation> expected, string? detail = null)
    {
        var before = text.AsSpan(0, place.Start);
        var line = before.Count('\n') + 1;
        return new NqlFault(place.Start, place.Length, line, place.Start - before.LastIndexOf('\n'), found, expected, detail);
    }

    /// <summary>The text at a place as a message shows it: in quotes, long ones cut.</summary>
    internal static string Quote(string text, TextSpan place)
    {
        const int shown = 40;
        var piece = text.AsSpan(place.Start, Math.Min(place.Length, shown)).ToString();
        return place.Length > shown ? $"'{piece}…'" : $"'{piece}'";
    }
}

public enum NqlExpectationKind
{
    /// <summary>A word or sign of the language; its text is what to write.</summary>
    Token,

    /// <summary>A word for an attribute type; its text is what to write.</summary>
    AttributeType,

    /// <summary>Any attribute name. An editor offers the project's.</summary>
    AttributeName,

    /// <summary>Any value of the kind that the text describes. An editor offers the attribute's values.</summary>
    Value,
}

/// <summary>One thing that could stand at the place of a fault.</summary>
public readonly record struct NqlExpectation(NqlExpectationKind Kind, string Text)
{
    public override string ToString() => Kind is NqlExpectationKind.Token or NqlExpectationKind.AttributeType ? $"'{Text}'" : Text;

    internal static NqlExpectation Token(string text) => new(NqlExpectationKind.Token, text);

    internal static NqlExpectation Value(string text) => new(NqlExpectationKind.Value, text);

    internal static NqlExpectation AttributeName { get; } = new(NqlExpectationKind.AttributeName, "an attribute name");
}
