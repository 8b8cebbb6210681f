using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Operations;

/// <summary>The operations that one client request carries for one run.</summary>
/// <param name="Request">Chosen by the client, unique per run; a batch whose id was seen is not applied again and gets the same answer. Null: no such promise.</param>
/// <param name="DeletedBy">Set: the batch consists of deletions, and what they take away can be had back until it is purged, as one deletion by this user.
/// Null: deleted for good.</param>
/// <param name="IsEdit">A person's change from outside, such as a tag: no sign of life, so an idle run stays idle.</param>
public sealed record RunBatch(RunId Run, ImmutableArray<RunOperation> Operations, Guid? Request = null, string? DeletedBy = null, bool IsEdit = false)
{
    /// <summary>A batch of deletions may hold nothing else: <see cref="DeleteAttribute"/>, <see cref="DeleteTree"/>, <see cref="DeleteSteps"/>. Other operations of it are refused.</summary>
    public bool IsOfDeletions => DeletedBy is not null || !Operations.IsDefault && Operations.Any(operation => operation is DeleteTree or DeleteSteps);
}

/// <summary>Why an operation was not applied.</summary>
public enum RejectReason
{
    /// <summary>The attribute exists with another type.</summary>
    TypeMismatch,

    /// <summary>The attribute is computed by the server (see <see cref="SystemAttributes"/>).</summary>
    ReadOnlyAttribute,

    /// <summary>String sets, or another type, are not allowed at this path.</summary>
    NotAllowedHere,

    /// <summary>A limit of <see cref="Limits"/> is exceeded.</summary>
    LimitExceeded,

    /// <summary>The value itself is malformed, such as histogram edges that do not rise.</summary>
    InvalidValue,

    /// <summary>A preview at or before the last step of its series.</summary>
    NotAfterLastStep,
}

/// <param name="Index">Place of the refused operation in its batch, from 0.</param>
/// <param name="Detail">For people: what, where, and what was expected.</param>
public readonly record struct Rejection(int Index, RejectReason Reason, string Detail);

/// <summary>What became of a write.</summary>
public abstract record WriteAnswer
{
    /// <summary>All operations but the refused ones are on disk and visible to every later read.</summary>
    /// <param name="Deletion">What to name to have it back: set when the batch deleted something that is kept.</param>
    public sealed record Written(ImmutableArray<Rejection> Rejections, DeletionId? Deletion = null) : WriteAnswer
    {
        /// <summary>Single points of <see cref="FloatOrder.Rising"/> rows that were left out, by cause. Not remembered with a request id.</summary>
        public ImmutableArray<RefusedPoints> Points { get; init; } = [];
    }

    /// <summary>There is no such run.</summary>
    public sealed record NoSuchRun : WriteAnswer;

    /// <summary>The store takes no writes (full or failed disk). Nothing of the batch is kept; reads still work.</summary>
    public sealed record ReadOnly(string Reason) : WriteAnswer;
}
