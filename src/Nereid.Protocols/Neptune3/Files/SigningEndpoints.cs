using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Protocols.Neptune1.Access;

namespace Nereid.Protocols.Neptune3.Files;

/// <summary>Hands out signed URLs for places in a project's file area, and ends uploads in parts.</summary>
/// <remarks>The client pairs by place in the list or by path, so the answer has the same files in the same order; a place without bytes is
/// signed as well.</remarks>
sealed class SigningEndpoints(
    ProjectGate gate, StorageLinks links, ILinkSigner signer, IPartStore parts, IEnumerable<IFilesByName> named)
{
    /// <summary>Files in one request. The clients send up to 200.</summary>
    const int MostFiles = 1_000;

    /// <summary>UTF-8 bytes of a path: 800 characters of any alphabet.</summary>
    const int PathBytes = 4_000;

    const string Read = "read";
    const string Write = "write";

    public Task<IResult> SignAsync(HttpContext context, CancellationToken cancel) => SignAsync(context, azure: false, cancel);

    public Task<IResult> SignAzureAsync(HttpContext context, CancellationToken cancel) => SignAsync(context, azure: true, cancel);

    async Task<IResult> SignAsync(HttpContext context, bool azure, CancellationToken cancel)
    {
        if (await ReadAsync(context, FilesJson.Default.FilesToSign, cancel) is not { Files: var files } || files.IsDefault)
            return Refused("The body is not JSON of the form {\"files\":[{\"project_identifier\",\"path\",\"permission\"}]}.");
        if (files.Length > MostFiles)
            return Refused($"{files.Length} files in one request; at most {MostFiles} are signed at once.");
        var signed = ImmutableArray.CreateBuilder<SignedFile>(files.Length);
        var projects = new Dictionary<(string, bool), Project>();
        foreach (var file in files)
        {
            if (FaultOf(file, azure) is { } fault)
                return Refused(fault);
            var writes = file.Permission == Write;
            if (!projects.TryGetValue((file.ProjectIdentifier!, writes), out var project))
            {
                var admitted = await OpenAsync(context, file.ProjectIdentifier!, writes ? ProjectRole.Contributor : ProjectRole.Viewer, cancel);
                if (admitted.Value is not { } open)
                    return NoAccess(admitted.Refusal, file.ProjectIdentifier!);
                projects[(file.ProjectIdentifier!, writes)] = project = open;
            }

            signed.Add(writes ? SignWrite(project, file) : await SignReadAsync(project, file, azure, cancel));
        }

        return TypedResults.Json(new SignedFiles(signed.MoveToImmutable()), FilesJson.Default.SignedFiles);
    }

    static string? FaultOf(FileToSign file, bool azure) =>
        string.IsNullOrEmpty(file.ProjectIdentifier) ? "A file without a project_identifier."
        : string.IsNullOrEmpty(file.Path) ? "A file without a path."
        : System.Text.Encoding.UTF8.GetByteCount(file.Path) > PathBytes ? $"A path of more than {PathBytes} bytes."
        : file.Permission is not (Read or Write) ? $"The permission for '{file.Path}' is '{file.Permission}'; expected read or write."
        : azure && file.Permission == Write ? "Uploads are not signed in Azure's form; use /api/storagebridge/v1/signedUrl."
        : file.Size is < 0 or > Limits.FileBytes ? $"The file '{file.Path}' has {file.Size} bytes; expected 0 to {Limits.FileBytes}."
        : null;

    async ValueTask<SignedFile> SignReadAsync(Project project, FileToSign file, bool azure, CancellationToken cancel)
    {
        var blob = BlobId.OfPlace(project.Id, file.Path!);
        foreach (var names in named)
            blob = await names.FindAsync(project, file.Path!, cancel) ?? blob;
        return new SignedFile(
            file.ProjectIdentifier!, file.Path!, azure ? links.WriteAzure(blob) : links.Write(new StorageLink(LinkUse.Get, blob)), azure ? "azure" : "aws");
    }

    SignedFile SignWrite(Project project, FileToSign file)
    {
        var blob = BlobId.OfPlace(project.Id, file.Path!);
        var url = links.Write(new StorageLink(LinkUse.Put, blob));
        if (file.Size is not > UploadTicket.SingleBytes)
            return new SignedFile(file.ProjectIdentifier!, file.Path!, url, "aws");
        var ticket = UploadTicket.New(blob, file.Size.Value);
        var urls = Enumerable.Range(1, ticket.Parts)
            .Select(number => links.Write(new StorageLink(LinkUse.PutPart, blob, ticket.Upload, number, ticket.FirstOf(number), ticket.BytesOf(number))));
        return new SignedFile(file.ProjectIdentifier!, file.Path!, url, "aws", new SignedUpload(ticket.Write(signer), ticket.PartBytes, [.. urls]));
    }

    /// <summary>Said again after it went well, it changes nothing: the client's answer may have been lost.</summary>
    public async Task<IResult> CompleteAsync(HttpContext context, CancellationToken cancel)
    {
        if (await ReadAsync(context, FilesJson.Default.UploadToComplete, cancel) is not
            { ProjectIdentifier: { Length: > 0 } identifier, Path: { Length: > 0 } path, Parts: var listed } body || listed.IsDefault)
            return Refused("The body is not JSON of the form {\"upload_id\",\"project_identifier\",\"path\",\"parts\":[{\"part_number\",\"etag\"}]}.");
        var admitted = await OpenAsync(context, identifier, ProjectRole.Contributor, cancel);
        if (admitted.Value is not { } project)
            return NoAccess(admitted.Refusal, identifier);
        if (UploadTicket.Read(body.UploadId, BlobId.OfPlace(project.Id, path), signer) is not { } ticket)
            return Refused($"The upload id was not made here for '{path}'.");
        var fault = await parts.FinishAsync(ticket.Upload, ticket.Parts, ticket.Blob, here => FaultOf(ticket, listed, here), cancel);
        return fault is null ? TypedResults.NoContent() : Refused($"The upload of '{path}' cannot be completed: {fault}");
    }

    /// <summary>The client lists the parts in any order; what counts is that each is there once, as it was stored.</summary>
    static string? FaultOf(UploadTicket ticket, ImmutableArray<ListedPart> listed, ImmutableArray<StoredPart> here)
    {
        if (listed.Length != ticket.Parts)
            return $"{listed.Length} parts are listed; it has {ticket.Parts}.";
        var etags = new Dictionary<int, string?>();
        foreach (var part in listed)
        {
            if (part.PartNumber < 1 || part.PartNumber > ticket.Parts || !etags.TryAdd(part.PartNumber, part.Etag?.Trim('"')))
                return $"part {part.PartNumber} is listed twice or is none of 1 to {ticket.Parts}.";
        }

        if (here.Length != ticket.Parts)
            return $"part {Enumerable.Range(1, ticket.Parts).Except(here.Select(part => part.Number)).First()} of {ticket.Parts} did not arrive.";
        foreach (var part in here)
        {
            if (part.Size != ticket.BytesOf(part.Number))
                return $"part {part.Number} has {part.Size} bytes; expected {ticket.BytesOf(part.Number)}.";
            if (etags[part.Number] != part.Sha256)
                return $"the etag of part {part.Number} is not that of the bytes that are here.";
        }

        return null;
    }

    ValueTask<Admission<Project>> OpenAsync(HttpContext context, string identifier, ProjectRole role, CancellationToken cancel) =>
        Guid.TryParseExact(identifier, "D", out var id) ? gate.OpenProjectAsync(context.Caller().User, new ProjectId(id), role, cancel)
        : identifier.Split('/') is [{ Length: > 0 } workspace, { Length: > 0 } name] ? gate.OpenProjectAsync(context.Caller().User, workspace, name, role, cancel)
        : ValueTask.FromResult(new Admission<Project>(null, Refusal.NotFound));

    static async Task<T?> ReadAsync<T>(HttpContext context, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static RequestRefusal Refused(string message) => new(StatusCodes.Status400BadRequest, message);

    static RequestRefusal NoAccess(Refusal refusal, string project) => new(StatusCodes.Status403Forbidden, refusal == Refusal.Forbidden
        ? $"Your role in project '{project}' does not allow this." : $"There is no project '{project}' here, or you may not see it. Expected the form workspace/project.", "ACCESS_DENIED");
}

/// <summary>Names of files that were not put at a place by a 3.x client, as the read side gives them out.</summary>
interface IFilesByName
{
    /// <summary>Null: not such a name.</summary>
    ValueTask<BlobId?> FindAsync(Project project, string name, CancellationToken cancel);
}

sealed record FilesToSign(ImmutableArray<FileToSign> Files);

sealed record FileToSign(string? ProjectIdentifier, string? Path, string? Permission, long? Size);

sealed record SignedFiles(ImmutableArray<SignedFile> Files);

sealed record SignedFile(string ProjectIdentifier, string Path, string Url, string Provider, SignedUpload? Multipart = null);

sealed record SignedUpload(string UploadId, long PartSize, ImmutableArray<string> PartUrls);

sealed record UploadToComplete(string? UploadId, string? ProjectIdentifier, string? Path, ImmutableArray<ListedPart> Parts);

sealed record ListedPart(int PartNumber, string? Etag);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FilesToSign))]
[JsonSerializable(typeof(SignedFiles))]
[JsonSerializable(typeof(UploadToComplete))]
sealed partial class FilesJson : JsonSerializerContext;
