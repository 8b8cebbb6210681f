using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Access;

/// <summary>Deletes projects for good, at once or when their time in the trash is over. The project is gone for everybody at once; its runs follow, also after
/// a crash in between.</summary>
public sealed class ProjectRemoval(ICatalog catalog, IRunReader reader, IRunWriter writer, IBlobStore blobs, DeletionGrace grace, TimeProvider time)
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

    /// <summary>When the project goes for good that came into the trash at this moment.</summary>
    public DateTimeOffset EndOf(TrashedProject trashed) => DateTimeOffset.UnixEpoch.AddMicroseconds(trashed.UnixMicros) + grace.KeptFor;

    /// <summary>Deletes what was in the trash for long enough, and goes on with what a crash or a full disk interrupted.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        foreach (var trashed in await catalog.ListTrashedProjectsAsync(cancel))
        {
            // A store that takes no writes leaves it where it is, for the next time.
            if (EndOf(trashed) <= time.GetUtcNow() && await DeleteAsync(trashed.Project.Id, cancel) is not null)
                return;
        }

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
