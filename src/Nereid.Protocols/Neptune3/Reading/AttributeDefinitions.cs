using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Which attributes occur in projects, or in some of their runs: distinct pairs of name and type, ordered by both.</summary>
sealed class AttributeDefinitions(ProjectGate gate, IRunReader reader)
{
    /// <summary>Definitions on one page. The clients ask for 10,000.</summary>
    const int LargestPage = 100_000;

    const int UsualPage = 10_000;

    /// <summary>The rank that a search without a text gives to all.</summary>
    const int OnlyRank = 2;

    public async Task<IResult> QueryAsync(HttpContext context, CancellationToken cancel)
    {
        var body = await Bodies.ReadAsync(context, ReadingJson.Default.AttributesBody, cancel);
        var filter = NameFilter.Read(body);
        var limit = Limit(body.NextPage);
        var after = DefinitionToken.Read(body.NextPage?.NextPageToken);
        var scopes = await ScopesAsync(Opening.For(context, gate, reader), body, cancel);

        var found = new SortedSet<(string Path, AttributeType Type)>(DefinitionOrder.Instance);
        foreach (var scope in scopes)
        {
            foreach (var definition in await OfProjectAsync(scope, filter, after, limit, cancel))
                found.Add(definition);
        }

        var page = found.Take(limit).ToList();
        var token = page.Count == limit ? DefinitionToken.Of(page[^1].Path, page[^1].Type) : null;
        return new JsonAnswer(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("entries"u8);
            foreach (var (path, type) in page)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, path);
                writer.WriteString("type"u8, Words.Of(type));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartObject("nextPage"u8);
            writer.WriteNumber("limit"u8, limit);
            if (token is not null)
                writer.WriteString("nextPageToken"u8, token);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <param name="Runs">Null for all runs of the project.</param>
    sealed record Scope(Project Project, ImmutableArray<RunHead>? Runs);

    static int Limit(NextPageBody? page) => page?.Limit is { } limit
        ? limit is > 0 and <= LargestPage ? limit : throw Refused.BadRequest($"The page has limit {limit}; expected 1 to {LargestPage} definitions.")
        : UsualPage;

    /// <summary>Projects that are missing are passed over as long as there is another.</summary>
    static async ValueTask<List<Scope>> ScopesAsync(Opening opening, AttributesBody body, CancellationToken cancel)
    {
        var projects = new Dictionary<ProjectId, Project>();
        foreach (var identifier in body.ProjectIdentifiers ?? [])
        {
            if (await opening.FindProjectAsync(identifier, cancel) is { } project)
                projects[project.Id] = project;
        }

        if (projects.Count == 0)
            throw Refused.NoAccess(string.Join(", ", body.ProjectIdentifiers ?? []));
        if (body.ExperimentIdsFilter is not { } identifiers)
            return [.. projects.Values.Select(project => new Scope(project, null))];
        var runs = await opening.FindRunsAsync(identifiers, cancel);
        return [.. runs.Where(run => projects.ContainsKey(run.Project.Id)).GroupBy(run => run.Project.Id)
            .Select(group => new Scope(projects[group.Key], [.. group.Select(run => run.Run)]))];
    }

    /// <returns>At least the first <paramref name="limit"/> of the project, if it has as many.</returns>
    async ValueTask<List<(string Path, AttributeType Type)>> OfProjectAsync(
        Scope scope, NameFilter filter, (string Path, AttributeType Type)? after, int limit, CancellationToken cancel)
    {
        var found = new List<(string, AttributeType)>();
        var ids = scope.Runs is { } runs ? runs.Select(run => run.Id).ToImmutableArray() : (ImmutableArray<RunId>?)null;
        await SearchAsync(new AttributeSearch(scope.Project.Id, "", false, [RunKind.Run], TypesOf(filter), 0, limit)
        {
            Pattern = filter.Pattern,
            Runs = ids,
            After = after is var (path, type) ? new AttributeCursor(OnlyRank, path, type) : null,
        }, filter, found, cancel);
        await AddInheritedAsync(scope, filter, after, found, limit, cancel);

        var any = scope.Runs is { } asked ? asked.Length > 0 : (await reader.GetProjectFiguresAsync(scope.Project.Id, cancel)).LastModifiedUnixMicros is not null;
        if (any)
            found.AddRange(SystemView.All.Where(view => IsBehind(view, after) && filter.Passes(view.Path, view.Type)));
        return found;
    }

    /// <summary>Pages through the search until the limit of passing definitions is met.</summary>
    async ValueTask SearchAsync(AttributeSearch search, NameFilter filter, List<(string, AttributeType)> found, CancellationToken cancel)
    {
        for (AttributeCursor? next = search.After; ; search = search with { After = next })
        {
            var page = await reader.SearchAttributesAsync(search, cancel);
            foreach (var match in page.Matches)
            {
                if (!SystemView.Has(match.Path.Text) && filter.Passes(match.Path.Text, match.Type))
                    found.Add((match.Path.Text, match.Type));
            }

            if ((next = page.Next) is null || found.Count >= search.Limit)
                return;
        }
    }

    /// <summary>Of asked forks: the series that only their ancestors have, as far as a fork shows a point of them.</summary>
    async ValueTask AddInheritedAsync(
        Scope scope, NameFilter filter, (string Path, AttributeType Type)? after, List<(string Path, AttributeType Type)> found, int limit,
        CancellationToken cancel)
    {
        if (scope.Runs is not { } runs || runs.All(run => run.Fork is null))
            return;
        var forks = runs.Where(run => run.Fork is not null).ToList();
        var ancestors = await AncestorsAsync(runs, cancel);
        var own = found.ToHashSet();
        var candidates = new List<(string Path, AttributeType Type)>();
        await SearchAsync(new AttributeSearch(scope.Project.Id, "", false, [RunKind.Run], SeriesOf(TypesOf(filter)), 0, limit)
        {
            Pattern = filter.Pattern,
            Runs = [.. ancestors],
            After = after is var (path, type) ? new AttributeCursor(OnlyRank, path, type) : null,
        }, filter, candidates, cancel);
        foreach (var candidate in candidates)
        {
            if (own.Contains(candidate))
                continue;
            foreach (var fork in forks)
            {
                if (await reader.GetSeriesAsync(new SeriesId(fork.Id, AttributePath.Of(candidate.Path), Lineage.Full), cancel) is not { } series
                    || series.Type != candidate.Type)
                    continue;
                found.Add(candidate);
                break;
            }
        }
    }

    async ValueTask<HashSet<RunId>> AncestorsAsync(ImmutableArray<RunHead> runs, CancellationToken cancel)
    {
        var seen = runs.Select(run => run.Id).ToHashSet();
        var ancestors = new HashSet<RunId>();
        foreach (var run in runs)
        {
            for (var fork = run.Fork; fork is not null && seen.Add(fork.Parent);)
            {
                ancestors.Add(fork.Parent);
                fork = (await reader.FindRunAsync(fork.Parent, cancel))?.Fork;
            }
        }

        return ancestors;
    }

    static ImmutableArray<AttributeType> TypesOf(NameFilter filter) => filter.Types is { } types ? [.. types] : Words.Known;

    static ImmutableArray<AttributeType> SeriesOf(ImmutableArray<AttributeType> types) => [.. types.Where(type => type.IsSeries())];

    static bool IsBehind((string Path, AttributeType Type) definition, (string, AttributeType)? after) =>
        after is not { } begin || DefinitionOrder.Instance.Compare(definition, begin) > 0;
}

/// <summary>By path, then by type: the order of the store's own search.</summary>
sealed class DefinitionOrder : IComparer<(string Path, AttributeType Type)>
{
    public static DefinitionOrder Instance { get; } = new();

    public int Compare((string Path, AttributeType Type) left, (string Path, AttributeType Type) right)
    {
        var byPath = string.CompareOrdinal(left.Path, right.Path);
        return byPath != 0 ? byPath : left.Type.CompareTo(right.Type);
    }
}

/// <summary>Where a page of definitions or values ended, as opaque text.</summary>
static class DefinitionToken
{
    public static string Of(string path, AttributeType type) => new AttributeCursor(0, path, type).ToString();

    public static (string Path, AttributeType Type)? Read(string? token) => string.IsNullOrEmpty(token) ? null
        : AttributeCursor.TryParse(token, out var cursor) ? (cursor.Path, cursor.Type)
        : throw Refused.BadRequest("The page token was not made by this server for this request.");
}
