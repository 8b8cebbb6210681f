using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Records;

/// <summary>One accepted change, as the journal keeps it and as it is applied: every step concrete, every id and time decided.</summary>
abstract record RunRecord;

/// <param name="First">As <see cref="OperationCheck"/> resolved them.</param>
sealed record RunCreated(RunHead Head, ImmutableArray<RunOperation> First) : RunRecord;

/// <param name="UnixMicros">When the server took the batch.</param>
/// <param name="Activity">Of the run, after the batch.</param>
/// <param name="Request">Kept together with <paramref name="Rejections"/>, so that a repeated request gets the same answer.</param>
/// <param name="Operations">As <see cref="OperationCheck"/> resolved them; without the refused ones.</param>
sealed record BatchWritten(
    RunId Run, long UnixMicros, RunActivity Activity, Guid? Request, ImmutableArray<Rejection> Rejections, IReadOnlyList<RunOperation> Operations) : RunRecord;

sealed record RunsTrashed(IReadOnlyList<RunId> Runs, bool Trashed) : RunRecord;
