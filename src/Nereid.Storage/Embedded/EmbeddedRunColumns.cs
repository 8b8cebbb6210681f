using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Attributes;
using Nereid.Storage.Querying;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>The runs of one project for one question; a column is one scan over the rows of its path.</summary>
sealed class EmbeddedRunColumns : IRunColumns
{
    readonly Statements _database;
    readonly FloatEngine _floats;
    readonly long _nowUnixMicros;
    readonly CancellationToken _cancel;
    readonly List<StoredRun> _runs = [];
    readonly RunHead[] _heads;
    readonly Dictionary<long, int> _places = [];
    Dictionary<RunId, int>? _placesById;

    public EmbeddedRunColumns(Statements database, FloatEngine floats, Presence presence, ProjectId project, long nowUnixMicros, CancellationToken cancel)
    {
        (_database, _floats, _nowUnixMicros, _cancel) = (database, floats, nowUnixMicros, cancel);
        var rows = database[StoredRun.Select + "WHERE r.project = (SELECT id FROM projects WHERE uuid = ?1) ORDER BY r.id"].Bind(1, project.Value);
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            var run = StoredRun.Read(rows);
            _places[run.Row] = _runs.Count;
            _runs.Add(run);
        }
        _heads = [.. _runs.Select(run => presence.Overlay(run.Head))];
    }

    public int Count => _heads.Length;

    public RunHead Head(int place) => _heads[place];

    public StoredRun Run(int place) => _runs[place];

    public int? PlaceOf(RunId run)
    {
        _placesById ??= Enumerable.Range(0, _heads.Length).ToDictionary(place => _heads[place].Id);
        return _placesById.TryGetValue(run, out var found) ? found : null;
    }

    public CellColumn Load(ColumnId column)
    {
        var cells = new Cell[_heads.Length];
        if (SystemAttributes.Computed.TryGetValue(column.Path.Text, out var computed))
        {
            if (column.Type is null || column.Type == computed)
                for (var i = 0; i < cells.Length; i++)
                    cells[i] = Cell.Of(ComputedAttributes.Value(column.Path.Text, _heads[i], _runs[i].FileBytes, _nowUnixMicros), column.Aggregate);
            return new ArrayColumn(cells);
        }
        if (_runs.Count == 0)
            return new ArrayColumn(cells);
        var rows = _database["SELECT run, type, series, value FROM attributes WHERE project = ?1 AND path = (SELECT id FROM paths WHERE text = ?2)"];
        rows.Bind(1, _runs[0].ProjectRow).Bind(2, column.Path.Text);
        while (rows.Step())
        {
            _cancel.ThrowIfCancellationRequested();
            var type = (AttributeType)rows.Int64(1);
            if ((column.Type is null || column.Type == type) && _places.TryGetValue(rows.Int64(0), out var place))
                cells[place] = Cell.Of(AttributeRow.Read(_database, _floats, rows.Int64(0), rows, 1, _cancel), column.Aggregate);
        }
        return new ArrayColumn(cells);
    }
}
