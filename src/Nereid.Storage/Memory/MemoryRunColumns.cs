using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Querying;

namespace Nereid.Storage.Memory;

sealed class MemoryRunColumns(List<MemoryRun> runs, long nowUnixMicros) : IRunColumns
{
    readonly RunHead[] _heads = [.. runs.Select(run => run.Head)];

    public ReadOnlySpan<RunHead> Heads => _heads;

    public Cell[] Load(ColumnId column) => [.. runs.Select(run =>
    {
        var value = run.Value(column.Path, nowUnixMicros);
        return column.Type is { } type && value?.Type != type ? default : Cell.Of(value, column.Aggregate);
    })];
}
