using Nereid.Domain.Runs;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Series;

/// <summary>A step as the two columns that every point table is keyed by: the nearest double, and the exact millionths when on the grid.</summary>
/// <remarks>Ordered by the first and then the second column, these order as <see cref="Step"/> does.</remarks>
static class StepKey
{
    const long OffGrid = long.MinValue;

    public static Statement Bind(this Statement statement, int index, Step step)
    {
        statement.Bind(index, step.Value);
        return statement.Bind(index + 1, step.TryGetMillionths(out var millionths) ? millionths : OffGrid);
    }

    public static Statement BindLeast(this Statement statement, int index, Step? step) =>
        step is { } known ? statement.Bind(index, known) : statement.Bind(index, double.NegativeInfinity).Bind(index + 1, long.MinValue);

    public static Statement BindGreatest(this Statement statement, int index, Step? step) =>
        step is { } known ? statement.Bind(index, known) : statement.Bind(index, double.PositiveInfinity).Bind(index + 1, long.MaxValue);

    public static Statement BindOrNull(this Statement statement, int index, Step? step) =>
        step is { } known ? statement.Bind(index, known) : statement.BindNull(index).BindNull(index + 1);

    public static Step? StepOrNull(this Statement statement, int column) => statement.IsNull(column) ? null : statement.Step(column);

    public static Step Step(this Statement statement, int column) =>
        statement.Int64(column + 1) is var millionths && millionths != OffGrid
            ? Domain.Runs.Step.FromMillionths(millionths)
            : Domain.Runs.Step.From(statement.Double(column));
}
