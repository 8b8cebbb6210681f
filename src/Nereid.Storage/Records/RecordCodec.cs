using System.Collections.Immutable;
using System.Diagnostics;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Series.Encoding;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Records;

/// <summary>Records as the payload of journal entries. The page is docs/formats/journal.md.</summary>
static class RecordCodec
{
    /// <summary>Written to disk: never reuse a number.</summary>
    enum Kind : byte
    {
        RunCreated = 1,
        BatchWritten = 2,
        RunsTrashed = 3,
        RowsWritten = 4,
        RunsDeleted = 5,
        RunsWritten = 6,
        DeletionMade = 7,
        DeletionRestored = 8,
        DeletionPurged = 9,
        AnnotationsChanged = 10,
    }

    public static void Write(GrowingBuffer to, RunRecord record)
    {
        switch (record)
        {
            case RunCreated created:
                to.WriteByte((byte)Kind.RunCreated);
                to.WriteHead(created.Head);
                to.WriteOperations(created.First);
                break;
            case BatchWritten batch:
                to.WriteByte((byte)Kind.BatchWritten);
                to.WriteBatch(batch);
                break;
            case RunsWritten together:
                to.WriteByte((byte)Kind.RunsWritten);
                to.WriteVarint((ulong)together.Batches.Count);
                foreach (var batch in together.Batches)
                    to.WriteBatch(batch);
                break;
            case RowsTaken rows:
                to.WriteByte((byte)Kind.RowsWritten);
                to.WriteWrite(rows.Run, rows.UnixMicros, rows.Activity, rows.Request, rows.Rejections);
                to.WriteRows(rows.Rows, rows.Series);
                break;
            case RunsTrashed trashed:
                to.WriteByte((byte)Kind.RunsTrashed);
                to.WriteBool(trashed.Trashed);
                to.WriteIds(trashed.Runs);
                break;
            case RunsDeleted deleted:
                to.WriteByte((byte)Kind.RunsDeleted);
                to.WriteIds(deleted.Runs);
                break;
            case DeletionMade made:
                to.WriteByte((byte)Kind.DeletionMade);
                to.WriteWrite(made.Run, made.UnixMicros, made.Activity, made.Request, made.Rejections);
                to.WriteDeletion(made);
                break;
            case DeletionRestored restored:
                to.WriteByte((byte)Kind.DeletionRestored);
                to.WriteWrite(restored.Run, restored.UnixMicros, restored.Activity, null, []);
                to.WriteVarint((ulong)restored.Made);
                to.WriteParts(restored.Parts);
                break;
            case DeletionPurged purged:
                to.WriteByte((byte)Kind.DeletionPurged);
                to.WriteGuid(purged.Run.Value);
                to.WriteVarint((ulong)purged.Made);
                break;
            case AnnotationsChanged changed:
                to.WriteByte((byte)Kind.AnnotationsChanged);
                to.WriteAnnotations(changed);
                break;
            default:
                throw new UnreachableException(record.GetType().Name);
        }
    }

    /// <exception cref="RecordFormatException">The bytes are not one whole record.</exception>
    public static RunRecord Read(ReadOnlySpan<byte> payload)
    {
        var from = new ByteReader(payload);
        try
        {
            var kind = (Kind)from.ReadByte();
            RunRecord record = kind switch
            {
                Kind.RunCreated => new RunCreated(from.ReadHead(), [.. from.ReadOperations()]),
                Kind.BatchWritten => from.ReadBatch(),
                Kind.RowsWritten => from.ReadRowsWritten(),
                Kind.RunsTrashed => from.ReadTrashed(),
                Kind.RunsWritten => from.ReadRunsWritten(),
                Kind.RunsDeleted => new RunsDeleted(from.ReadIds()),
                Kind.DeletionMade => from.ReadMade(),
                Kind.DeletionRestored => from.ReadRestored(),
                Kind.DeletionPurged => new DeletionPurged(new RunId(from.ReadGuid()), (long)from.ReadVarint()),
                Kind.AnnotationsChanged => from.ReadAnnotations(),
                _ => throw new RecordFormatException($"the record kind {(int)kind} is unknown"),
            };
            return !from.Failed && from.Remaining == 0 ? record : throw new RecordFormatException("a field does not fit its record");
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or NotSupportedException)
        {
            throw new RecordFormatException(fault.Message);
        }
    }

    public static void WriteRejections(this GrowingBuffer to, ImmutableArray<Rejection> rejections)
    {
        to.WriteVarint((ulong)rejections.Length);
        foreach (var rejection in rejections)
        {
            to.WriteVarint((ulong)rejection.Index);
            to.WriteByte((byte)rejection.Reason);
            to.WriteText(rejection.Detail);
        }
    }

    public static ImmutableArray<Rejection> ReadRejections(this ref ByteReader from)
    {
        var rejections = ImmutableArray.CreateBuilder<Rejection>(from.ReadCount());
        for (var i = 0; i < rejections.Capacity; i++)
            rejections.Add(new Rejection((int)from.ReadVarint(), (RejectReason)from.ReadByte(), from.ReadText()));
        return rejections.MoveToImmutable();
    }

    static void WriteWrite(this GrowingBuffer to, RunId run, long unixMicros, RunActivity activity, Guid? requestId, ImmutableArray<Rejection> rejections)
    {
        to.WriteGuid(run.Value);
        to.WriteSignedVarint(unixMicros);
        to.WriteSignedVarint(activity.LastSeenUnixMicros);
        to.WriteBool(activity.Finished);
        to.WriteSignedVarint(activity.ActiveMicros);
        to.WriteBool(requestId is not null);
        if (requestId is { } request)
        {
            to.WriteGuid(request);
            to.WriteRejections(rejections);
        }
    }

    static void WriteBatch(this GrowingBuffer to, BatchWritten batch)
    {
        to.WriteWrite(batch.Run, batch.UnixMicros, batch.Activity, batch.Request, batch.Rejections);
        to.WriteOperations(batch.Operations);
    }

    static RunsWritten ReadRunsWritten(this ref ByteReader from)
    {
        var batches = new BatchWritten[from.ReadCount()];
        for (var i = 0; i < batches.Length; i++)
            batches[i] = from.ReadBatch();
        return new RunsWritten(batches);
    }

    static BatchWritten ReadBatch(this ref ByteReader from)
    {
        from.ReadWrite(out var run, out var unixMicros, out var activity, out var request, out var rejections);
        return new BatchWritten(run, unixMicros, activity, request, rejections, from.ReadOperations());
    }

    static RowsWritten ReadRowsWritten(this ref ByteReader from)
    {
        from.ReadWrite(out var run, out var unixMicros, out var activity, out var request, out var rejections);
        return new RowsWritten(run, unixMicros, activity, request, rejections, from.ReadRows());
    }

    static DeletionMade ReadMade(this ref ByteReader from)
    {
        from.ReadWrite(out var run, out var unixMicros, out var activity, out var request, out var rejections);
        return new DeletionMade(run, unixMicros, activity, request, rejections, new DeletionId(from.ReadGuid()), from.ReadText(), from.ReadBool(), from.ReadParts());
    }

    static DeletionRestored ReadRestored(this ref ByteReader from)
    {
        from.ReadWrite(out var run, out var unixMicros, out var activity, out _, out _);
        return new DeletionRestored(run, unixMicros, activity, (long)from.ReadVarint(), from.ReadParts());
    }

    static void ReadWrite(
        this ref ByteReader from, out RunId run, out long unixMicros, out RunActivity activity, out Guid? request, out ImmutableArray<Rejection> rejections)
    {
        run = new RunId(from.ReadGuid());
        unixMicros = from.ReadSignedVarint();
        activity = new RunActivity(from.ReadSignedVarint(), from.ReadBool(), from.ReadSignedVarint());
        request = from.ReadBool() ? from.ReadGuid() : null;
        rejections = request is null ? [] : from.ReadRejections();
    }

    static RunsTrashed ReadTrashed(this ref ByteReader from)
    {
        var trashed = from.ReadBool();
        return new RunsTrashed(from.ReadIds(), trashed);
    }

    static void WriteIds(this GrowingBuffer to, IReadOnlyList<RunId> runs)
    {
        to.WriteVarint((ulong)runs.Count);
        foreach (var run in runs)
            to.WriteGuid(run.Value);
    }

    static RunId[] ReadIds(this ref ByteReader from)
    {
        var runs = new RunId[from.ReadCount()];
        for (var i = 0; i < runs.Length; i++)
            runs[i] = new RunId(from.ReadGuid());
        return runs;
    }

    static void WriteOperations(this GrowingBuffer to, IReadOnlyList<RunOperation> operations)
    {
        to.WriteVarint((ulong)operations.Count);
        foreach (var operation in operations)
            to.WriteOperation(operation);
    }

    static RunOperation[] ReadOperations(this ref ByteReader from)
    {
        var operations = new RunOperation[from.ReadCount()];
        for (var i = 0; i < operations.Length; i++)
            operations[i] = from.ReadOperation();
        return operations;
    }

    static void WriteHead(this GrowingBuffer to, RunHead head)
    {
        to.WriteGuid(head.Id.Value);
        to.WriteGuid(head.Project.Value);
        to.WriteByte((byte)head.Kind);
        to.WriteText(head.ShortId);
        to.WriteSignedVarint(head.Number);
        to.WriteText(head.CustomId);
        to.WriteBool(head.Model is not null);
        if (head.Model is { } model)
            to.WriteGuid(model.Value);
        to.WriteBool(head.Fork is not null);
        if (head.Fork is { } fork)
        {
            to.WriteGuid(fork.Parent.Value);
            to.WriteStep(fork.Step);
        }
        to.WriteText(head.Owner);
        to.WriteSignedVarint(head.CreatedUnixMicros);
    }

    /// <summary>As a run is when it was just created; what changes later is in later records.</summary>
    static RunHead ReadHead(this ref ByteReader from)
    {
        var id = new RunId(from.ReadGuid());
        var project = new ProjectId(from.ReadGuid());
        var kind = (RunKind)from.ReadByte();
        var shortId = from.ReadText();
        var number = from.ReadSignedVarint();
        var customId = from.ReadTextOrNull();
        RunId? model = from.ReadBool() ? new RunId(from.ReadGuid()) : null;
        var fork = from.ReadBool() ? new ForkPoint(new RunId(from.ReadGuid()), from.ReadStep()) : null;
        var owner = from.ReadText();
        var created = from.ReadSignedVarint();
        return new RunHead(id, project, kind, shortId, number, customId, model, fork, owner, Trashed: false, created, created, created, Finished: false, 0);
    }
}
