using Nereid.Domain;
using Nereid.Domain.Operations;

namespace Nereid.Storage.Writing;

static class BatchLimit
{
    /// <summary>For the operations past the bound; those before it are applied.</summary>
    public static Rejection Rejection(int index, int operations) => new(index, RejectReason.LimitExceeded,
        $"The batch has {operations} operations; at most {Limits.OperationsPerBatch} are allowed, later ones were not applied.");
}
