using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Errors;
using Nereid.Protocols.Neptune1.Experiments;

namespace Nereid.Protocols.Neptune1.Access;

/// <summary>Turns the identifiers of the wire into projects and runs that the caller is admitted to. A project or run is named by its UUID,
/// or by <c>workspace/project</c> and <c>workspace/project/SHORT-ID</c>.</summary>
sealed class Lookup(ProjectGate gate, MovedRuns moved, IRunReader runs, IRunWriter writer)
{
    public async ValueTask<Admission<Project>> ProjectAsync(HttpContext context, string? identifier, ProjectRole needed, CancellationToken cancel)
    {
        var user = context.Caller().User;
        if (Guid.TryParseExact(identifier, "D", out var id))
            return await gate.OpenProjectAsync(user, new ProjectId(id), needed, cancel);
        return identifier?.Split('/') is [{ Length: > 0 } workspace, { Length: > 0 } name]
            ? await gate.OpenProjectAsync(user, workspace, name, needed, cancel)
            : new(null, Refusal.NotFound);
    }

    public async ValueTask<Admission<OpenRun>> RunAsync(HttpContext context, string? identifier, ProjectRole needed, CancellationToken cancel)
    {
        var user = context.Caller().User;
        if (Guid.TryParseExact(identifier, "D", out var id))
        {
            var open = await gate.OpenRunAsync(user, new RunId(id), needed, cancel);
            return open.Refusal == Refusal.NotFound ? await ProjectMetadataAsync(user, new ProjectId(id), needed, cancel) : open;
        }

        if (identifier?.Split('/') is not [{ Length: > 0 } workspace, { Length: > 0 } name, { Length: > 0 } shortId])
            return new(null, Refusal.NotFound);
        var project = await gate.OpenProjectAsync(user, workspace, name, needed, cancel);
        if (project.Value is null)
            return new(null, project.Refusal);
        if (await runs.FindByShortIdAsync(project.Value.Id, shortId, cancel) is { } run)
            return new(new OpenRun(run, project.Value), Refusal.None);
        // What was moved to another project and is gone here for good goes on there.
        if (await moved.FollowAsync(user, project.Value.Id, shortId, needed, cancel) is { } there)
            return new(there, Refusal.None);
        return string.Equals(shortId, project.Value.Key, StringComparison.Ordinal)
            ? await ProjectMetadataAsync(user, project.Value.Id, needed, cancel)
            : new(null, Refusal.NotFound);
    }

    /// <summary>The words for a refused look-up of a run.</summary>
    public static Fault RunFault(Refusal refusal, string? identifier) => refusal == Refusal.Forbidden
        ? Fault.Forbidden($"You may see '{identifier}' but not change it.")
        : Fault.NotFound($"There is no run, model or version '{identifier}' here, or you may not see it.");

    public static Fault ProjectFault(Refusal refusal, string? identifier) => refusal == Refusal.Forbidden
        ? Fault.Forbidden($"Your role in project '{identifier}' does not allow this.")
        : Fault.NoSuchProject(identifier);

    /// <summary>The project's own container: made when somebody first asks for it, since to clients it exists as long as the project.</summary>
    async ValueTask<Admission<OpenRun>> ProjectMetadataAsync(User user, ProjectId id, ProjectRole needed, CancellationToken cancel)
    {
        var project = await gate.OpenProjectAsync(user, id, needed, cancel);
        if (project.Value is null)
            return new(null, project.Refusal);
        var answer = await writer.CreateAsync(NewExperiments.ProjectMetadata(project.Value, user), cancel);
        return answer is CreateAnswer.Created created
            ? new(new OpenRun(created.Run, project.Value), Refusal.None)
            : new(null, Refusal.NotFound);
    }
}
