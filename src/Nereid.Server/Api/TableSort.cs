using System.Collections.Immutable;
using System.Globalization;
using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>The sort keys of a request. The store sorts by what it keeps; figures of points are worked out first, for all runs that match.</summary>
sealed class TableSort
{
    /// <summary>Runs whose figures are worked out for one answer. Beyond it the request is refused: a table that is sorted in part would lie.</summary>
    public const int MostRuns = 10_000;

    const int Keys = 10;
    const int Figures = 3;

    readonly ImmutableArray<(RunSort Key, SeriesFigure? Figure)> _keys;
    readonly string _field;

    TableSort(ImmutableArray<(RunSort Key, SeriesFigure? Figure)> keys, string field) => (_keys, _field) = (keys, field);

    public int Count => _keys.Length;

    /// <param name="reader">Takes the first fault.</param>
    public static TableSort Read(IReadOnlyList<RunSortDto> keys, string field, TableReader reader)
    {
        if (keys.Count > Keys)
            reader.Refuse(field, $"Expected at most {Keys} keys, got {keys.Count}.");
        if (keys.Count(key => key.Figure is not null) is > Figures and var figures)
            reader.Refuse(field, $"Expected at most {Figures} keys that are figures of points, got {figures}.");
        return new TableSort([.. keys.Take(Keys).Select((key, i) => Key(key, $"{field}[{i}]", reader))], field);
    }

    static (RunSort, SeriesFigure?) Key(RunSortDto key, string field, TableReader reader)
    {
        if (key.Path is not null == key.Figure is not null)
            reader.Refuse(field, "Expected either 'path' or 'figure'.");
        if (key.Figure is not { } asked)
            return (new RunSort(reader.Column(new ColumnDto(key.Path ?? "", key.Type, key.Aggregate), field), key.Descending), null);
        if (SeriesFigure.Fault(asked, $"{field}.figure", out var figure) is { } problem)
            reader.Refuse(problem);
        return (new RunSort(new ColumnId(figure.Path), key.Descending), figure);
    }

    /// <summary>The query, in this order.</summary>
    public async ValueTask<(RunQuery Query, Problem? Refused)> ApplyAsync(RunQuery query, IRunReader runs, RunFigures figures, CancellationToken cancel)
    {
        ImmutableArray<SeriesFigure> asked = [.. _keys.Where(key => key.Figure is not null).Select(key => key.Figure!.Value)];
        if (asked.IsEmpty || query.Limit == 0)
            return (query with { Sort = [.. _keys.Select(key => key.Key)] }, null);
        var matching = await runs.QueryRunsAsync(query with { Sort = [], Columns = [], Offset = 0, Limit = MostRuns, After = null }, cancel);
        if (matching.Total > MostRuns)
            return (query, Problems.TooManyRuns(_field, string.Create(
                CultureInfo.InvariantCulture, $"A table is sorted by a figure of points for at most {MostRuns:N0} runs, and {matching.Total:N0} match.")));
        ImmutableArray<RunHead> heads = [.. matching.Rows.Select(row => row.Head)];
        var columns = new Queue<FigureValue?[]>(await figures.ReadAsync(heads, asked, cancel));
        return (query with { Sort = [.. _keys.Select(key => key.Figure is null ? key.Key : key.Key with { Values = ByRun(heads, columns.Dequeue()) })] }, null);
    }

    static Dictionary<RunId, double> ByRun(ImmutableArray<RunHead> runs, FigureValue?[] values)
    {
        var found = new Dictionary<RunId, double>(runs.Length);
        for (var i = 0; i < values.Length; i++)
            if (values[i] is { } value)
                found[runs[i].Id] = value.Value;
        return found;
    }
}
