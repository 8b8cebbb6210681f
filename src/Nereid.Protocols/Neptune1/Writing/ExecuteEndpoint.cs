using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;
using Nereid.Protocols.Neptune1.Files;

namespace Nereid.Protocols.Neptune1.Writing;

/// <summary>Takes a batch of operations, the way by which nearly all data of a run arrives.</summary>
/// <remarks>The whole body is read before anything is applied, so a body that is cut off changes nothing. Refused operations are listed in a
/// 200: a 4xx would end the client's background thread and lose the rest of the run.</remarks>
sealed class ExecuteEndpoint(Lookup lookup, IRunWriter writer, ImageStore images, RepeatedRequests repeated)
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
        var outcome = await ApplyAsync(open.Run.Id, reader, content, cancel);
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
        RunId run, OperationsReader reader, byte[] content, CancellationToken cancel)
    {
        var faults = new SortedDictionary<int, string>();
        var operations = ImmutableArray.CreateBuilder<RunOperation>();
        var places = new List<int>();
        for (var i = 0; i < reader.Items.Count; i++)
        {
            var item = reader.Items[i];
            if (item.Fault is not null)
            {
                faults.Add(i, item.Fault);
                continue;
            }

            operations.Add(item.Operation ?? await images.StoreAsync(item.Images!, cancel));
            places.Add(i);
        }

        var id = reader.CountsOn ? repeated.IdOf(run, content) : (Guid?)null;
        for (var start = 0; start < operations.Count; start += Limits.OperationsPerBatch)
        {
            var part = operations.Count <= Limits.OperationsPerBatch
                ? operations.ToImmutable()
                : [.. operations.Skip(start).Take(Limits.OperationsPerBatch)];
            switch (await writer.WriteAsync(new RunBatch(run, part, IdOfPart(id, start)), cancel))
            {
                case WriteAnswer.Written written:
                    foreach (var rejection in written.Rejections)
                        faults.Add(places[start + rejection.Index], rejection.Detail);
                    break;
                case WriteAnswer.NoSuchRun:
                    return (Fault.NotFound($"The run {run} was deleted."), []);
                case WriteAnswer.ReadOnly readOnly:
                    return (Fault.TakesNoWrites(readOnly.Reason), []);
            }
        }

        return (null, faults.Values);
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
