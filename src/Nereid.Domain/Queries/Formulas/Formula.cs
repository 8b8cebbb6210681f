using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries.Formulas;

/// <summary>What is wrong with the text of a formula.</summary>
/// <param name="Offset">Where, in UTF-16 code units from 0; the length of the text for its end.</param>
/// <param name="Reason">For people.</param>
public readonly record struct FormulaFault(int Offset, string Reason);

/// <summary>An expression over float series and numbers of one run, such as <c>val/loss - train/loss</c> or <c>rate(tokens)</c>. It has a point at each step at which all of its
/// series have one, with the latest of their times. docs/formulas.md is its language.</summary>
/// <remarks>Equal to others with the same text.</remarks>
public sealed class Formula : IEquatable<Formula>
{
    public const int MaxChars = 2000;
    public const int MaxNames = 20;

    /// <summary>Numbers, names, operators and functions, which bounds the work of a point.</summary>
    public const int MaxOperations = 200;

    Formula(string text, ImmutableArray<AttributePath> names, ImmutableArray<FormulaOperation> operations, int memories) =>
        (Text, Names, Operations, Memories) = (text, names, operations, memories);

    public string Text { get; }

    /// <summary>The attributes that it is computed from, each once: float series, and floats or integers, which have the same value at every step. At least one.</summary>
    public ImmutableArray<AttributePath> Names { get; }

    /// <summary>In the order in which they are done, each on the results of those before it.</summary>
    internal ImmutableArray<FormulaOperation> Operations { get; }

    /// <summary>How many of its functions look back at earlier points.</summary>
    internal int Memories { get; }

    /// <summary>It speaks of steps, times or earlier points, so it means nothing where there are no points.</summary>
    public bool NeedsPoints => Operations.Any(operation => operation.Work is FormulaWork.Step or FormulaWork.Time or >= FormulaWork.Diff);

    public static bool TryParse(string text, [NotNullWhen(true)] out Formula? formula, out FormulaFault fault)
    {
        var parser = new FormulaParser(text);
        parser.Read();
        fault = parser.Fault ?? default;
        formula = parser.Fault is null ? new Formula(text, [.. parser.Names], [.. parser.Operations], parser.Memories) : null;
        return formula is not null;
    }

    public bool Equals(Formula? other) => other is not null && other.Text == Text;

    public override bool Equals(object? obj) => Equals(obj as Formula);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}

enum FormulaWork
{
    Number,
    Name,
    Step,
    Time,
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Abs,
    Exp,
    Log,
    Log2,
    Log10,
    Sqrt,
    Min,
    Max,
    Diff,
    Rate,
    CumulativeSum,
    CumulativeMin,
    CumulativeMax,
}

/// <param name="Place">Of a name its index; of a function that looks back, of its memory.</param>
readonly record struct FormulaOperation(FormulaWork Work, double Number = 0, int Place = 0);
