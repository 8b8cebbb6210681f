using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Access;

/// <summary>Deletes projects for good. The project is gone for everybody at once; its runs follow, also after a crash in between.</summary>
public sealed class ProjectRemoval(ICatalog catalog, IRunReader reader, IRunWriter writer, IBlobStore blobs)
{
    /// <summary>Runs that one request to the writer names.</summary>
    const int RunsAtOnce = 1_000;

    static readonly RunKind[] EveryKind = Enum.GetValues<RunKind>();

    /// <returns>Null when the project is gone; otherwise why some of its runs still wait for <see cref="FinishAsync"/>.</returns>
    public async Task<string?> DeleteAsync(ProjectId project, CancellationToken cancel)
    {
        if (writer.ReadOnlyReason is { } reason)
            return reason;
        await catalog.DeleteProjectAsync(project, cancel);
        // From here on nothing can bring it back, so the caller's hanging up is no reason to stop.
        return await DeleteContentAsync(project, CancellationToken.None);
    }

    /// <summary>Goes on with what a crash or a full disk interrupted.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        foreach (var project in await catalog.ListDeletedProjectsAsync(cancel))
            await DeleteContentAsync(project, cancel);
    }

    async Task<string?> DeleteContentAsync(ProjectId project, CancellationToken cancel)
    {
        while (true)
        {
            var page = await reader.QueryRunsAsync(new RunQuery(project, [.. EveryKind], null, [], [], 0, RunsAtOnce), cancel);
            if (page.Rows.IsEmpty)
                break;
            if ((await writer.DeleteRunsAsync([.. page.Rows.Select(row => row.Head.Id)], cancel)).ReadOnlyReason is { } reason)
                return reason;
        }

        foreach (var content in await catalog.ForgetProjectAsync(project, cancel))
            await blobs.DeleteAsync(content, cancel);
        return null;
    }
}
