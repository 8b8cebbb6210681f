using System.Collections.Immutable;

namespace Nereid.Domain.Queries;

/// <summary>A condition on a run, as data. Text of a query language becomes this before any store sees it.</summary>
/// <remarks>What a predicate means is defined by <see cref="PredicateEvaluator"/>; every store must agree with it.
/// An attribute that is missing, or has another type than stated, makes a comparison false, "not equal" included.
/// Equality is by content.</remarks>
public abstract record RunPredicate
{
    /// <summary>All parts hold. True when there are none.</summary>
    public sealed record And(ImmutableArray<RunPredicate> Parts) : RunPredicate
    {
        public bool Equals(And? other) => other is not null && Parts.SequenceEqual(other.Parts);

        public override int GetHashCode() => Parts.Aggregate(1, HashCode.Combine);
    }

    /// <summary>Some part holds. False when there are none.</summary>
    public sealed record Or(ImmutableArray<RunPredicate> Parts) : RunPredicate
    {
        public bool Equals(Or? other) => other is not null && Parts.SequenceEqual(other.Parts);

        public override int GetHashCode() => Parts.Aggregate(2, HashCode.Combine);
    }

    public sealed record Not(RunPredicate Part) : RunPredicate;

    /// <summary>Compares one column with a literal. The literal's text is read as the type of the value it is compared with;
    /// text that cannot be read so makes the comparison false. See <see cref="ComparisonTest"/>.</summary>
    public sealed record Compare(ColumnId Column, Comparison Operator, string Literal) : RunPredicate;

    /// <summary>The run has the attribute, and of this type if the column states one. The aggregate does not matter.</summary>
    public sealed record Exists(ColumnId Column) : RunPredicate;

    /// <summary>The text occurs in name, short id, custom id, owner, a tag or a group tag, without regard to case.</summary>
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
