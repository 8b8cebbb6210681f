using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Experiments;

/// <summary>Creating and finding runs, models, versions and project containers; signs of life; the trash.</summary>
sealed class ExperimentEndpoints(Lookup lookup, IRunWriter writer, INotebookStore notebooks, TimeProvider clock)
{
    /// <summary>Moves at most this many at once; the client sends at most 100.</summary>
    const int TrashedAtOnce = 1000;

    public async Task<IResult> CreateAsync(HttpContext context, CancellationToken cancel)
    {
        var body = await JsonBody.ReadAsync(context, Neptune1Json.Default.NewExperimentBody, cancel);
        var project = await lookup.ProjectAsync(context, body.ProjectIdentifier, ProjectRole.Contributor, cancel);
        if (project.Value is null)
            return Lookup.ProjectFault(project.Refusal, body.ProjectIdentifier);

        var user = context.Caller().User;
        switch (Words.ParseKind(OldClients.ContainerType(body.Type)))
        {
            case RunKind.Run:
                var notebook = Guid.TryParseExact(body.NotebookId, "D", out var id) ? await notebooks.FindAsync(id, cancel) : null;
                return await CreateAsync(
                    NewExperiments.Run(project.Value, user, body, notebook?.Project == project.Value.Id ? notebook.Name : null), project.Value, cancel);
            case RunKind.Model:
                return body.Key is { Length: > 0 } key
                    ? await CreateAsync(NewExperiments.Model(project.Value, user, key), project.Value, cancel)
                    : Fault.BadRequest("A model needs a 'key', its part of the id, such as 'MOD'.");
            case RunKind.ModelVersion:
                return Guid.TryParseExact(body.ParentId, "D", out var model)
                    ? await CreateAsync(NewExperiments.ModelVersion(project.Value, user, new RunId(model)), project.Value, cancel)
                    : Fault.BadRequest($"A model version needs the UUID of its model in 'parentId'; it is '{body.ParentId}'.");
            default:
                return Fault.BadRequest($"The type '{body.Type}' cannot be created; expected run, model or modelVersion.");
        }
    }

    public async Task<IResult> GetAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("experimentId");
        var run = await lookup.RunAsync(context, identifier, ProjectRole.Viewer, cancel);
        return run.Value is { } open ? Answer(open.Run, open.Project) : Fault.NoSuchExperiment(identifier);
    }

    public async Task<IResult> PingAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("experimentId");
        var run = await lookup.RunAsync(context, identifier, ProjectRole.Contributor, cancel);
        if (run.Value is not { } open)
            return Lookup.RunFault(run.Refusal, identifier);
        await writer.SeenAsync(open.Run.Id, finished: false, cancel);
        return TypedResults.Ok();
    }

    /// <summary>A model takes its versions with it.</summary>
    public async Task<IResult> TrashAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, ProjectRole.Contributor, cancel);
        if (project.Value is null)
            return Lookup.ProjectFault(project.Refusal, identifier);
        var names = await JsonBody.ReadAsync(context, Neptune1Json.Default.StringArray, cancel);
        if (names.Length > TrashedAtOnce)
            return Fault.BadRequest($"The request names {names.Length} runs; at most {TrashedAtOnce} are moved to the trash at once.");

        var errors = ImmutableArray.CreateBuilder<string>();
        var found = new Dictionary<RunId, string>();
        foreach (var name in names)
        {
            var run = await lookup.RunAsync(context, name, ProjectRole.Contributor, cancel);
            if (run.Value is not { } open || open.Project.Id != project.Value.Id)
                errors.Add($"'{name}' is not in project '{identifier}'.");
            else if (open.Run.Kind == RunKind.ProjectMetadata)
                errors.Add($"'{name}' is the project's own metadata and cannot be moved to the trash.");
            else
                found[open.Run.Id] = name;
        }

        var answer = await writer.SetTrashedAsync(found.Keys, trashed: true, cancel);
        var (user, now) = (context.Caller().User.Username, clock.GetUtcNow().ToUnixMicros());
        await Task.WhenAll(answer.Changed.Select(run => writer.WriteAsync(TrashMark.Set(run, user, now), cancel)));
        return answer.ReadOnlyReason is { } reason
            ? Fault.TakesNoWrites(reason)
            : TypedResults.Json(new BatchAnswer(errors.ToImmutable(), [.. found.Values]), Neptune1Json.Default.BatchAnswer);
    }

    async Task<IResult> CreateAsync(NewRun run, Project project, CancellationToken cancel) =>
        await writer.CreateAsync(run, cancel) switch
        {
            CreateAnswer.Created created => Answer(created.Run, project),
            CreateAnswer.KeyTaken taken => Fault.Conflict($"A model with the key '{taken.Key}' exists in project '{project.Workspace}/{project.Name}'."),
            CreateAnswer.NoSuchParent => Fault.NotFound($"There is no such model in project '{project.Workspace}/{project.Name}'."),
            CreateAnswer.Invalid invalid => Fault.BadRequest(invalid.Detail),
            CreateAnswer.ReadOnly readOnly => Fault.TakesNoWrites(readOnly.Reason),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };

    static JsonHttpResult<ExperimentAnswer> Answer(RunHead run, Project project) => TypedResults.Json(
        new ExperimentAnswer(
            run.Id.ToString(), run.ShortId, Words.Of(run.Kind), project.Workspace, project.WorkspaceId.ToString(), project.Name,
            project.Id.ToString(), run.Trashed),
        Neptune1Json.Default.ExperimentAnswer);
}

sealed record ExperimentAnswer(
    string Id, string ShortId, string Type, string OrganizationName, string OrganizationId, string ProjectName, string ProjectId, bool Trashed);

/// <param name="Errors">Logged by the client as they are.</param>
sealed record BatchAnswer(ImmutableArray<string> Errors, ImmutableArray<string> UpdatedExperimentIdentifiers);
