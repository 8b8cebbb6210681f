using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune3.Wire;
using Nereid.Query;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Tables of runs, or of the runs that are heads of experiments: a page of one project, or of all that the caller may see.</summary>
sealed class EntrySearch(ProjectGate gate, ICatalog catalog, IRunReader reader)
{
    /// <summary>Rows of one page. The clients ask for 10,000.</summary>
    const int LargestPage = 10_000;

    /// <summary>Cells that are held at once while an answer is written.</summary>
    const int CellsAtOnce = 100_000;

    static readonly ColumnId IsHead = new(AttributePath.Of("sys/experiment/is_head"), AttributeType.Bool);

    static readonly ImmutableArray<AttributePath> NamesOnly =
        [AttributePath.Of(SystemAttributes.Id), AttributePath.Of(SystemAttributes.Name), AttributePath.Of(SystemAttributes.CustomRunId)];

    sealed record Question(RunPredicate? Where, ImmutableArray<RunSort> Sort, AttributeRows Rows, long Offset, int Limit);

    public async Task<IResult> SearchAsync(HttpContext context, CancellationToken cancel)
    {
        var project = await Opening.For(context, gate, reader).ProjectAsync(context.Query("projectIdentifier"), cancel);
        var question = Read(await Bodies.ReadAsync(context, ReadingJson.Default.SearchBody, cancel));
        var total = (await reader.QueryRunsAsync(Query(project, question, 0, 0), cancel)).Total;
        return new ProtoAnswer(async (to, send) =>
        {
            to.NumberUnlessZero(1, total);
            var (after, left, atOnce) = ((RunCursor?)null, question.Limit, Math.Max(1, CellsAtOnce / Math.Max(1, question.Rows.Columns.Length)));
            while (left > 0)
            {
                var query = Query(project, question, after is null ? question.Offset : 0, Math.Min(left, atOnce)) with { After = after };
                var page = await reader.QueryRunsAsync(query, cancel);
                foreach (var row in page.Rows)
                    await WriteAsync(to, send, project, row, question.Rows, cancel);
                left -= page.Rows.Length;
                if ((after = page.Next) is null)
                    return;
            }
        });
    }

    /// <summary>Each project gives the head of its own order, as far as the page may reach; of these the page is picked, and only its cells are read.</summary>
    public async Task<IResult> SearchAllAsync(HttpContext context, CancellationToken cancel)
    {
        var question = Read(await Bodies.ReadAsync(context, ReadingJson.Default.SearchBody, cancel));
        var reach = (int)Math.Min(question.Offset + question.Limit, int.MaxValue);
        var (total, candidates) = (0L, new List<(RunRow Row, Project Project)>());
        foreach (var project in await VisibleAsync(context.Caller().User, cancel))
        {
            var page = await reader.QueryRunsAsync(
                Query(project, question, 0, reach) with { Columns = [.. question.Sort.Select(sort => new ColumnId(sort.Column.Path))] }, cancel);
            total += page.Total;
            candidates.AddRange(page.Rows.Select(row => (row, project)));
        }

        var order = new RowOrder(question.Sort);
        candidates.Sort((left, right) => order.Compare(left.Row, right.Row));
        var picked = candidates.Skip((int)Math.Min(question.Offset, candidates.Count)).Take(question.Limit).ToList();
        return new ProtoAnswer(async (to, send) =>
        {
            to.NumberUnlessZero(1, total);
            foreach (var part in picked.Chunk(Math.Max(1, CellsAtOnce / Math.Max(1, question.Rows.Columns.Length))))
            {
                var rows = new Dictionary<Domain.RunId, RunRow>();
                foreach (var project in part.GroupBy(each => each.Project))
                {
                    ImmutableArray<Domain.RunId> ids = [.. project.Select(each => each.Row.Head.Id)];
                    foreach (var row in (await reader.QueryRunsAsync(
                        new RunQuery(project.Key.Id, [], null, [], question.Rows.Columns, 0, ids.Length) { Only = ids }, cancel)).Rows)
                        rows[row.Head.Id] = row;
                }

                foreach (var (row, project) in part)
                {
                    if (rows.TryGetValue(row.Head.Id, out var whole))
                        await WriteAsync(to, send, project, whole, question.Rows, cancel);
                }
            }
        });
    }

    async ValueTask<List<Project>> VisibleAsync(User user, CancellationToken cancel)
    {
        var visible = new List<Project>();
        foreach (var project in await catalog.ListProjectsAsync(cancel))
        {
            if (await catalog.GetRoleAsync(user, project, cancel) >= ProjectRole.Viewer)
                visible.Add(project);
        }

        return visible;
    }

    static RunQuery Query(Project project, Question question, long offset, int limit) =>
        new(project.Id, [RunKind.Run], question.Where, question.Sort, question.Rows.Columns, offset, limit);

    static async ValueTask WriteAsync(
        AnswerWriter to, Func<ValueTask> send, Project project, RunRow row, Func<RunRow, ValueTask<List<ShownAttribute>>> show)
    {
        EntryMessage.Write(to, 3, row.Head, project, await show(row));
        await send();
    }

    static ValueTask WriteAsync(AnswerWriter to, Func<ValueTask> send, Project project, RunRow row, AttributeRows rows, CancellationToken cancel) =>
        WriteAsync(to, send, project, row, each => rows.ShowAsync(each, cancel));

    Question Read(SearchBody body)
    {
        if (!Nql.TryParse(body.Query?.Query ?? "", NqlDialect.Neptune3, out var query, out var fault))
            throw Refused.BadRequest($"The query cannot be read. {fault.Message}");
        var where = query.Where is null ? null : SystemView.Predicate(query.Where);
        if (body.ExperimentLeader == true)
        {
            var heads = new RunPredicate.Compare(IsHead, Comparison.Equal, "true");
            where = where is null ? heads : new RunPredicate.And([heads, where]);
        }

        var (limit, offset) = (body.Pagination?.Limit ?? LargestPage, body.Pagination?.Offset ?? 0);
        if (limit is < 0 or > LargestPage || offset < 0)
            throw Refused.BadRequest($"The page has limit {limit} and offset {offset}; expected 0 to {LargestPage} entries from 0 on.");
        return new Question(where, Sort(body.Sorting), new AttributeRows(reader, Paths(body.AttributeFilters)), offset, (int)limit);
    }

    static ImmutableArray<AttributePath> Paths(ImmutableArray<PathBody>? filters)
    {
        if (filters is not { } asked)
            return NamesOnly;
        var paths = new List<AttributePath>(asked.Length);
        foreach (var filter in asked)
        {
            if (!AttributePath.TryParse(filter.Path, out var path, out var fault))
                throw Refused.BadRequest($"An attribute to return: {fault}");
            paths.Add(path);
        }

        return [.. paths.Distinct()];
    }

    static ImmutableArray<RunSort> Sort(SortingBody? sorting)
    {
        if (sorting?.SortBy?.Name is not { } name)
            return [];
        if (!AttributePath.TryParse(name, out var path, out var fault))
            throw Refused.BadRequest($"The attribute to sort by: {fault}");
        var type = Words.ParseType(sorting.SortBy.Type);
        if (type is null && sorting.SortBy.Type is { } unknown)
            throw Refused.BadRequest($"The attribute to sort by has the type '{unknown}', which does not exist.");
        var column = new ColumnId(path, type, Words.ParseAggregate(sorting.AggregationMode ?? sorting.SortBy.AggregationMode));
        return [new RunSort(SystemView.Column(column), Descending: sorting.Dir != "ascending")];
    }
}

/// <summary>The message <c>ProtoAttributesDTO</c>: one run with some of its attributes.</summary>
static class EntryMessage
{
    public static void Write(AnswerWriter to, int field, RunHead run, Project project, List<ShownAttribute> attributes)
    {
        to.Begin(field);
        WriteFields(to, run, project, attributes);
        to.End();
    }

    public static void WriteFields(AnswerWriter to, RunHead run, Project project, List<ShownAttribute> attributes)
    {
        to.Text(1, run.Id.ToString());
        to.Text(2, "run");
        to.Text(3, project.Id.ToString());
        to.Text(4, project.WorkspaceId.ToString());
        to.Text(5, project.Name);
        to.Text(6, project.Workspace);
        AttributeRows.Write(to, 7, attributes);
    }
}
