using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;
using Nereid.Protocols.Neptune1.Experiments;

namespace Nereid.Protocols.Neptune1.Projects;

/// <summary>What is deleted for good: projects, runs, the trash of a project.</summary>
sealed class DeletionEndpoints(Lookup lookup, ProjectRemoval projects, IRunWriter writer, IRunReader reader)
{
    /// <summary>The client sends at most 100.</summary>
    const int NamedAtOnce = 1000;

    static readonly RunPredicate IsTrashed = new RunPredicate.Compare(
        new ColumnId(AttributePath.Of(SystemAttributes.Trashed), AttributeType.Bool), Comparison.Equal, "true");

    public async Task<IResult> DeleteProjectAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, ProjectRole.Owner, cancel);
        if (project.Value is not { } found)
            return Lookup.ProjectFault(project.Refusal, identifier);
        return await projects.DeleteAsync(found.Id, cancel) is { } reason ? Fault.TakesNoWrites(reason) : TypedResults.Ok();
    }

    /// <summary>Only what is in the trash: deleting cannot be undone, so it takes two steps.</summary>
    public async Task<IResult> DeleteRunsAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, ProjectRole.Contributor, cancel);
        if (project.Value is null)
            return Lookup.ProjectFault(project.Refusal, identifier);
        var names = await JsonBody.ReadAsync(context, Neptune1Json.Default.StringArray, cancel);
        if (names.Length > NamedAtOnce)
            return Fault.BadRequest($"The request names {names.Length} runs; at most {NamedAtOnce} are deleted at once.");

        var errors = ImmutableArray.CreateBuilder<string>();
        var found = new Dictionary<RunId, string>();
        foreach (var name in names)
        {
            var run = await lookup.RunAsync(context, name, ProjectRole.Contributor, cancel);
            if (run.Value is not { } open || open.Project.Id != project.Value.Id)
                errors.Add($"'{name}' is not in project '{identifier}'.");
            else if (!open.Run.Trashed)
                errors.Add($"'{name}' is not in the trash; only what is in the trash can be deleted for good.");
            else
                found[open.Run.Id] = name;
        }

        var answer = await writer.DeleteRunsAsync(found.Keys, cancel);
        return answer.ReadOnlyReason is { } reason
            ? Fault.TakesNoWrites(reason)
            : TypedResults.Json(new BatchAnswer(errors.ToImmutable(), [.. found.Values]), Neptune1Json.Default.BatchAnswer);
    }

    public async Task<IResult> EmptyTrashAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, ProjectRole.Contributor, cancel);
        if (project.Value is null)
            return Lookup.ProjectFault(project.Refusal, identifier);
        while (true)
        {
            var page = await reader.QueryRunsAsync(
                new RunQuery(project.Value.Id, [RunKind.Run, RunKind.Model, RunKind.ModelVersion], IsTrashed, [], [], 0, NamedAtOnce), cancel);
            if (page.Rows.IsEmpty)
                return TypedResults.Json(new BatchAnswer([], []), Neptune1Json.Default.BatchAnswer);
            if ((await writer.DeleteRunsAsync([.. page.Rows.Select(row => row.Head.Id)], cancel)).ReadOnlyReason is { } reason)
                return Fault.TakesNoWrites(reason);
        }
    }
}
