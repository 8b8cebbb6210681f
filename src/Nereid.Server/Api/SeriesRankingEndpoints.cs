using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>By what charts can be put in order: when their metrics last changed, and how far runs lie apart in them.</summary>
static class SeriesRankingEndpoints
{
    const int Paths = 2000;
    const int Runs = 1000;

    /// <summary>Of one question to the store, so that an answer of a thousand runs stays small.</summary>
    const int PathsAtOnce = 50;

    public static void MapSeriesRanking(this IEndpointRouteBuilder api) =>
        api.MapPost("/projects/{projectId}/series/ranking", RankAsync).WithName("rankSeries").OpenToGuests().WithTags("series")
            .WithSummary("When float series of some runs last changed, and how far their last values lie apart.");

    static async Task<Results<Ok<RankingDto>, Problem>> RankAsync(
        Guid projectId, RankingQueryDto body, HttpContext http, ProjectGate gate, IRunReader runs, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (body.Paths.Count is 0 or > Paths)
            return Problems.Invalid("$.paths", $"Expected 1 to {Paths} paths, got {body.Paths.Count}.");
        var columns = new ColumnId[body.Paths.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            if (!AttributePath.TryParse(body.Paths[i], out var path, out var fault))
                return Problems.Invalid($"$.paths[{i}]", fault);
            columns[i] = new ColumnId(path, AttributeType.FloatSeries);
        }
        var reader = new TableReader();
        var where = reader.Where(body.Filter, "$.filter");
        if (reader.Problem is { } problem)
            return problem;
        var only = TableReader.Only(body.Filter);
        var (total, ranked) = (0L, new List<RankedSeriesDto>(columns.Length));
        foreach (var some in columns.Chunk(PathsAtOnce))
        {
            var page = await runs.QueryRunsAsync(new RunQuery(project.Id, [RunKind.Run], where, [], [.. some], 0, Runs) { Only = only }, cancel);
            total = page.Total;
            var ranks = some.Select(column => column.Path).Distinct().ToDictionary(path => path, path => new Rank(path.Text));
            foreach (var attribute in page.Rows.SelectMany(row => row.Attributes))
                if (attribute.Value is FloatSeriesValue { Count: > 0 } series && ranks.TryGetValue(attribute.Path, out var rank))
                    rank.Add(series);
            ranked.AddRange(some.Select(column => ranks[column.Path].ToAnswer()));
        }
        return TypedResults.Ok(new RankingDto(Math.Min(total, Runs), Math.Max(0, total - Runs), ranked));
    }

    sealed class Rank(string path)
    {
        long _runs;
        long _last = long.MinValue;
        double _least = double.PositiveInfinity;
        double _greatest = double.NegativeInfinity;

        public void Add(FloatSeriesValue series)
        {
            _runs++;
            _last = Math.Max(_last, series.LastUnixMicros);
            if (double.IsFinite(series.Last))
                (_least, _greatest) = (Math.Min(_least, series.Last), Math.Max(_greatest, series.Last));
        }

        public RankedSeriesDto ToAnswer() => new(path, _runs, _runs == 0 ? null : _last, _least <= _greatest ? _least : null, _least <= _greatest ? _greatest : null);
    }
}
