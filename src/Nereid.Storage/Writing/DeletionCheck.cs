using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>Decides on the operations of a batch of deletions. Pure; every store asks here.</summary>
static class DeletionCheck
{
    /// <param name="index">Place of the operation in its batch.</param>
    /// <param name="existing">Type of the attribute at its path; null when there is none.</param>
    public static Rejection? Fault(RunOperation operation, int index, int count, AttributeType? existing)
    {
        if (index >= Limits.OperationsPerBatch)
            return BatchLimit.Rejection(index, count);
        return Fault(operation, existing) is { } refusal ? new Rejection(index, refusal.Reason, refusal.Detail) : null;
    }

    static Refusal? Fault(RunOperation operation, AttributeType? existing)
    {
        if (operation.Path.Text is null)
            return new Refusal(RejectReason.InvalidValue, "The operation has no attribute path.");
        if (operation is not DeleteTree && SystemAttributes.Computed.ContainsKey(operation.Path.Text))
            return new Refusal(RejectReason.ReadOnlyAttribute, $"'{operation.Path}' is computed by the server and cannot be written.");
        return operation switch
        {
            DeleteAttribute or DeleteTree => null,
            DeleteSteps { From.IsNext: true } or DeleteSteps { To.IsNext: true } => new(RejectReason.InvalidValue, $"The steps to delete of '{operation.Path}' must be numbers."),
            DeleteSteps { From: { } from, To: { } to } when from > to =>
                new(RejectReason.InvalidValue, $"The steps to delete of '{operation.Path}' begin at {from}, behind their end at {to}."),
            DeleteSteps => existing is { } type && !type.IsSeries()
                ? new(RejectReason.TypeMismatch, $"'{operation.Path}' has the type {type}; only a series has steps to delete.")
                : null,
            _ => new(RejectReason.InvalidValue, "A batch of deletions holds nothing else; send other operations in a batch of their own."),
        };
    }

    /// <summary>Whether a path is the root of a tree or lies in it.</summary>
    public static bool IsInTree(AttributePath path, AttributePath root) =>
        path == root || path.Text.Length > root.Text.Length && path.Text.StartsWith(root.Text, StringComparison.Ordinal) && path.Text[root.Text.Length] == '/';
}
