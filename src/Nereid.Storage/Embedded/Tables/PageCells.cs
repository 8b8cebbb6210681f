using System.Collections.Immutable;
using System.Globalization;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>The cells of a page: all stored ones by one statement, which goes through them attribute by attribute, as they lie.</summary>
/// <param name="computed">The value of a computed attribute.</param>
sealed class PageCells(Statements database, FloatEngine floats, Func<StoredRun, string, AttributeValue?> computed)
{
    /// <summary>One column of the page. A path that was asked for with several types or figures is one column, with any of the types.</summary>
    readonly record struct PageColumn(AttributePath Path, ImmutableArray<AttributeType?> Types)
    {
        public bool Takes(AttributeType type) => Types.Contains(null) || Types.Contains(type);
    }

    /// <returns>Of each run the attributes that it has of those, ordered by path.</returns>
    public ImmutableArray<RunAttribute>[] Read(IReadOnlyList<StoredRun> runs, ImmutableArray<ColumnId> asked, CancellationToken cancel)
    {
        PageColumn[] columns = [.. asked.GroupBy(column => column.Path).OrderBy(column => column.Key)
            .Select(column => new PageColumn(column.Key, [.. column.Select(each => each.Type)]))];
        var values = new AttributeValue?[runs.Count, columns.Length];
        if (runs.Count > 0)
            ReadStored(runs, columns, values, cancel);
        var rows = new ImmutableArray<RunAttribute>[runs.Count];
        for (var run = 0; run < rows.Length; run++)
        {
            var row = ImmutableArray.CreateBuilder<RunAttribute>();
            for (var column = 0; column < columns.Length; column++)
            {
                var (path, isComputed) = (columns[column].Path, SystemAttributes.Computed.ContainsKey(columns[column].Path.Text));
                if ((isComputed ? computed(runs[run], path.Text) : values[run, column]) is { } value && columns[column].Takes(value.Type))
                    row.Add(new RunAttribute(path, value));
            }
            rows[run] = row.ToImmutable();
        }
        return rows;
    }

    void ReadStored(IReadOnlyList<StoredRun> runs, PageColumn[] columns, AttributeValue?[,] values, CancellationToken cancel)
    {
        var cells = database["""
            SELECT r.key, p.key, a.type, a.series, a.value
            FROM json_each(?2) p CROSS JOIN json_each(?3) r CROSS JOIN attributes a ON a.project = ?1 AND a.path = p.value AND a.run = r.value
            """];
        cells.Bind(1, runs[0].ProjectRow).Bind(2, List(columns.Select(PathRow))).Bind(3, List(runs.Select(run => run.Row)));
        while (cells.Step())
        {
            cancel.ThrowIfCancellationRequested();
            var (run, column) = ((int)cells.Int64(0), (int)cells.Int64(1));
            if (columns[column].Takes((AttributeType)cells.Int64(2)))
                values[run, column] = AttributeRow.Read(database, floats, runs[run].Row, cells, 2, cancel);
        }
    }

    /// <summary>0, which no path has, when nothing is stored there.</summary>
    long PathRow(PageColumn column)
    {
        if (SystemAttributes.Computed.ContainsKey(column.Path.Text))
            return 0;
        var row = database["SELECT id FROM paths WHERE text = ?1"].Bind(1, column.Path.Text);
        var found = row.Step() ? row.Int64(0) : 0;
        row.Reset();
        return found;
    }

    static string List(IEnumerable<long> numbers) => $"[{string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";
}
