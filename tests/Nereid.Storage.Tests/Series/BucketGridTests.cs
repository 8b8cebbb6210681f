using Nereid.Storage.Series;

namespace Nereid.Storage.Tests.Series;

public class BucketGridTests
{
    [Theory]
    [InlineData(-1.7e308, 0, 2, 0)]
    [InlineData(0, 1.79e308, 3, 0)]
    [InlineData(-1.7e308, 1.7e308, 10, 0)]
    [InlineData(1e308, 1.7e308, 2, 1e308)]
    [InlineData(double.MinValue, double.MinValue, 5, 1)]
    public void A_steady_grid_at_the_greatest_doubles_is_finite_and_holds_its_ends(double least, double greatest, int most, double width)
    {
        var grid = BucketGrid.Steady(least, greatest, most, width);

        Assert.True(double.IsFinite(grid.From) && double.IsFinite(grid.To), $"{grid.From} to {grid.To}");
        Assert.True(grid.Contains(least) && grid.Contains(greatest));
        Assert.InRange(grid.IndexOf(greatest), 0, most - 1);
    }

    [Fact]
    public void A_steady_grid_begins_at_a_multiple_of_its_width()
    {
        var grid = BucketGrid.Steady(3, 103, 10, 0);

        Assert.Equal((0.0, 108.0, 9), (grid.From, grid.To, grid.Buckets));
    }
}
