using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Turns the identifiers of one request into projects and runs that its caller may read; each project is asked for once.</summary>
/// <remarks>A project is <c>workspace/project</c> or its UUID. A run is <c>workspace/project/SHORT-ID</c>, <c>CUSTOM/workspace/project/RUN-ID</c>
/// or its UUID. A run without a custom id goes by its short id there, see <see cref="SystemView"/>.</remarks>
sealed class Opening(ProjectGate gate, IRunReader runs, User user)
{
    const string Custom = "CUSTOM/";

    readonly Dictionary<string, Project?> _byName = new(StringComparer.Ordinal);
    readonly Dictionary<ProjectId, Project?> _byId = [];

    public static Opening For(HttpContext context, ProjectGate gate, IRunReader runs) => new(gate, runs, context.Caller().User);

    /// <exception cref="Refused">It does not exist or the caller may not see it.</exception>
    public async ValueTask<Project> ProjectAsync(string? identifier, CancellationToken cancel) =>
        await FindProjectAsync(identifier, cancel) ?? throw Refused.NoAccess(identifier);

    public async ValueTask<Project?> FindProjectAsync(string? identifier, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(identifier))
            return null;
        if (Guid.TryParseExact(identifier, "D", out var id))
            return await FindProjectAsync(new ProjectId(id), cancel);
        if (_byName.TryGetValue(identifier, out var known))
            return known;
        return _byName[identifier] = identifier.Split('/') is [{ Length: > 0 } workspace, { Length: > 0 } name]
            ? (await gate.OpenProjectAsync(user, workspace, name, ProjectRole.Viewer, cancel)).Value
            : null;
    }

    async ValueTask<Project?> FindProjectAsync(ProjectId id, CancellationToken cancel)
    {
        if (!_byId.TryGetValue(id, out var known))
            _byId[id] = known = (await gate.OpenProjectAsync(user, id, ProjectRole.Viewer, cancel)).Value;
        return known;
    }

    /// <summary>The project's part of a run's identifier; null when it has none.</summary>
    public static string? ProjectOf(string run) =>
        (run.StartsWith(Custom, StringComparison.Ordinal) && run.Count('/') == 3 ? run[Custom.Length..] : run).Split('/') is [var workspace, var name, _]
            ? $"{workspace}/{name}" : null;

    /// <returns>Null when there is no such run, or the caller may not see it.</returns>
    public async ValueTask<OpenRun?> FindRunAsync(string? identifier, CancellationToken cancel)
    {
        if (Guid.TryParseExact(identifier, "D", out var id))
            return await runs.FindRunAsync(new RunId(id), cancel) is { Kind: RunKind.Run } found && await FindProjectAsync(found.Project, cancel) is { } itsProject
                ? new OpenRun(found, itsProject) : null;

        var custom = identifier is not null && identifier.StartsWith(Custom, StringComparison.Ordinal) && identifier.Count('/') == 3;
        if ((custom ? identifier![Custom.Length..] : identifier)?.Split('/') is not [{ Length: > 0 } workspace, { Length: > 0 } name, { Length: > 0 } run])
            return null;
        if (await FindProjectAsync($"{workspace}/{name}", cancel) is not { } project)
            return null;
        var head = custom ? await runs.FindByCustomIdAsync(project.Id, RunKind.Run, run, cancel) : null;
        if (head is null && await runs.FindByShortIdAsync(project.Id, run, cancel) is { Kind: RunKind.Run } named && (!custom || named.CustomId is null))
            head = named;
        return head is null ? null : new OpenRun(head, project);
    }

    /// <summary>Unknown runs, and those of projects that the caller may not see, are passed over; repeated ones come once.</summary>
    public async ValueTask<ImmutableArray<OpenRun>> FindRunsAsync(ImmutableArray<string?> identifiers, CancellationToken cancel)
    {
        var found = ImmutableArray.CreateBuilder<OpenRun>(identifiers.Length);
        var seen = new HashSet<RunId>();
        foreach (var identifier in identifiers)
        {
            if (await FindRunAsync(identifier, cancel) is { } run && seen.Add(run.Run.Id))
                found.Add(run);
        }

        return found.ToImmutable();
    }
}
