using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Which files the version of an artifact consists of, as clients that track them have said.</summary>
static class ArtifactEndpoints
{
    const int MaxFiles = 10_000;

    public static void MapArtifacts(this IEndpointRouteBuilder api) =>
        api.MapGet("/runs/{runId}/artifact", ReadAsync).WithName("readArtifact").OpenToGuests().WithTags("files")
            .WithSummary("The files of an artifact attribute by path, hash and size; of very many the first ones.");

    static async Task<Results<Ok<ArtifactFilesDto>, Problem>> ReadAsync(
        Guid runId, string path, HttpContext http, ProjectGate gate, IRunReader runs, IArtifactStore artifacts, CancellationToken cancel)
    {
        if (!AttributePath.TryParse(path, out var attribute, out var fault))
            return Problems.Invalid("path", fault);
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        if (await runs.GetAttributeAsync(open.Run.Id, attribute, cancel) is not ArtifactValue { Hash: var hash })
            return Problems.NoSuchFile($"The run has no artifact named '{attribute.Text}'.");
        if (await artifacts.ReadAsync(open.Project.Id, hash, cancel) is not { } listing)
            return TypedResults.Ok(new ArtifactFilesDto(hash, IsListed: false, 0, 0, []));
        return TypedResults.Ok(new ArtifactFilesDto(
            hash, IsListed: true, listing.Files.Length, listing.Size,
            [.. listing.Files.Take(MaxFiles).Select(file => new ArtifactFileDto(file.FilePath, file.FileHash, file.Type, file.Size))]));
    }
}
