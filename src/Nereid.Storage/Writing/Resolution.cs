using Nereid.Domain.Operations;

namespace Nereid.Storage.Writing;

/// <summary>What the check made of one operation.</summary>
/// <param name="Operation">The operation to journal and apply: steps are concrete, set operations have become an assignment of
/// the whole set. Null: refused, or nothing to do.</param>
/// <param name="Refusal">Null: not refused.</param>
readonly record struct Resolution(RunOperation? Operation, Refusal? Refusal)
{
    public static Resolution Nothing => default;

    public static implicit operator Resolution(RunOperation operation) => new(operation, null);

    public static implicit operator Resolution(Refusal refusal) => new(null, refusal);
}

/// <param name="Detail">For people: what, where, and what was expected.</param>
sealed record Refusal(RejectReason Reason, string Detail);
