using Nereid.Domain.Runs;

namespace Nereid.Domain.Access;

/// <summary>Leads from where a run was to where it is, for those who may see it there. Everybody else gets the answer for a run that does not exist.</summary>
public sealed class MovedRuns(IRunMoves moves, ProjectGate gate)
{
    /// <summary>Nobody moves a run so often; a circle must end.</summary>
    const int Hops = 16;

    public async ValueTask<OpenRun?> FollowAsync(User? user, ProjectId project, string shortId, ProjectRole needed, CancellationToken cancel) =>
        await FollowAsync(user, await moves.FindAsync(project, shortId, cancel), needed, cancel);

    public async ValueTask<OpenRun?> FollowAsync(User? user, RunId run, ProjectRole needed, CancellationToken cancel) =>
        await FollowAsync(user, await moves.FindAsync(run, cancel), needed, cancel);

    async ValueTask<OpenRun?> FollowAsync(User? user, RunId? next, ProjectRole needed, CancellationToken cancel)
    {
        OpenRun? found = null;
        for (var hop = 0; next is { } run && hop < Hops; hop++)
        {
            found = (await gate.OpenRunAsync(user, run, needed, cancel)).Value;
            if (found is { Run.Trashed: false })
                return found;
            // Moved on from there.
            next = await moves.FindAsync(run, cancel);
        }

        return found;
    }
}
