using Nereid.Domain;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Attributes;
using Nereid.Storage.Querying;

namespace Nereid.Storage.Tests.Querying;

public sealed class ComputedCellTests
{
    [Fact]
    public void Every_shortcut_makes_the_cell_of_the_value()
    {
        var shortcuts = SystemAttributes.Computed.Keys.Where(path => (ComputedCells.OfStored(path) ?? ComputedCells.OfLiving(path)) is not null).ToList();
        Assert.Contains(SystemAttributes.Trashed, shortcuts);
        foreach (var kind in Enum.GetValues<RunKind>())
            foreach (var trashed in new[] { false, true })
                foreach (var path in shortcuts)
                {
                    var head = new RunHead(RunId.New(), ProjectId.New(), kind, "TITA-M-3", 3, "custom", null, null, "ada", trashed, 1, 2, 3, Finished: false, 4);
                    Assert.Equal(Cell.Of(ComputedAttributes.Value(path, head, 5, 6), SeriesAggregate.Last), (ComputedCells.OfStored(path) ?? ComputedCells.OfLiving(path))!(head));
                }
    }
}
