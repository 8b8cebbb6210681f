using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Writing to a run.</summary>
static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder api) =>
        api.MapPost("/runs/{runId}/operations", WriteAsync).WithName("writeOperations").WithTags("runs")
            .WithMetadata(new RequestSizeLimitAttribute(Limits.RequestBytes))
            .WithSummary("Applies operations in order. The answer comes when they are on disk; refused ones are listed, the others stand.");

    static async Task<Results<Ok<WriteResultDto>, Problem>> WriteAsync(
        Guid runId, OperationBatchDto body, HttpContext http, ProjectGate gate, IRunWriter writer, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        if (body.Operations.Count > Limits.OperationsPerBatch)
            return Problems.Invalid("$.operations", $"Expected at most {Limits.OperationsPerBatch} operations, got {body.Operations.Count}.");

        var rejections = new List<RejectionDto>();
        var operations = ImmutableArray.CreateBuilder<RunOperation>(body.Operations.Count);
        // The place in the request of each operation that is passed on.
        var places = new List<int>(body.Operations.Count);
        for (var i = 0; i < body.Operations.Count; i++)
        {
            if (OperationReader.Read(body.Operations[i], out var fault) is { } operation)
            {
                operations.Add(operation);
                places.Add(i);
            }
            else
            {
                rejections.Add(new RejectionDto(i, RejectReason.InvalidValue, fault));
            }
        }

        switch (await writer.WriteAsync(new RunBatch(open.Run.Id, operations.ToImmutable(), body.RequestId, IsEdit: http.Caller().IsInBrowser), cancel))
        {
            case WriteAnswer.Written written:
                rejections.AddRange(written.Rejections.Select(refused => new RejectionDto(places[refused.Index], refused.Reason, refused.Detail)));
                return TypedResults.Ok(new WriteResultDto([.. rejections.OrderBy(refused => refused.Index)]));
            case WriteAnswer.ReadOnly readOnly:
                return Problems.ReadOnly(readOnly.Reason);
            case WriteAnswer.NoSuchRun:
                return Problems.NoSuchRun();
            case var other:
                throw new System.Diagnostics.UnreachableException(other.GetType().Name);
        }
    }
}
