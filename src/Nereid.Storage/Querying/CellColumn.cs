using Nereid.Domain;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Querying;

/// <summary>One column of a table: a cell per run, by the run's place.</summary>
abstract class CellColumn
{
    public abstract Cell this[int place] { get; }
}

/// <summary>A column that is an array.</summary>
sealed class ArrayColumn(Cell[] cells) : CellColumn
{
    public override Cell this[int place] => cells[place];
}

/// <summary>A column in which cells of other types are missing.</summary>
sealed class TypedColumn(CellColumn all, AttributeType type) : CellColumn
{
    public override Cell this[int place] => all[place] is var cell && cell.Type == type ? cell : default;
}

/// <summary>A column of numbers that whoever asks has worked out.</summary>
sealed class GivenColumn(IRunColumns table, IReadOnlyDictionary<RunId, double> values) : CellColumn
{
    public override Cell this[int place] => values.TryGetValue(table.Head(place).Id, out var value) ? new Cell(AttributeType.Float, Number: value) : default;
}
