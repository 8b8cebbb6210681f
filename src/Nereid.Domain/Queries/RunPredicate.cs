using System.Collections.Immutable;

namespace Nereid.Domain.Queries;

/// <summary>A condition on a run, as data. Text of a query language becomes this before any store sees it.</summary>
/// <remarks>An attribute that is missing, or has another type than stated, makes a comparison false.</remarks>
public abstract record RunPredicate
{
    public sealed record And(ImmutableArray<RunPredicate> Parts) : RunPredicate;

    public sealed record Or(ImmutableArray<RunPredicate> Parts) : RunPredicate;

    public sealed record Not(RunPredicate Part) : RunPredicate;

    /// <summary>Compares one column with a literal. The literal's text is read as the column's own type; text that cannot be read so is false.</summary>
    public sealed record Compare(ColumnId Column, Comparison Operator, string Literal) : RunPredicate;

    /// <summary>The run has the attribute.</summary>
    public sealed record Exists(ColumnId Column) : RunPredicate;

    /// <summary>The text occurs in name, short id, custom id, owner or a tag, without regard to case.</summary>
    public sealed record MentionsText(string Text) : RunPredicate;
}

/// <summary>Contains: a member of a set, or a part of a string. Matches: a linear-time regular expression found anywhere in a string.</summary>
public enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    NotContains,
    Matches,
    NotMatches,
    StartsWith,
    EndsWith,
}
