using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Nereid.Domain.Queries;

/// <summary>Selects attribute names by several regular expressions: a name passes if some alternative passes it, and that means all of its
/// <c>Must</c> are found in the name and none of its <c>MustNot</c>. Without alternatives nothing passes.</summary>
/// <remarks>Never changes; safe for many threads.</remarks>
public sealed class AttributeNamePattern
{
    /// <summary>Regular expressions in one pattern.</summary>
    public const int MaxParts = 1000;

    AttributeNamePattern(ImmutableArray<Alternative> alternatives) => Alternatives = alternatives;

    public readonly record struct Alternative(ImmutableArray<LinearPattern> Must, ImmutableArray<LinearPattern> MustNot)
    {
        public bool IsMatch(ReadOnlySpan<char> name)
        {
            foreach (var must in Must)
                if (!must.IsMatch(name))
                    return false;
            foreach (var mustNot in MustNot)
                if (mustNot.IsMatch(name))
                    return false;
            return true;
        }
    }

    public ImmutableArray<Alternative> Alternatives { get; }

    public bool IsMatch(ReadOnlySpan<char> name)
    {
        foreach (var alternative in Alternatives)
            if (alternative.IsMatch(name))
                return true;
        return false;
    }

    /// <summary>Reads the extended form that people write: regular expressions joined by <c>&amp;</c> (binds tighter) and <c>|</c>, each of which
    /// needs white space on both sides, and negated by a leading <c>!</c>. White space around an expression does not belong to it;
    /// <c>\x20</c> and <c>\x21</c> stand for a space and an exclamation mark that do. Blank text passes every name.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out AttributeNamePattern? pattern, [NotNullWhen(false)] out AttributeNameFault? fault)
    {
        var reading = new Reading();
        var body = text.AsSpan().Trim(Space);
        var start = text.Length - text.AsSpan().TrimStart(Space).Length;
        foreach (var alternative in OrBetweenSpaces.EnumerateSplits(body))
        {
            reading.BeginAlternative();
            var (alternativeStart, length) = alternative.GetOffsetAndLength(body.Length);
            var conjunction = body.Slice(alternativeStart, length);
            foreach (var part in AndBetweenSpaces.EnumerateSplits(conjunction))
            {
                var written = conjunction[part];
                var negated = written.StartsWith('!');
                var regex = negated ? written[1..].TrimStart(Space) : written;
                var offset = start + alternativeStart + part.GetOffsetAndLength(length).Offset + (written.Length - regex.Length);
                reading.Add(regex.ToString(), offset, negated);
            }
        }
        return reading.TryEnd(out pattern, out fault);
    }

    /// <summary>Takes the lists that protocols send. The offset of a fault is then always 0.</summary>
    public static bool TryCreate(
        IEnumerable<(IEnumerable<string> Must, IEnumerable<string> MustNot)> alternatives,
        [NotNullWhen(true)] out AttributeNamePattern? pattern, [NotNullWhen(false)] out AttributeNameFault? fault)
    {
        var reading = new Reading();
        foreach (var (must, mustNot) in alternatives)
        {
            reading.BeginAlternative();
            foreach (var regex in must)
                reading.Add(regex, 0, negated: false);
            foreach (var regex in mustNot)
                reading.Add(regex, 0, negated: true);
        }
        return reading.TryEnd(out pattern, out fault);
    }

    const string Space = " \t\r\n";

    static readonly Regex OrBetweenSpaces = new(@"[ \t\r\n]+\|[ \t\r\n]+", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    static readonly Regex AndBetweenSpaces = new(@"[ \t\r\n]+&[ \t\r\n]+", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>What was read so far. After the first fault nothing more is compiled.</summary>
    sealed class Reading
    {
        readonly List<(List<LinearPattern> Must, List<LinearPattern> MustNot)> _alternatives = [];
        int _parts;
        AttributeNameFault? _fault;

        public void BeginAlternative() => _alternatives.Add(([], []));

        public void Add(string regex, int offset, bool negated)
        {
            if (_fault is not null)
                return;
            if (++_parts > MaxParts)
                _fault = new AttributeNameFault(regex, offset, $"A pattern joins at most {MaxParts} regular expressions.");
            else if (LinearPattern.TryParse(regex, out var pattern, out var reason))
                (negated ? _alternatives[^1].MustNot : _alternatives[^1].Must).Add(pattern);
            else
                _fault = new AttributeNameFault(regex, offset, reason);
        }

        public bool TryEnd([NotNullWhen(true)] out AttributeNamePattern? pattern, [NotNullWhen(false)] out AttributeNameFault? fault)
        {
            fault = _fault;
            pattern = _fault is null ? new AttributeNamePattern([.. _alternatives.Select(each => new Alternative([.. each.Must], [.. each.MustNot]))]) : null;
            return fault is null;
        }
    }
}

/// <param name="Part">The regular expression at fault.</param>
/// <param name="Offset">Where it begins in the whole text, in UTF-16 code units.</param>
/// <param name="Reason">For people.</param>
public sealed record AttributeNameFault(string Part, int Offset, string Reason);
