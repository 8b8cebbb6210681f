using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Access;

/// <summary>Who asks. Set on the request by authentication; absent on the few routes that need nobody.</summary>
/// <param name="ApiToken">The API token behind the request, when it came with one (also through an access token).</param>
public sealed record Caller(User User, Guid? ApiToken)
{
    /// <summary>Set when an open link is what lets him in.</summary>
    public OpenedLink? Link { get; init; }

    /// <summary>A person at the web app, not a program with a token.</summary>
    public bool IsInBrowser => ApiToken is null;
}

/// <summary>What a request came with that carries an open link.</summary>
/// <param name="ExpiresUnixMicros">Null: the link works until it is revoked.</param>
public sealed record OpenedLink(Project Project, string Code, long? ExpiresUnixMicros);

public enum Refusal
{
    None,

    /// <summary>It does not exist, or the caller may not know that it does.</summary>
    NotFound,

    /// <summary>The caller may see it but not do this.</summary>
    Forbidden,
}

/// <param name="Value">Set when <paramref name="Refusal"/> is None.</param>
public readonly record struct Admission<T>(T? Value, Refusal Refusal)
    where T : class;

public sealed record OpenRun(RunHead Run, Project Project);

/// <summary>The one place where a request is admitted to a project or run. Every protocol and the own API go through it.</summary>
public sealed class ProjectGate(ICatalog catalog, IRunReader runs)
{
    public async ValueTask<Admission<Project>> OpenProjectAsync(User? user, ProjectId id, ProjectRole needed, CancellationToken cancel) =>
        await AdmitAsync(user, await catalog.FindProjectAsync(id, cancel), needed, cancel);

    public async ValueTask<Admission<Project>> OpenProjectAsync(
        User? user, string workspace, string name, ProjectRole needed, CancellationToken cancel) =>
        await AdmitAsync(user, await catalog.FindProjectAsync(workspace, name, cancel), needed, cancel);

    public async ValueTask<Admission<OpenRun>> OpenRunAsync(User? user, RunId id, ProjectRole needed, CancellationToken cancel)
    {
        if (await runs.FindRunAsync(id, cancel) is not { } run)
            return new(null, Refusal.NotFound);
        var project = await OpenProjectAsync(user, run.Project, needed, cancel);
        return project.Value is null ? new(null, project.Refusal) : new(new OpenRun(run, project.Value), Refusal.None);
    }

    /// <summary>What somebody may do in a project, by his own right or by an open link.</summary>
    public async ValueTask<ProjectRole> GetRoleAsync(User? user, Project project, CancellationToken cancel)
    {
        // A guest sees what the link opens and nothing else, not even what everybody may see.
        var own = user is { IsGuest: true } ? ProjectRole.None : await catalog.GetRoleAsync(user, project, cancel);
        return own == ProjectRole.None && user?.OpenedByLink == project.Id ? ProjectRole.Viewer : own;
    }

    async ValueTask<Admission<Project>> AdmitAsync(User? user, Project? project, ProjectRole needed, CancellationToken cancel)
    {
        if (project is null)
            return new(null, Refusal.NotFound);
        var role = await GetRoleAsync(user, project, cancel);
        return role >= needed ? new(project, Refusal.None)
            : new(null, role == ProjectRole.None ? Refusal.NotFound : Refusal.Forbidden);
    }
}
