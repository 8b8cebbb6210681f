using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Records;
using Nereid.Storage.Series.Encoding;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Sqlite;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Checks the batches of one commit group: against what is applied, as changed by what earlier batches of the group will do.</summary>
sealed class GroupCheck(Statements database, RunCache cache)
{
    readonly Dictionary<(CachedRun Run, AttributePath Path), AttributeFacts?> _pending = [];
    readonly Dictionary<(CachedRun Run, Guid Request), ImmutableArray<Rejection>> _pendingRequests = [];
    readonly HashSet<RunId> _batches = [];
    readonly HashSet<RunId> _rows = [];
    readonly RisingCheck _rising = new(database, cache);

    /// <summary>Rows look at what is applied, so a run's rows and its batches do not share a group, nor do rows that must rise with any others.</summary>
    public bool IsForNextGroup(WriteSubmission submission) => (submission is RowsSubmission ? _batches : _rows).Contains(submission.Run)
        || submission is RowsSubmission { Rows.Order: FloatOrder.Rising } && _rows.Contains(submission.Run);

    /// <summary>Finds the series of rows.</summary>
    /// <param name="created">Takes what makes the series that are not there yet; the rows then wait for the next group.</param>
    public CheckedRows Check(CachedRun run, RowsSubmission submission, List<RunOperation> created)
    {
        var rows = submission.Rows;
        var series = new SeriesHead?[rows.PathCount];
        var rejections = ImmutableArray.CreateBuilder<Rejection>();
        for (var number = 0; number < series.Length; number++)
        {
            var known = run.Paths.Find(rows.Path(number), rows.PathHash(number)) ?? Find(run, rows, number, created, rejections);
            series[number] = known?.Floats;
        }
        var answer = rejections.ToImmutable();
        if (created.Count > 0)
        {
            _batches.Add(run.Head.Id);
            return new CheckedRows(rows, series, answer, []);
        }
        _rows.Add(run.Head.Id);
        if (submission.Request is { } request)
            _pendingRequests[(run, request)] = answer;
        return rows.Order == FloatOrder.Rising ? _rising.Check(run, rows, series, answer) : new CheckedRows(rows, series, answer, []);
    }

    CachedAttribute? Find(CachedRun run, FloatRows rows, int number, List<RunOperation> created, ImmutableArray<Rejection>.Builder rejections)
    {
        if (!Utf8.IsValid(rows.Path(number)))
        {
            rejections.Add(new Rejection(number, RejectReason.InvalidValue, "The attribute path is not valid UTF-8."));
            return null;
        }
        if (!AttributePath.TryParse(Encoding.UTF8.GetString(rows.Path(number)), out var path, out var fault))
        {
            rejections.Add(new Rejection(number, rows.Path(number).Length > Limits.PathBytes ? RejectReason.LimitExceeded : RejectReason.InvalidValue, fault));
            return null;
        }
        var known = cache.Attribute(run, path);
        var resolution = OperationCheck.Resolve(new AppendFloats(path, default), known?.Facts);
        if (resolution.Refusal is { } refusal)
        {
            rejections.Add(new Rejection(number, refusal.Reason, refusal.Detail));
            return null;
        }
        if (known is null)
            created.Add(resolution.Operation!);
        else
            run.Paths.Add(rows.Path(number), rows.PathHash(number), known);
        return known;
    }

    /// <summary>True for a write that changes nothing but the points of float series that exist: the database need not know of it yet.</summary>
    public bool IsFloatsOnly(CachedRun run, BatchWritten batch) => batch.Request is null && batch.Operations.All(operation =>
        operation is AppendFloats { Points.Length: > 0 } && cache.Attribute(run, operation.Path) is { Type: AttributeType.FloatSeries });

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
        _batches.Add(run.Head.Id);
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
        _batches.Clear();
        _rows.Clear();
    }
}

/// <summary>Rows as they are to be journalled.</summary>
/// <param name="Rows">The caller's, or a copy without the points that were refused one by one.</param>
/// <param name="Series">By path number of <paramref name="Rows"/>; null for a path that was refused.</param>
/// <param name="Rejections">By path number of the caller's rows.</param>
readonly record struct CheckedRows(FloatRows Rows, SeriesHead?[] Series, ImmutableArray<Rejection> Rejections, ImmutableArray<RefusedPoints> Refused);
