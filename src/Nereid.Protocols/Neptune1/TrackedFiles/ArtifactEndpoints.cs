using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.TrackedFiles;

/// <summary>Artifacts: lists of files that stay where they are. Only names, hashes and sizes come here, never contents.</summary>
sealed class ArtifactEndpoints(Lookup lookup, IArtifactStore artifacts)
{
    /// <summary>Says by which of its two ways the client computes hashes; 0.x clients know the first alone and send nothing.</summary>
    const string VersionHeader = "X-Neptune-Artifact-Api-Version";

    public async Task<IResult> CreateAsync(HttpContext context, CancellationToken cancel)
    {
        if (await TargetAsync(context, ProjectRole.Contributor, cancel) is var target && target.Fault is not null)
            return target.Fault;
        if (!context.TryQueryNumber("size", -1, out var size, out var fault))
            return fault!;
        return Answer(await artifacts.EnsureAsync(target.Project!.Id, target.Hash, size < 0 ? null : size, cancel));
    }

    /// <summary>The files that a hash stands for. They must give that hash: otherwise one client could put its list under another's.</summary>
    public async Task<IResult> ListFilesAsync(HttpContext context, CancellationToken cancel)
    {
        if (await TargetAsync(context, ProjectRole.Contributor, cancel) is var target && target.Fault is not null)
            return target.Fault;
        if (await artifacts.FindAsync(target.Project!.Id, target.Hash, cancel) is null)
            return Missing(target.Hash);
        var (files, fault) = await FilesAsync(context, cancel);
        if (files is null)
            return fault!;
        var listing = ArtifactListing.Of(files);
        var computed = listing.Hash(VersionOf(context));
        return computed == target.Hash
            ? Answer(await artifacts.ListAsync(target.Project.Id, target.Hash, listing, cancel))
            : Fault.BadRequest($"The files give the hash {computed}, not {target.Hash}. Nothing was stored.");
    }

    /// <summary>The files of an artifact and some more of them, or newer ones, make another artifact.</summary>
    public async Task<IResult> CreateVersionAsync(HttpContext context, CancellationToken cancel)
    {
        if (await TargetAsync(context, ProjectRole.Contributor, cancel) is var target && target.Fault is not null)
            return target.Fault;
        if (await artifacts.ReadAsync(target.Project!.Id, target.Hash, cancel) is not { } current)
            return Missing(target.Hash);
        var (files, fault) = await FilesAsync(context, cancel);
        if (files is null)
            return fault!;
        var next = current.With(files);
        return Answer(await artifacts.ListAsync(target.Project.Id, next.Hash(VersionOf(context)), next, cancel));
    }

    public async Task<IResult> GetFilesAsync(HttpContext context, CancellationToken cancel)
    {
        if (await TargetAsync(context, ProjectRole.Viewer, cancel) is var target && target.Fault is not null)
            return target.Fault;
        return await artifacts.ReadAsync(target.Project!.Id, target.Hash, cancel) is { } listing
            ? TypedResults.Json(new ArtifactFilesBody([.. listing.Files.Select(ArtifactFileBody.Of)]), Neptune1Json.Default.ArtifactFilesBody)
            : Missing(target.Hash);
    }

    async Task<(Project? Project, string Hash, Fault? Fault)> TargetAsync(HttpContext context, ProjectRole needed, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, needed, cancel);
        if (project.Value is null)
            return (null, "", Lookup.ProjectFault(project.Refusal, identifier));
        var hash = context.Query("hash") ?? "";
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower)
            ? (project.Value, hash, null)
            : (null, "", Fault.BadRequest("The parameter 'hash' is not 64 lower-case hexadecimal digits."));
    }

    static async Task<(ImmutableArray<ArtifactFile>? Files, Fault? Fault)> FilesAsync(HttpContext context, CancellationToken cancel)
    {
        var body = await JsonBody.ReadAsync(context, Neptune1Json.Default.ArtifactFilesBody, cancel);
        var files = ImmutableArray.CreateBuilder<ArtifactFile>();
        if (body.Files.IsDefault)
            return (null, Fault.BadRequest("The body has no 'files'; expected the list of the artifact's files."));
        foreach (var file in body.Files)
        {
            if (file is not { FilePath.Length: > 0, FileHash: not null, Type: not null, Size: null or >= 0 })
                return (null, Fault.BadRequest($"File {files.Count} of the artifact has no path, hash or type, or a size below 0."));
            if (file.Metadata is { IsDefault: false } metadata && metadata.Any(entry => entry is not { Key: not null, Value: not null }))
                return (null, Fault.BadRequest($"File {files.Count} of the artifact has metadata without a key or value."));
            files.Add(file.ToFile());
        }

        return (files.ToImmutable(), null);
    }

    static ArtifactHashVersion VersionOf(HttpContext context) =>
        context.Request.Headers[VersionHeader] is [{ Length: > 0 } text] && text != "1" ? ArtifactHashVersion.WithoutMetadata : ArtifactHashVersion.WithMetadata;

    static Fault Missing(string hash) => Fault.NotFound($"There is no artifact {hash} in this project, or its files never came.");

    static JsonHttpResult<ArtifactVersionAnswer> Answer(StoredArtifact artifact) =>
        TypedResults.Json(new ArtifactVersionAnswer(artifact.Hash, artifact.IsListed, artifact.Size), Neptune1Json.Default.ArtifactVersionAnswer);
}

/// <param name="ReceivedMetadata">The files are known here; false asks the client to send them.</param>
sealed record ArtifactVersionAnswer(string ArtifactHash, bool ReceivedMetadata, long? Size);

sealed record ArtifactFilesBody(ImmutableArray<ArtifactFileBody> Files);

sealed record ArtifactFileBody(string? FilePath, string? FileHash, string? Type, long? Size, ImmutableArray<ArtifactMetadataBody>? Metadata)
{
    public static ArtifactFileBody Of(ArtifactFile file) => new(
        file.FilePath, file.FileHash, file.Type, file.Size, [.. file.Metadata.Select(entry => new ArtifactMetadataBody(entry.Key, entry.Value))]);

    public ArtifactFile ToFile() => new(
        FilePath!, FileHash!, Type!, Size,
        Metadata is { IsDefault: false } given ? [.. given.Select(entry => new ArtifactMetadata(entry.Key!, entry.Value!))] : []);
}

sealed record ArtifactMetadataBody(string? Key, string? Value);
