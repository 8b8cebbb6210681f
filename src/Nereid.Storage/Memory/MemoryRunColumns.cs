using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Querying;

namespace Nereid.Storage.Memory;

sealed class MemoryRunColumns(List<MemoryRun> runs, long nowUnixMicros) : IRunColumns
{
    public int Count => runs.Count;

    public RunHead Head(int place) => runs[place].Head;

    public int? PlaceOf(RunId run) => runs.FindIndex(other => other.Head.Id == run) is >= 0 and var place ? place : null;

    public CellColumn Load(ColumnId column) => new ArrayColumn([.. runs.Select(run =>
    {
        var value = run.Value(column.Path, nowUnixMicros);
        return column.Type is { } type && value?.Type != type ? default : Cell.Of(value, column.Aggregate);
    })]);
}
