using Nereid.Domain;
using Nereid.Domain.Operations;

namespace Nereid.Storage.Writing;

/// <summary>What a caller must keep to who writes to several runs as one.</summary>
static class TogetherCheck
{
    public static void Throw(IReadOnlyList<RunBatch> batches)
    {
        if (batches.Any(batch => batch.Request is not null) || batches.DistinctBy(batch => batch.Run).Count() != batches.Count)
            throw new ArgumentException("Batches that go together are of different runs and have no request ids.", nameof(batches));
        if (batches.Sum(batch => batch.Operations.Length) > Limits.OperationsPerBatch)
            throw new ArgumentException($"More than {Limits.OperationsPerBatch} operations together.", nameof(batches));
    }
}
