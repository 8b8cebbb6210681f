using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Server.Hosting;

/// <summary>How long runs stay in the trash.</summary>
/// <param name="KeptFor">Null: until somebody deletes them for good.</param>
public sealed record TrashRule(TimeSpan? KeptFor);

/// <summary>Deletes for good what was in the trash for long enough, where the host wants it.</summary>
/// <remarks>A run that does not say since when it is there counts from the first time that this finds it: one that was never marked is never taken too early.</remarks>
public sealed class TrashPurge(ICatalog catalog, IRunReader reader, IRunWriter writer, TrashRule rule, TimeProvider time)
{
    const int AtOnce = 100;

    static readonly ImmutableArray<RunKind> Kinds = [RunKind.Run, RunKind.Model, RunKind.ModelVersion];

    static readonly ColumnId Since = new(TrashMark.Time, AttributeType.Datetime);

    static readonly RunPredicate IsTrashed = new RunPredicate.Compare(new ColumnId(AttributePath.Of(SystemAttributes.Trashed)), Comparison.Equal, "true");

    static readonly RunPredicate IsUnmarked = new RunPredicate.And([IsTrashed, new RunPredicate.Not(new RunPredicate.Exists(Since))]);

    /// <returns>How many were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        if (rule.KeptFor is not { } kept)
            return 0;
        var now = time.GetUtcNow().ToUnixMicros();
        var limit = now - (kept.Ticks / TimeSpan.TicksPerMicrosecond);
        var deleted = 0;
        foreach (var project in await catalog.ListProjectsAsync(cancel))
        {
            await MarkAsync(project.Id, now, cancel);
            while (await OldestAsync(project.Id, limit, cancel) is { IsEmpty: false } old)
            {
                var answer = await writer.DeleteRunsAsync(old, cancel);
                deleted += answer.Deleted.Count;
                // A store that takes no writes leaves them for the next time.
                if (answer.ReadOnlyReason is not null || answer.Deleted.Count == 0)
                    return deleted;
            }
        }

        return deleted;
    }

    async Task MarkAsync(ProjectId project, long now, CancellationToken cancel)
    {
        while (true)
        {
            var page = await reader.QueryRunsAsync(new RunQuery(project, Kinds, IsUnmarked, [], [], 0, AtOnce), cancel);
            foreach (var row in page.Rows)
            {
                var mark = new RunBatch(row.Head.Id, [new AssignValue(TrashMark.Time, new DatetimeValue(now))], IsEdit: true);
                if (await writer.WriteAsync(mark, cancel) is not WriteAnswer.Written { Rejections.IsEmpty: true })
                    return;
            }
            if (page.Rows.Length < AtOnce)
                return;
        }
    }

    /// <summary>Some that are in the trash now, since the limit or before it.</summary>
    async Task<ImmutableArray<RunId>> OldestAsync(ProjectId project, long limit, CancellationToken cancel)
    {
        var page = await reader.QueryRunsAsync(new RunQuery(project, Kinds, IsTrashed, [new RunSort(Since, Descending: false)], [Since], 0, AtOnce), cancel);
        return [.. page.Rows
            .Where(row => row.Head.Trashed && row.Attributes.Any(attribute => attribute.Path == TrashMark.Time && attribute.Value is DatetimeValue since && since.UnixMicros <= limit))
            .Select(row => row.Head.Id)];
    }
}
