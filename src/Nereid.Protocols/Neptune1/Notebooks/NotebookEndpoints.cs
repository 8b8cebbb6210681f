using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Attributes;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Notebooks;

/// <summary>Jupyter notebooks: the 0.x client and the neptune-notebooks extension upload them as checkpoints and take them back.</summary>
sealed class NotebookEndpoints(Lookup lookup, INotebookStore notebooks, ISharedBlobs contents, IBlobStore blobs)
{
    const int LargestPage = 1000;

    /// <summary>Characters of a name, description or path; all labels.</summary>
    const int TextLength = 4096;

    public async Task<IResult> CreateAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, ProjectRole.Contributor, cancel);
        return project.Value is { } found
            ? Answer(await notebooks.CreateAsync(found.Id, context.Caller().User.Id, cancel), found)
            : Lookup.ProjectFault(project.Refusal, identifier);
    }

    public async Task<IResult> GetAsync(HttpContext context, CancellationToken cancel)
    {
        var (notebook, project, fault) = await NotebookAsync(context, "id", ProjectRole.Viewer, cancel);
        return notebook is null ? fault! : Answer(notebook, project!);
    }

    public async Task<IResult> ListAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, ProjectRole.Viewer, cancel);
        if (project.Value is not { } found)
            return Lookup.ProjectFault(project.Refusal, identifier);
        if (!TryPage(context, out var offset, out var limit, out var fault))
            return fault!;
        var asked = context.Request.Query["id"];
        var only = asked.Where(text => Guid.TryParseExact(text, "D", out _)).Select(text => Guid.ParseExact(text!, "D")).ToImmutableArray();
        // Ids that cannot be one of ours match nothing, which is not the same as asking for all.
        var (total, page) = asked.Count > 0 && only.IsEmpty ? (0, []) : await notebooks.ListAsync(found.Id, only, offset, limit, cancel);
        return TypedResults.Json(
            new NotebookListAnswer([.. page.Select(notebook => NotebookAnswer.Of(notebook, found))], total, total), Neptune1Json.Default.NotebookListAnswer);
    }

    public async Task<IResult> DeleteAsync(HttpContext context, CancellationToken cancel)
    {
        var (notebook, _, fault) = await NotebookAsync(context, "id", ProjectRole.Contributor, cancel);
        if (notebook is null)
            return fault!;
        await FreeAsync(await notebooks.DeleteAsync(notebook.Id, cancel), cancel);
        return TypedResults.Ok();
    }

    public async Task<IResult> ListCheckpointsAsync(HttpContext context, CancellationToken cancel)
    {
        var (notebook, _, fault) = await NotebookAsync(context, "notebookId", ProjectRole.Viewer, cancel);
        if (notebook is null)
            return fault!;
        if (!TryPage(context, out var offset, out var limit, out fault))
            return fault!;
        var (total, page) = await notebooks.ListCheckpointsAsync(notebook.Id, offset, limit, cancel);
        return TypedResults.Json(new CheckpointListAnswer([.. page.Select(CheckpointAnswer.Of)], total, total), Neptune1Json.Default.CheckpointListAnswer);
    }

    /// <summary>The content is the body. The 0.x client sends the path without escaping it.</summary>
    public async Task<IResult> UploadAsync(HttpContext context, CancellationToken cancel)
    {
        var (notebook, project, fault) = await NotebookAsync(context, "notebookId", ProjectRole.Contributor, cancel);
        if (notebook is null)
            return fault!;
        var wanted = new NewCheckpoint(
            notebook.Id, context.Caller().User.Id, context.Query("name"), context.Query("description"), context.Query("jupyterPath") ?? "", null);
        if (TextFault(wanted) is { } tooLong)
            return tooLong;
        var content = await contents.StoreAsync(project!.Id, context.Request.Body, Limits.FileBytes, cancel);
        return await AddAsync(wanted with { Content = content }, cancel);
    }

    public async Task<IResult> CreateEmptyAsync(HttpContext context, CancellationToken cancel)
    {
        var (notebook, _, fault) = await NotebookAsync(context, "notebookId", ProjectRole.Contributor, cancel);
        if (notebook is null)
            return fault!;
        var body = await JsonBody.ReadAsync(context, Neptune1Json.Default.NewCheckpointBody, cancel);
        var wanted = new NewCheckpoint(notebook.Id, context.Caller().User.Id, body.Name, body.Description, body.Path ?? "", null);
        return TextFault(wanted) ?? await AddAsync(wanted, cancel);
    }

    public async Task<IResult> GetCheckpointAsync(HttpContext context, CancellationToken cancel)
    {
        var (checkpoint, _, fault) = await CheckpointAsync(context, ProjectRole.Viewer, cancel);
        return checkpoint is null ? fault! : Answer(checkpoint);
    }

    public async Task<IResult> DeleteCheckpointAsync(HttpContext context, CancellationToken cancel)
    {
        var (checkpoint, _, fault) = await CheckpointAsync(context, ProjectRole.Contributor, cancel);
        if (checkpoint is null)
            return fault!;
        await FreeAsync(await notebooks.DeleteCheckpointAsync(checkpoint.Id, cancel), cancel);
        return TypedResults.Ok();
    }

    public async Task<IResult> UploadContentAsync(HttpContext context, CancellationToken cancel)
    {
        var (checkpoint, project, fault) = await CheckpointAsync(context, ProjectRole.Contributor, cancel);
        if (checkpoint is null)
            return fault!;
        var content = await contents.StoreAsync(project!.Id, context.Request.Body, Limits.FileBytes, cancel);
        if (await notebooks.SetContentAsync(checkpoint.Id, content, cancel) is { } before)
            await blobs.DeleteAsync(before, cancel);
        return TypedResults.Ok();
    }

    /// <summary>As a download: a notebook may hold HTML, which must not run here.</summary>
    public async Task<IResult> DownloadContentAsync(HttpContext context, CancellationToken cancel)
    {
        var (checkpoint, _, fault) = await CheckpointAsync(context, ProjectRole.Viewer, cancel);
        if (checkpoint is null)
            return fault!;
        if (checkpoint.Content is not { } blob || await blobs.OpenAsync(blob, cancel) is not { } content)
            return Fault.NotFound("The checkpoint has no content yet.");
        context.Response.Headers.ContentDisposition = "attachment; filename=\"checkpoint.ipynb\"";
        return TypedResults.Stream(content, "application/json", enableRangeProcessing: true);
    }

    async Task<IResult> AddAsync(NewCheckpoint wanted, CancellationToken cancel)
    {
        if (await notebooks.AddCheckpointAsync(wanted, cancel) is { } made)
            return Answer(made);
        if (wanted.Content is { } content)
            await blobs.DeleteAsync(content.Blob, cancel);
        return NoSuch("notebook");
    }

    async Task FreeAsync(ImmutableArray<BlobId> contents, CancellationToken cancel)
    {
        foreach (var content in contents)
            await blobs.DeleteAsync(content, cancel);
    }

    async Task<(Notebook? Notebook, Project? Project, Fault? Fault)> NotebookAsync(
        HttpContext context, string parameter, ProjectRole needed, CancellationToken cancel)
    {
        var text = context.Request.RouteValues[parameter] as string ?? context.Query(parameter);
        if (!Guid.TryParseExact(text, "D", out var id) || await notebooks.FindAsync(id, cancel) is not { } notebook)
            return (null, null, NoSuch("notebook"));
        var project = await lookup.ProjectAsync(context, notebook.Project.ToString(), needed, cancel);
        return project.Value is null ? (null, null, RefusalOf(project.Refusal, "notebook")) : (notebook, project.Value, null);
    }

    async Task<(Checkpoint? Checkpoint, Project? Project, Fault? Fault)> CheckpointAsync(HttpContext context, ProjectRole needed, CancellationToken cancel)
    {
        if (!Guid.TryParseExact(context.Request.RouteValues["id"] as string, "D", out var id)
            || await notebooks.FindCheckpointAsync(id, cancel) is not { } checkpoint
            || await notebooks.FindAsync(checkpoint.Notebook, cancel) is not { } notebook)
            return (null, null, NoSuch("checkpoint"));
        var project = await lookup.ProjectAsync(context, notebook.Project.ToString(), needed, cancel);
        return project.Value is null ? (null, null, RefusalOf(project.Refusal, "checkpoint")) : (checkpoint, project.Value, null);
    }

    static bool TryPage(HttpContext context, out long offset, out int limit, out Fault? fault)
    {
        limit = 0;
        if (!context.TryQueryNumber("offset", 0, out offset, out fault) || !context.TryQueryNumber("limit", LargestPage, out var asked, out fault))
            return false;
        limit = (int)Math.Min(asked, LargestPage);
        return true;
    }

    static Fault? TextFault(NewCheckpoint checkpoint) =>
        new[] { checkpoint.Name, checkpoint.Description, checkpoint.Path }.Any(text => text?.Length > TextLength)
            ? Fault.BadRequest($"A checkpoint's name, description and path have at most {TextLength} characters each.")
            : null;

    static Fault RefusalOf(Refusal refusal, string what) =>
        refusal == Refusal.Forbidden ? Fault.Forbidden($"Your role in the {what}'s project does not allow this.") : NoSuch(what);

    static Fault NoSuch(string what) => Fault.NotFound($"There is no such {what} here, or you may not see it.");

    static JsonHttpResult<NotebookAnswer> Answer(Notebook notebook, Project project) =>
        TypedResults.Json(NotebookAnswer.Of(notebook, project), Neptune1Json.Default.NotebookAnswer);

    static JsonHttpResult<CheckpointAnswer> Answer(Checkpoint checkpoint) => TypedResults.Json(CheckpointAnswer.Of(checkpoint), Neptune1Json.Default.CheckpointAnswer);
}

sealed record NotebookAnswer(
    string Id, string Owner, string Name, string Path, string CreationTime, string? LastCheckpointId, string? LastCheckpointTime, long Size,
    string ProjectId, string ProjectName, string OrganizationId, string OrganizationName)
{
    public static NotebookAnswer Of(Notebook notebook, Project project) => new(
        notebook.Id.ToString("D"), notebook.OwnerName, notebook.Name, notebook.Last?.Path ?? "", AttributeAnswer.Time(notebook.CreatedUnixMicros),
        notebook.Last?.Id.ToString("D"), notebook.Last is { } last ? AttributeAnswer.Time(last.CreatedUnixMicros) : null, notebook.Last?.Size ?? 0,
        project.Id.ToString(), project.Name, project.WorkspaceId.ToString(), project.Workspace);
}

sealed record NotebookListAnswer(ImmutableArray<NotebookAnswer> Entries, long MatchingItemCount, long TotalItemCount);

sealed record CheckpointAnswer(string Id, string NotebookId, string Owner, string? Name, string? Description, string Path, string CreationTime, long Size)
{
    public static CheckpointAnswer Of(Checkpoint checkpoint) => new(
        checkpoint.Id.ToString("D"), checkpoint.Notebook.ToString("D"), checkpoint.OwnerName, checkpoint.ShownName, checkpoint.Description, checkpoint.Path,
        AttributeAnswer.Time(checkpoint.CreatedUnixMicros), checkpoint.Size);
}

sealed record CheckpointListAnswer(ImmutableArray<CheckpointAnswer> Entries, long MatchingItemCount, long TotalItemCount);

sealed record NewCheckpointBody(string? Path, string? Name, string? Description);
