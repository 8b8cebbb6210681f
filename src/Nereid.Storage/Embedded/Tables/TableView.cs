using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Attributes;
using Nereid.Storage.Querying;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>A project's runs and columns as one question sees them. For one thread; later changes do not reach it.</summary>
/// <param name="position">Place in the notes of changes that the database's view belongs to.</param>
sealed class TableView(
    RunTables tables, ProjectTable table, RunList runs, Dictionary<ColumnKey, CellColumn> columns, long position, Statements database, FloatEngine floats,
    Presence presence, PathIndexes.PathsLease? paths, long nowUnixMicros, CancellationToken cancel) : IRunColumns
{
    Dictionary<int, RunHead>? _active;

    public int Count => runs.Count;

    /// <summary>The project's paths at the same moment. Only when the question asked for them.</summary>
    public PathsView Paths => paths?.Finish(database, cancel) ?? throw new InvalidOperationException("The question was asked without paths.");

    public StoredRun Run(int place) => runs[place];

    public RunHead Head(int place) => runs[place].Head;

    /// <summary>With the newest signs of life, those of one moment for all runs.</summary>
    public RunHead LivingHead(int place)
    {
        _active ??= Active();
        return _active.Count > 0 && _active.TryGetValue(place, out var head) ? head : runs[place].Head;
    }

    Dictionary<int, RunHead> Active()
    {
        // Looking a run's place up costs a statement; with many of them it is cheaper to go over all runs.
        const int fewOf = 100;
        var active = new Dictionary<int, RunHead>();
        var ids = presence.ActiveIn(table.Project);
        if (ids.Count <= runs.Count / fewOf)
        {
            foreach (var run in ids)
                if (PlaceOf(run) is { } place)
                    active[place] = presence.Overlay(runs[place].Head);
            return active;
        }
        var living = ids.ToHashSet();
        for (var place = 0; place < runs.Count; place++)
            if (living.Contains(runs[place].Head.Id))
                active[place] = presence.Overlay(runs[place].Head);
        return active;
    }

    public int? PlaceOf(RunId run)
    {
        var row = database["SELECT id FROM runs WHERE uuid = ?1"].Bind(1, run.Value);
        if (!row.Step())
            return null;
        var found = row.Int64(0);
        row.Reset();
        return runs.PlaceOf(found);
    }

    /// <summary>All these stored columns were in memory.</summary>
    public bool HasAll(IReadOnlyCollection<ColumnId> stored) => stored.All(column => columns.ContainsKey(ColumnKey.Of(column)));

    public CellColumn Load(ColumnId column)
    {
        if (SystemAttributes.Computed.TryGetValue(column.Path.Text, out var computed))
            return column.Type is null || column.Type == computed ? new ComputedColumn(this, column, nowUnixMicros) : new ArrayColumn(new Cell[runs.Count]);
        var key = ColumnKey.Of(column);
        if (!columns.TryGetValue(key, out var cells))
        {
            var scanned = new TableColumn(key) { Position = position };
            CellReader.Scan(database, floats, runs, table.ProjectRow, scanned, cancel);
            columns[key] = cells = tables.Keep(table, scanned);
        }
        return column.Type is { } type ? new TypedColumn(cells, type) : cells;
    }

    sealed class ComputedColumn(TableView view, ColumnId column, long nowUnixMicros) : CellColumn
    {
        readonly Func<RunHead, Cell>? _stored = ComputedCells.OfStored(column.Path.Text);
        readonly Func<RunHead, Cell>? _living = ComputedCells.OfLiving(column.Path.Text);

        public override Cell this[int place] =>
            _stored is not null ? _stored(view.Head(place))
            : _living is not null ? _living(view.LivingHead(place))
            : Cell.Of(ComputedAttributes.Value(column.Path.Text, view.LivingHead(place), view.Run(place).FileBytes, nowUnixMicros), column.Aggregate);
    }
}
