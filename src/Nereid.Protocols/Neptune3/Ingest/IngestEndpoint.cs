using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>Takes the requests of the 3.x client. The whole body is decoded before anything is applied, and everything is applied and on disk
/// before the answer, so that a status check never finds a request half done.</summary>
/// <remarks>Permanent refusals are codes in a 200: the client repeats nearly every other status for ever.</remarks>
sealed class IngestEndpoint(ProjectGate gate, ICatalog catalog, IFirstUse firstUse, IRunReader runs, IRunWriter writer, RunCreations creations, TimeProvider time)
{
    /// <summary>The client sends at most 16 MiB in one request.</summary>
    public const int BodyBytes = 20 * 1024 * 1024;

    const int FirstBytes = 64 * 1024;

    public async Task<IResult> IngestAsync(HttpContext context, CancellationToken cancel)
    {
        var user = context.Caller().User;
        using var body = await PooledBody.ReadAsync(context.Request, FirstBytes, BodyBytes, cancel);
        using var request = RequestDecoder.Decode(body.Span, time.GetUtcNow().ToUnixMicros());
        if (request.Project.Split('/') is not [{ Length: > 0 and <= Limits.NameLength } workspace, { Length: > 0 and <= Limits.NameLength } name])
            return Accepted(Outcome.Of(IngestCode.ProjectInvalidName));

        var project = await gate.OpenProjectAsync(user, workspace, name, ProjectRole.Contributor, cancel);
        if (project.Refusal == Refusal.Forbidden)
            return new RequestRefusal(StatusCodes.Status403Forbidden, $"Your role in project '{request.Project}' does not allow writing.");
        var opened = project.Value;
        if (opened is null && request.CreateMissingProject && await catalog.FindProjectAsync(workspace, name, cancel) is null)
            opened = await firstUse.CreateAsync(user, workspace, name, cancel);
        if (opened is null)
            return Accepted(Outcome.Of(IngestCode.ProjectNotFound));

        if (request.Creation is { } creation)
            return Answer(await creations.CreateAsync(opened, user, request.Run, creation, cancel));
        if (request.Run.Length == 0 || await runs.FindByCustomIdAsync(opened.Id, RunKind.Run, request.Run, cancel) is not { } run)
            return Accepted(Outcome.Of(IngestCode.RunNotFound));
        request.PlaceFiles(opened.Id);
        if (run.Fork is { } fork)
            await RefusePreviewsBeforeForkAsync(run.Id, fork.Step, request, cancel);
        return Answer(await ApplyAsync(run.Id, request, body.Memory, cancel));
    }

    /// <summary>The outcome is in the id, so this asks nobody.</summary>
    public static async Task<IResult> CheckAsync(HttpContext context, CancellationToken cancel)
    {
        using var body = await PooledBody.ReadAsync(context.Request, FirstBytes, BodyBytes, cancel);
        return Protobuf(Statuses(body.Span));
    }

    static MessageWriter Statuses(ReadOnlySpan<byte> list)
    {
        var answer = new MessageWriter();
        var reader = new MessageReader(list);
        while (reader.TryReadTag())
        {
            if (reader.Tag != ((1 << 3) | WireTag.Bytes))
            {
                reader.Skip();
                continue;
            }

            var id = "";
            var item = new MessageReader(reader.ReadBytes());
            while (item.TryReadTag())
            {
                if (item.Tag == ((1 << 3) | WireTag.Bytes))
                    id = item.ReadText();
                else
                    item.Skip();
            }

            answer.Message(1, Outcome.OfRequestId(id)?.ToStatus() ?? Outcome.UnknownStatus());
        }

        return answer;
    }

    /// <summary>A preview stands beyond what is final, inherited points included.</summary>
    async ValueTask RefusePreviewsBeforeForkAsync(RunId run, Step fork, IngestRequest request, CancellationToken cancel)
    {
        for (var i = request.Operations.Count - 1; i >= 0; i--)
        {
            if (request.Operations[i] is not PreviewFloats { Points: [var point] } preview || point.Step > fork
                || await runs.GetSeriesAsync(new SeriesId(run, preview.Path, Lineage.Full), cancel) is not FloatSeriesValue { Count: > 0 } series
                || point.Step > series.LastStep)
                continue;
            request.Operations.RemoveAt(i);
            request.Refused.Add(IngestCode.PreviewNotAfterLastStep, 1);
        }
    }

    async Task<WriteResult> ApplyAsync(RunId run, IngestRequest request, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var outcome = request.Refused;
        for (var start = 0; start < request.Operations.Count; start += Limits.OperationsPerBatch)
        {
            var part = request.Operations.GetRange(start, Math.Min(Limits.OperationsPerBatch, request.Operations.Count - start));
            switch (await writer.WriteAsync(new RunBatch(run, [.. part], request.CountsOn ? IdOf(body.Span, start) : null), cancel))
            {
                case WriteAnswer.Written written:
                    foreach (var rejection in written.Rejections)
                        outcome.Add(CodeOf(rejection.Reason, part[rejection.Index]), 1);
                    outcome.Add(IngestCode.Ok, part.Count - written.Rejections.Length);
                    break;
                case WriteAnswer.ReadOnly readOnly:
                    return new WriteResult(null, readOnly.Reason);
                default:
                    return new WriteResult(Outcome.Of(IngestCode.RunNotFound), null);
            }
        }

        return request.Rows.EntryCount == 0 ? new WriteResult(outcome, null) : await ApplyRowsAsync(run, request, outcome, cancel);
    }

    async Task<WriteResult> ApplyRowsAsync(RunId run, IngestRequest request, Outcome outcome, CancellationToken cancel)
    {
        switch (await writer.WriteRowsAsync(run, request.Rows, null, cancel))
        {
            case WriteAnswer.Written written:
                var codes = written.Rejections.ToDictionary(each => each.Index, each => CodeOf(each.Reason, null));
                var refused = 0;
                for (var row = 0; codes.Count > 0 && row < request.Rows.RowCount; row++)
                {
                    foreach (var path in request.Rows.PathsOf(row))
                    {
                        if (!codes.TryGetValue(path, out var code))
                            continue;
                        outcome.Add(code, 1);
                        refused++;
                    }
                }

                var left = 0L;
                foreach (var (fault, count) in written.Points)
                {
                    outcome.Add(CodeOf(fault), count);
                    left += count;
                }

                outcome.Add(IngestCode.Ok, request.Rows.EntryCount - refused - left);
                return new WriteResult(outcome, null);
            case WriteAnswer.ReadOnly readOnly:
                return new WriteResult(null, readOnly.Reason);
            default:
                return new WriteResult(Outcome.Of(IngestCode.RunNotFound), null);
        }
    }

    static IngestCode CodeOf(RejectReason reason, RunOperation? operation) => reason switch
    {
        RejectReason.TypeMismatch => IngestCode.TypeConflicting,
        RejectReason.ReadOnlyAttribute => IngestCode.PathNotWritable,
        RejectReason.LimitExceeded => operation switch
        {
            AddToSet or RemoveFromSet or AssignValue { Value: StringSetValue } => IngestCode.StringSetTooLarge,
            AppendStrings or AssignValue { Value: StringValue } => IngestCode.StringTooLong,
            // More previews at once than are kept.
            PreviewFloats => IngestCode.TypeUnsupported,
            _ => IngestCode.PathTooLong,
        },
        RejectReason.NotAfterLastStep => IngestCode.PreviewNotAfterLastStep,
        RejectReason.NotAllowedHere => IngestCode.TypeUnsupported,
        RejectReason.InvalidValue => operation is null ? IngestCode.PathInvalid : IngestCode.TypeUnsupported,
        _ => throw new UnreachableException(reason.ToString()),
    };

    static IngestCode CodeOf(PointFault fault) => fault switch
    {
        PointFault.Duplicate => IngestCode.PointDuplicate,
        PointFault.NotAfterLast => IngestCode.StepNotIncreasing,
        PointFault.NotAfterFork => IngestCode.StepNotAfterForkPoint,
        PointFault.EarlierTime => IngestCode.TimeDecreasing,
        _ => throw new UnreachableException(fault.ToString()),
    };

    /// <summary>The client sends a request again byte for byte; its points carry times, so equal bytes are the same request.</summary>
    static Guid IdOf(ReadOnlySpan<byte> body, int start)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        BitConverter.TryWriteBytes(hash, BitConverter.ToInt32(hash) + start);
        return new Guid(hash[..16]);
    }

    static IResult Answer(WriteResult result) => result.Outcome is { } outcome
        ? Accepted(outcome)
        : new RequestRefusal(StatusCodes.Status503ServiceUnavailable, $"The server takes no writes now: {result.ReadOnlyReason}");

    /// <summary>The message <c>SubmitResponse</c>. The client reads the list, others the single id.</summary>
    static IResult Accepted(Outcome outcome)
    {
        var id = outcome.ToRequestId(Guid.CreateVersion7());
        var answer = new MessageWriter();
        answer.Text(1, id);
        answer.Text(2, id);
        return Protobuf(answer);
    }

    static IResult Protobuf(MessageWriter message) => Results.Bytes(message.ToArray(), "application/x-protobuf");
}

/// <param name="Outcome">Null when the store takes no writes, for the reason beside it.</param>
readonly record struct WriteResult(Outcome? Outcome, string? ReadOnlyReason);
