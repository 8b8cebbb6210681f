using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Deleting parts of a run, having them back, and giving them up.</summary>
static class DeletionEndpoints
{
    const int ShownParts = 1000;

    public static void MapDeletions(this IEndpointRouteBuilder api)
    {
        api.MapPost("/runs/{runId}/deletions", DeleteAsync).WithName("deleteParts").WithTags("runs")
            .WithSummary("Deletes attributes, trees of attributes, or steps of series. They are gone at once and can be restored until the time that the server keeps deletions is over.");
        api.MapGet("/runs/{runId}/deletions", ListAsync).WithName("listDeletions").WithTags("runs")
            .WithSummary("What was deleted of a run and can be restored, the newest first.");
        api.MapPost("/runs/{runId}/deletions/{deletionId}/restore", RestoreAsync).WithName("restoreDeletion").WithTags("runs")
            .WithSummary("Brings back what a deletion took away, as far as its place is free. Of two points at one step the newer stays.");
        api.MapDelete("/runs/{runId}/deletions/{deletionId}", PurgeAsync).WithName("purgeDeletion").WithTags("runs")
            .WithSummary("Gives up what a deletion keeps, for good; its bytes leave the server's files within minutes.");
    }

    static async Task<Results<Ok<DeletionMadeDto>, Problem>> DeleteAsync(
        Guid runId, NewDeletionDto body, HttpContext http, ProjectGate gate, IRunWriter writer, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        if (body.Parts.Count > Limits.OperationsPerBatch)
            return Problems.Invalid("$.parts", $"Expected at most {Limits.OperationsPerBatch} parts, got {body.Parts.Count}.");

        var rejections = new List<RejectionDto>();
        var operations = ImmutableArray.CreateBuilder<RunOperation>(body.Parts.Count);
        var places = new List<int>(body.Parts.Count);
        for (var i = 0; i < body.Parts.Count; i++)
            if (Read(body.Parts[i], out var fault) is { } operation)
            {
                operations.Add(operation);
                places.Add(i);
            }
            else
            {
                rejections.Add(new RejectionDto(i, RejectReason.InvalidValue, fault));
            }

        switch (await writer.WriteAsync(new RunBatch(open.Run.Id, operations.ToImmutable(), DeletedBy: http.Caller().User.Username), cancel))
        {
            case WriteAnswer.Written written:
                rejections.AddRange(written.Rejections.Select(refused => new RejectionDto(places[refused.Index], refused.Reason, refused.Detail)));
                return TypedResults.Ok(new DeletionMadeDto(written.Deletion?.Value, [.. rejections.OrderBy(refused => refused.Index)]));
            case WriteAnswer.ReadOnly readOnly:
                return Problems.ReadOnly(readOnly.Reason);
            case WriteAnswer.NoSuchRun:
                return Problems.NoSuchRun();
            case var other:
                throw new UnreachableException(other.GetType().Name);
        }
    }

    static RunOperation? Read(NewDeletionPartDto part, out string fault)
    {
        if (!AttributePath.TryParse(part.Path, out var path, out fault!))
            return null;
        if (part.Kind != DeletionKind.Steps && (part.From ?? part.To) is not null)
            fault = $"'{path}': only steps have a range.";
        else if (!TryRead(part.From, out var from) || !TryRead(part.To, out var to))
            fault = $"'{path}': the ends of the steps must be finite numbers.";
        else
            return part.Kind switch
            {
                DeletionKind.Attribute => new DeleteAttribute(path),
                DeletionKind.Tree => new DeleteTree(path),
                DeletionKind.Steps => new DeleteSteps(path, from, to),
                _ => throw new UnreachableException(part.Kind.ToString()),
            };
        return null;
    }

    static bool TryRead(double? given, out Step? step)
    {
        step = null;
        if (given is not { } value)
            return true;
        if (!Step.TryFrom(value, out var read))
            return false;
        step = read;
        return true;
    }

    static async Task<Results<Ok<DeletionListDto>, Problem>> ListAsync(Guid runId, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        return TypedResults.Ok(new DeletionListDto([.. (await runs.GetDeletionsAsync(open.Run.Id, cancel)).Select(Describe)]));
    }

    static DeletionDto Describe(KeptDeletion deletion) => new(deletion.Id.Value, Moments.ToUtc(deletion.UnixMicros), deletion.By, deletion.Parts.Length,
        [.. deletion.Parts.Take(ShownParts).Select(part => new DeletionPartDto(
            part.Range is null ? DeletionKind.Attribute : DeletionKind.Steps, part.Path.Text, part.Type, part.Range?.From?.Value, part.Range?.To?.Value))]);

    static async Task<Results<Ok<RestoredDto>, Problem>> RestoreAsync(
        Guid runId, Guid deletionId, HttpContext http, ProjectGate gate, IRunWriter writer, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        var answer = await writer.RestoreDeletedAsync(open.Run.Id, new DeletionId(deletionId), cancel);
        if (answer.ReadOnlyReason is { } reason)
            return Problems.ReadOnly(reason);
        return answer.WasKept ? TypedResults.Ok(new RestoredDto([.. answer.Blocked.Select(path => path.Text)])) : Problems.NoSuchDeletion();
    }

    static async Task<Results<NoContent, Problem>> PurgeAsync(
        Guid runId, Guid deletionId, HttpContext http, ProjectGate gate, IRunWriter writer, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        var answer = await writer.PurgeDeletedAsync(open.Run.Id, new DeletionId(deletionId), cancel);
        if (answer.ReadOnlyReason is { } reason)
            return Problems.ReadOnly(reason);
        return answer.WasKept ? TypedResults.NoContent() : Problems.NoSuchDeletion();
    }
}
