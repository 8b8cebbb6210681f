using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Records;
using Nereid.Storage.Series.Encoding;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Checks the batches of one commit group: against what is applied, as changed by what earlier batches of the group will do.</summary>
sealed class GroupCheck(Statements database, RunCache cache)
{
    readonly Dictionary<(CachedRun Run, AttributePath Path), AttributeFacts?> _pending = [];
    readonly Dictionary<(CachedRun Run, Guid Request), ImmutableArray<Rejection>> _pendingRequests = [];

    /// <summary>The answer to a request that was taken before, in this group or long ago; null when it is new.</summary>
    public ImmutableArray<Rejection>? Earlier(CachedRun run, Guid request)
    {
        if (_pendingRequests.TryGetValue((run, request), out var pending))
            return pending;
        if (run.Requests == 0)
            return null;
        var row = database["SELECT rejections FROM requests WHERE run = ?1 AND request = ?2"].Bind(1, run.Row).Bind(2, request);
        if (!row.Step())
            return null;
        var from = new ByteReader(row.Bytes(0));
        var rejections = from.ReadRejections();
        row.Reset();
        return rejections;
    }

    /// <summary>Resolves the operations of a batch in order.</summary>
    /// <param name="accepted">Takes the operations to journal and apply.</param>
    public ImmutableArray<Rejection> Check(CachedRun run, RunBatch batch, List<RunOperation> accepted)
    {
        var rejections = ImmutableArray.CreateBuilder<Rejection>();
        for (var i = 0; i < batch.Operations.Length; i++)
        {
            if (i >= Limits.OperationsPerBatch)
                rejections.Add(BatchLimit.Rejection(i, batch.Operations.Length));
            else if (Resolve(run, batch.Operations[i], accepted) is { } refusal)
                rejections.Add(new Rejection(i, refusal.Reason, refusal.Detail));
        }
        var answer = rejections.ToImmutable();
        if (batch.Request is { } request)
            _pendingRequests[(run, request)] = answer;
        return answer;
    }

    Refusal? Resolve(CachedRun run, RunOperation operation, List<RunOperation> accepted)
    {
        AttributeFacts? facts = null;
        if (operation.Path.Text is not null && !_pending.TryGetValue((run, operation.Path), out facts))
            facts = cache.Attribute(run, operation.Path)?.Facts;
        var resolution = OperationCheck.Resolve(operation, facts);
        if (resolution.Operation is { } resolved)
        {
            accepted.Add(resolved);
            _pending[(run, resolved.Path)] = AttributeFacts.After(resolved, facts);
        }
        return resolution.Refusal;
    }

    /// <summary>Forgets the group, once it is applied.</summary>
    public void Clear()
    {
        _pending.Clear();
        _pendingRequests.Clear();
    }
}
