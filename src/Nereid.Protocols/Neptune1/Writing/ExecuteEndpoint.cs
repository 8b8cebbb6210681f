using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;
using Nereid.Protocols.Neptune1.Files;

namespace Nereid.Protocols.Neptune1.Writing;

/// <summary>Takes a batch of operations, the way by which nearly all data of a run arrives.</summary>
/// <remarks>The whole body is read before anything is applied, so a body that is cut off changes nothing. Refused operations are listed in a
/// 200: a 4xx would end the client's background thread and lose the rest of the run.</remarks>
sealed class ExecuteEndpoint(Lookup lookup, IRunWriter writer, ImageStore images, FileSets sets, RepeatedRequests repeated)
{
    /// <summary>Typical batches fit at once; larger ones are read in pieces of this size, or of the largest operation.</summary>
    const int BufferBytes = 256 * 1024;

    public async Task<IResult> ExecuteAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("experimentId");
        var run = await lookup.RunAsync(context, identifier, ProjectRole.Contributor, cancel);
        if (run.Value is not { } open)
            return Lookup.RunFault(run.Refusal, identifier);

        var (reader, content) = await ReadAsync(context.Request.Body, cancel);
        var outcome = await ApplyAsync(open.Run, reader, content, cancel);
        if (outcome.Refusal is not null)
            return outcome.Refusal;
        if (reader.CountsOn)
            context.Response.OnCompleted(() =>
            {
                if (!context.RequestAborted.IsCancellationRequested)
                    repeated.Answered(open.Run.Id, content);
                return Task.CompletedTask;
            });
        return new JsonAnswer(json =>
        {
            json.WriteStartArray();
            foreach (var fault in outcome.Faults)
            {
                json.WriteStartObject();
                json.WriteString("errorDescription"u8, fault);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    static async Task<(OperationsReader Reader, byte[] Content)> ReadAsync(Stream body, CancellationToken cancel)
    {
        var reader = new OperationsReader();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var (held, final) = (0, false); !final;)
            {
                while (held < buffer.Length && !final)
                {
                    var read = await body.ReadAsync(buffer.AsMemory(held), cancel);
                    hash.AppendData(buffer, held, read);
                    held += read;
                    final = read == 0;
                }

                var used = reader.Feed(buffer.AsSpan(0, held), final);
                buffer.AsSpan(used, held - used).CopyTo(buffer);
                held -= used;
                if (held == buffer.Length)
                    buffer = Larger(buffer);
            }

            return (reader, hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>One operation is larger than the buffer; doubling keeps the cost of reading it again in proportion to its size.</summary>
    static byte[] Larger(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    async Task<(Fault? Refusal, IEnumerable<string> Faults)> ApplyAsync(
        RunHead head, OperationsReader reader, byte[] content, CancellationToken cancel)
    {
        var run = head.Id;
        var faults = new SortedDictionary<int, string>();
        var waiting = new List<(int Place, RunOperation Operation)>();
        var id = reader.CountsOn ? repeated.IdOf(run, content) : (Guid?)null;
        Fault? refusal = null;
        for (var i = 0; i < reader.Items.Count && refusal is null; i++)
        {
            switch (reader.Items[i])
            {
                case { Fault: { } fault }:
                    faults.Add(i, fault);
                    break;
                case { Removal: { } removal }:
                    // Files of a set are not the writer's, so what comes before must be applied before.
                    refusal = await WriteAsync(run, waiting, id, faults, cancel)
                        ?? await RemoveAsync(head, i, removal, faults, cancel);
                    break;
                case { Operation: var operation, Images: var log }:
                    waiting.Add((i, operation ?? await images.StoreAsync(head.Project, log!, cancel)));
                    if (waiting.Count == Limits.OperationsPerBatch)
                        refusal = await WriteAsync(run, waiting, id, faults, cancel);
                    break;
            }
        }

        return (refusal ?? await WriteAsync(run, waiting, id, faults, cancel), faults.Values);
    }

    /// <summary>Writes and forgets what waits; refused operations become faults at their places.</summary>
    async Task<Fault?> WriteAsync(
        RunId run, List<(int Place, RunOperation Operation)> waiting, Guid? id, SortedDictionary<int, string> faults, CancellationToken cancel)
    {
        if (waiting.Count == 0)
            return null;
        var batch = new RunBatch(run, [.. waiting.Select(item => item.Operation)], IdOfPart(id, waiting[0].Place));
        switch (await writer.WriteAsync(batch, cancel))
        {
            case WriteAnswer.Written written:
                foreach (var rejection in written.Rejections)
                    faults.Add(waiting[rejection.Index].Place, rejection.Detail);
                waiting.Clear();
                return null;
            case WriteAnswer.ReadOnly readOnly:
                return Fault.TakesNoWrites(readOnly.Reason);
            default:
                return Fault.NotFound($"The run {run} was deleted.");
        }
    }

    async Task<Fault?> RemoveAsync(RunHead run, int place, FileRemoval removal, SortedDictionary<int, string> faults, CancellationToken cancel)
    {
        switch (await sets.RemoveAsync(run.Project, new SeriesId(run.Id, removal.Path), removal.Names, cancel))
        {
            case SetAnswer.Refused refused:
                faults.Add(place, refused.Reason);
                return null;
            case SetAnswer.ReadOnly readOnly:
                return Fault.TakesNoWrites(readOnly.Reason);
            default:
                return null;
        }
    }

    /// <summary>A very large request is several batches, each known again by itself.</summary>
    static Guid? IdOfPart(Guid? id, int start)
    {
        if (id is not { } whole || start == 0)
            return id;
        Span<byte> bytes = stackalloc byte[16 + sizeof(int)];
        whole.TryWriteBytes(bytes);
        BitConverter.TryWriteBytes(bytes[16..], start);
        return new Guid(SHA256.HashData(bytes).AsSpan(0, 16));
    }
}
