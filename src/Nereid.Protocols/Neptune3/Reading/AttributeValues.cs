using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Attributes of many runs, run after run in the asked order, paged by the number of values.</summary>
sealed class AttributeValues(ProjectGate gate, IRunReader reader)
{
    /// <summary>Values on one page. The clients ask for 10,000.</summary>
    const int LargestPage = 100_000;

    const int UsualPage = 10_000;

    /// <summary>Runs that are looked at together when names come by pattern: as many as may turn out not to have any.</summary>
    const int RunsAtOnce = 100;

    /// <summary>Attributes of one run that are read together.</summary>
    const int ColumnsAtOnce = 10_000;

    public async Task<IResult> QueryAsync(HttpContext context, CancellationToken cancel)
    {
        var opening = Opening.For(context, gate, reader);
        var project = await opening.ProjectAsync(context.Query("projectIdentifier"), cancel);
        var body = await Bodies.ReadAsync(context, ReadingJson.Default.AttributesBody, cancel);
        var filter = NameFilter.Read(body);
        var limit = body.NextPage?.Limit ?? UsualPage;
        if (limit is < 1 or > LargestPage)
            throw Refused.BadRequest($"The page has limit {limit}; expected 1 to {LargestPage} values.");
        var runs = await RunsAsync(opening, project, body.ExperimentIdsFilter, cancel);
        var at = ValueToken.Read(body.NextPage?.NextPageToken);
        var answer = new List<(RunHead Run, List<ShownAttribute> Attributes)>();
        var token = await FillAsync(project, runs, filter, at, limit, answer, cancel);
        return ProtoAnswer.Whole(to =>
        {
            foreach (var (run, attributes) in answer)
            {
                to.Begin(1);
                to.Text(1, run.Id.ToString());
                to.Text(2, run.ShortId);
                AttributeRows.Write(to, 3, attributes);
                to.End();
            }

            to.Begin(2);
            if (token is not null)
                to.Text(1, token);
            to.Number(2, limit);
            to.End();
        });
    }

    async ValueTask<ImmutableArray<RunHead>> RunsAsync(
        Opening opening, Project project, ImmutableArray<string?>? identifiers, CancellationToken cancel)
    {
        if (identifiers is { } asked)
            return [.. (await opening.FindRunsAsync(asked, cancel)).Where(run => run.Project.Id == project.Id).Select(run => run.Run)];
        var all = await reader.QueryRunsAsync(new RunQuery(project.Id, [RunKind.Run], null, [], [], 0, int.MaxValue), cancel);
        // Oldest first, so that runs made while somebody pages come at the end.
        return [.. all.Rows.Select(row => row.Head).Reverse()];
    }

    /// <returns>Where the next page begins; null at the end.</returns>
    async ValueTask<string?> FillAsync(
        Project project, ImmutableArray<RunHead> runs, NameFilter filter, ValueToken? at, int limit,
        List<(RunHead, List<ShownAttribute>)> answer, CancellationToken cancel)
    {
        var place = at is null ? 0 : PlaceOf(runs, at);
        var behind = at?.Path;
        var left = limit;
        while (place < runs.Length)
        {
            // What is left of a run that the page before began, or as many whole runs as fit.
            var names = filter.Names;
            var count = behind is not null ? 1
                : Math.Min(runs.Length - place, names is { } exact ? Math.Max(1, left / Math.Max(1, exact.Length)) : RunsAtOnce);
            var part = runs.AsSpan().Slice(place, count).ToImmutableArray();
            ImmutableArray<AttributePath> paths = [.. (names ?? await PathsAsync(project, part, filter, cancel))
                .Where(path => behind is null || string.CompareOrdinal(path.Text, behind) > 0)];
            for (var first = 0; first < paths.Length; first += ColumnsAtOnce)
            {
                // More names than are read at once only of one run at a time, or its attributes would come in pieces between those of others.
                if (paths.Length > ColumnsAtOnce && part.Length > 1)
                    (part, count) = ([part[0]], 1);
                ImmutableArray<AttributePath> some = [.. paths.Skip(first).Take(ColumnsAtOnce)];
                foreach (var (head, attributes) in await ReadAsync(project, part, some, filter, cancel))
                {
                    if (attributes.Count > left)
                    {
                        attributes.RemoveRange(left, attributes.Count - left);
                        if (left > 0)
                            answer.Add((head, attributes));
                        var shownLast = left > 0 ? attributes[^1].Path.Text : first > 0 ? paths[first - 1].Text : behind ?? "";
                        return new ValueToken(place + part.IndexOf(head), head.Id.Value, shownLast).ToString();
                    }

                    left -= attributes.Count;
                    if (attributes.Count > 0)
                        answer.Add((head, attributes));
                }
            }

            (place, behind) = (place + count, null);
            if (left == 0)
                return place < runs.Length ? new ValueToken(place, runs[place].Id.Value, "").ToString() : null;
        }

        return null;
    }

    /// <summary>Where the run is now; of a run that is gone, where it was.</summary>
    static int PlaceOf(ImmutableArray<RunHead> runs, ValueToken at)
    {
        for (var place = 0; place < runs.Length; place++)
        {
            if (runs[place].Id.Value == at.Run)
                return place;
        }

        return Math.Min(at.Place, runs.Length);
    }

    async ValueTask<IEnumerable<AttributePath>> PathsAsync(
        Project project, ImmutableArray<RunHead> runs, NameFilter filter, CancellationToken cancel)
    {
        var paths = new SortedSet<AttributePath>(
            SystemView.All.Where(view => filter.Passes(view.Path, view.Type)).Select(view => AttributePath.Of(view.Path)));
        var search = new AttributeSearch(project.Id, "", false, [RunKind.Run], filter.Types is { } types ? [.. types] : Words.Known, 0, int.MaxValue)
        {
            Pattern = filter.Pattern,
            Runs = [.. runs.Select(run => run.Id)],
        };
        foreach (var match in (await reader.SearchAttributesAsync(search, cancel)).Matches)
            paths.Add(match.Path);
        foreach (var fork in runs.Where(run => run.Fork is not null))
        {
            foreach (var series in await reader.GetSeriesAsync(fork.Id, null, Lineage.Full, cancel))
            {
                if (filter.Passes(series.Path.Text, series.Value.Type))
                    paths.Add(series.Path);
            }
        }

        return paths;
    }

    /// <returns>In the order of the runs; runs without any of the attributes too.</returns>
    async ValueTask<List<(RunHead Run, List<ShownAttribute> Attributes)>> ReadAsync(
        Project project, ImmutableArray<RunHead> runs, ImmutableArray<AttributePath> paths, NameFilter filter, CancellationToken cancel)
    {
        var rows = new AttributeRows(reader, paths);
        var page = await reader.QueryRunsAsync(
            new RunQuery(project.Id, [RunKind.Run], null, [], rows.Columns, 0, runs.Length) { Only = [.. runs.Select(run => run.Id)] }, cancel);
        var byId = page.Rows.ToDictionary(row => row.Head.Id);
        var read = new List<(RunHead, List<ShownAttribute>)>(runs.Length);
        foreach (var run in runs)
        {
            if (!byId.TryGetValue(run.Id, out var row))
                continue;
            var shown = await rows.ShowAsync(row, cancel);
            shown.RemoveAll(attribute => !filter.Passes(attribute.Path.Text, attribute.Value.Type));
            read.Add((run, shown));
        }

        return read;
    }
}

/// <summary>Where a page of values ended: in which run, and behind which path. Opaque text for clients.</summary>
/// <param name="Place">Of the run among the asked ones.</param>
sealed record ValueToken(int Place, Guid Run, string Path)
{
    public override string ToString() => new AttributeCursor(Place, $"{Run:N}/{Path}", default).ToString();

    public static ValueToken? Read(string? token)
    {
        const int guidLength = 32;
        if (string.IsNullOrEmpty(token))
            return null;
        return AttributeCursor.TryParse(token, out var cursor) && cursor.Path.Length > guidLength
            && Guid.TryParseExact(cursor.Path.AsSpan(0, guidLength), "N", out var run)
            ? new ValueToken(cursor.Rank, run, cursor.Path[(guidLength + 1)..])
            : throw Refused.BadRequest("The page token was not made by this server for this request.");
    }
}
