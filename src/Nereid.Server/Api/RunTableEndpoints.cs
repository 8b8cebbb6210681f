using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>The table over a project's runs, also grouped, and adding a run to it.</summary>
static class RunTableEndpoints
{
    const int PageRuns = 1000;
    const int Columns = 200;
    const int GroupSortKeys = 10;
    const int GroupColumns = 5;
    const int GroupFigures = 50;

    public static void MapRunTable(this IEndpointRouteBuilder api)
    {
        api.MapPost("/projects/{projectId}/runs/query", QueryAsync).WithName("queryRuns").OpenToGuests().WithTags("runs")
            .WithSummary("A page of the table over a project's runs.");
        api.MapPost("/projects/{projectId}/runs/groups", GroupAsync).WithName("groupRuns").OpenToGuests().WithTags("runs")
            .WithSummary("The runs of the table put together by the values of some columns, with figures of others.");
        api.MapPost("/projects/{projectId}/runs", CreateAsync).WithName("createRun").WithTags("runs")
            .Produces<CreatedRunDto>(StatusCodes.Status201Created)
            .WithSummary("Makes a run (201), or answers with the one of that custom id (200).");
    }

    static async Task<Results<Ok<RunPageDto>, Problem>> QueryAsync(
        Guid projectId, RunQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, RunFigures figures, IRunSignals signals, TimeProvider clock,
        CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (body.Limit is < 0 or > PageRuns)
            return Problems.Invalid("$.limit", $"Expected 0 to {PageRuns} runs, got {body.Limit}.");
        if (body.Offset < 0)
            return Problems.Invalid("$.offset", $"Expected 0 or more, got {body.Offset}.");
        if (body.Columns.Count > Columns)
            return Problems.Invalid("$.columns", $"Expected at most {Columns} columns, got {body.Columns.Count}.");
        var columns = new AttributePath[body.Columns.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            if (!AttributePath.TryParse(body.Columns[i], out columns[i], out var fault))
                return Problems.Invalid($"$.columns[{i}]", fault);
        }
        var reader = new TableReader();
        var where = reader.Where(body.Filter, "$.filter");
        var sort = TableSort.Read(body.Sort ?? [], "$.sort", reader);
        var group = body.Group is null ? null : Members(body.Group, reader);
        if (reader.Problem is { } problem)
            return problem;
        RunCursor? after = null;
        if (body.After is not null && !RunCursor.TryParse(body.After, sort.Count, out after))
            return Problems.Invalid("$.after", "Expected the 'next' of an earlier page of the same query.");

        AttributePath[] head = [RunDescriptions.NamePath, RunDescriptions.TagsPath, RunDescriptions.FailedPath];
        var (query, refused) = await sort.ApplyAsync(
            new RunQuery(
                project.Id, [RunKind.Run], where, [], [.. columns.Concat(head).Distinct().Select(path => new ColumnId(path))], body.Offset, body.Limit)
            { After = after, Only = TableReader.Only(body.Filter), InGroup = group },
            runs, figures, cancel);
        if (refused is not null)
            return refused;
        var page = await runs.QueryRunsAsync(query, cancel);
        return TypedResults.Ok(new RunPageDto(
            page.Total, body.Offset, [.. page.Rows.Select(row => RunDescriptions.DescribeRow(row, columns, signals, clock))], page.Next?.ToString()));
    }

    static GroupMembers? Members(GroupMembersDto group, TableReader reader)
    {
        var by = reader.Columns(group.By, 1, GroupColumns, "$.group.by");
        if (RunGroupKey.TryParse(group.Key, by.Length, out var key))
            return new GroupMembers(by, key);
        reader.Refuse("$.group.key", "Expected the key of a group, as it was answered for these columns.");
        return null;
    }

    static async Task<Results<Ok<RunGroupPageDto>, Problem>> GroupAsync(
        Guid projectId, RunGroupQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (body.Limit is < 0 or > PageRuns)
            return Problems.Invalid("$.limit", $"Expected 0 to {PageRuns} groups, got {body.Limit}.");
        if (body.Offset < 0)
            return Problems.Invalid("$.offset", $"Expected 0 or more, got {body.Offset}.");
        var reader = new TableReader();
        var by = reader.Columns(body.By, 1, GroupColumns, "$.by");
        var figures = reader.Columns(body.Figures ?? [], 0, GroupFigures, "$.figures");
        var where = reader.Where(body.Filter, "$.filter");
        var sort = Sort(body.Sort ?? [], by.Length, figures.Length, reader);
        if (reader.Problem is { } problem)
            return problem;
        var page = await runs.GroupRunsAsync(
            new RunGroupQuery(project.Id, [RunKind.Run], where, by, figures, sort, body.Offset, body.Limit) { Only = TableReader.Only(body.Filter) }, cancel);
        return TypedResults.Ok(new RunGroupPageDto(page.Total, page.Runs, body.Offset, [.. page.Groups.Select(TableDescriptions.Describe)]));
    }

    static ImmutableArray<GroupSort> Sort(IReadOnlyList<GroupSortDto> keys, int by, int figures, TableReader reader)
    {
        if (keys.Count > GroupSortKeys)
            reader.Refuse("$.sort", $"Expected at most {GroupSortKeys} keys, got {keys.Count}.");
        for (var i = 0; i < keys.Count; i++)
        {
            var bound = keys[i].By switch { GroupSortBy.Key => by, GroupSortBy.Runs => int.MaxValue, _ => figures };
            if (keys[i].Index < 0 || keys[i].Index >= bound)
                reader.Refuse($"$.sort[{i}].index", $"There is no such column; expected 0 to {bound - 1}.");
        }
        return [.. keys.Select(key => new GroupSort(key.By, key.Index, key.Descending))];
    }

    static async Task<Results<Ok<CreatedRunDto>, Created<CreatedRunDto>, Problem>> CreateAsync(
        Guid projectId, NewRunDto body, HttpContext http, ProjectGate gate, IRunWriter writer, IRunReader runs, IRunSignals signals, TimeProvider clock,
        CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Contributor, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Contributor);
        var first = ImmutableArray.CreateBuilder<RunOperation>();
        if (body.Name is { } name)
            first.Add(new AssignValue(RunDescriptions.NamePath, new StringValue(name)));
        if (body.Description is { } description)
            first.Add(new AssignValue(AttributePath.Of(SystemAttributes.Description), new StringValue(description)));
        if (body.Tags is { Count: > 0 } tags)
            first.Add(new AddToSet(RunDescriptions.TagsPath, [.. tags]));
        var answer = await writer.CreateAsync(
            new NewRun(project.Id, project.Key, RunKind.Run, user.Username, body.CustomId, First: first.ToImmutable()), cancel);
        switch (answer)
        {
            case CreateAnswer.Created created:
                var run = await RunDescriptions.DescribeAsync(new OpenRun(created.Run, project), runs, signals, clock, cancel);
                return created.Existed
                    ? TypedResults.Ok(new CreatedRunDto(run, Created: false))
                    : TypedResults.Created($"/api/v1/runs/{run.Id}", new CreatedRunDto(run, Created: true));
            case CreateAnswer.Invalid invalid:
                return Problems.Refused("$", invalid.Detail);
            case CreateAnswer.ReadOnly readOnly:
                return Problems.ReadOnly(readOnly.Reason);
            default:
                throw new System.Diagnostics.UnreachableException(answer.GetType().Name);
        }
    }
}
