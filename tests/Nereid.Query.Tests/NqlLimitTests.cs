using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using static Nereid.Query.Tests.Queries;

namespace Nereid.Query.Tests;

public class NqlLimitTests
{
    const int Megabyte = 1024 * 1024;

    static string Repeat(string piece, int times) => string.Concat(Enumerable.Repeat(piece, times));

    [Theory]
    [InlineData("(")]
    [InlineData("NOT ")]
    [InlineData("NOT(")]
    [InlineData("max(")]
    [InlineData(")")]
    [InlineData("`")]
    [InlineData("\"")]
    [InlineData("a = ")]
    [InlineData("a:")]
    [InlineData("\\")]
    [InlineData("a = \"\\")]
    [InlineData("((a = 1) AND ")]
    [InlineData("a = 1 AND (")]
    public void A_megabyte_of_the_same_ends_in_a_fault(string piece) => Assert.NotEmpty(Fault(Repeat(piece, Megabyte / piece.Length)).Message);

    [Fact]
    public void A_megabyte_of_conditions_is_understood()
    {
        const int conditions = 40_000;
        var text = string.Join(" OR ", Enumerable.Range(0, conditions).Select(i => $"(`sys/custom_run_id`:string == \"run-{i}\")"));

        Assert.Equal(conditions, Assert.IsType<RunPredicate.Or>(Where(text, NqlDialect.Neptune3)).Parts.Length);
    }

    [Fact]
    public void Text_is_taken_up_to_its_limit()
    {
        const string start = "a = ";
        var longest = start + new string('1', NqlLimits.MaxLength - start.Length);
        Assert.NotNull(Where(longest));

        var fault = Fault(longest + "1");
        Assert.Equal((NqlLimits.MaxLength, 1), (fault.Offset, fault.Length));
        Assert.Contains($"{NqlLimits.MaxLength}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("NOT ", "")]
    public void Nesting_is_taken_up_to_its_limit(string open, string close)
    {
        string Nested(int depth) => Repeat(open, depth) + "a = 1" + Repeat(close, depth);
        Assert.NotNull(Where(Nested(NqlLimits.MaxDepth)));

        var fault = Fault(Nested(NqlLimits.MaxDepth + 1));
        Assert.Equal(NqlLimits.MaxDepth * open.Length, fault.Offset);
        Assert.Contains($"{NqlLimits.MaxDepth}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_open_at_one_place_counts_as_nesting() =>
        Assert.NotNull(Where(string.Join(" AND ", Enumerable.Repeat("NOT (NOT (a = 1))", NqlLimits.MaxDepth))));

    [Fact]
    public void A_query_has_at_most_a_thousand_patterns()
    {
        string Patterns(int count) => string.Join(" OR ", Enumerable.Repeat("a MATCHES x", count));
        Assert.NotNull(Where(Patterns(NqlLimits.MaxPatterns)));

        Assert.Contains($"{NqlLimits.MaxPatterns}", Fault(Patterns(NqlLimits.MaxPatterns + 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void A_name_is_as_long_as_a_path_may_be(int bytes, bool taken) =>
        Assert.Equal(taken, Nql.TryParse($"`{new string('a', bytes)}` = 1", NqlDialect.Neptune1, out _, out _));

    [Fact]
    public void The_deepest_query_is_used_on_a_small_stack()
    {
        // Alternating, so that nothing is merged: each level stays one in the predicate.
        var text = Repeat("NOT (b = 2 OR (c = 3 AND ", NqlLimits.MaxDepth / 3) + "a = 1" + Repeat("))", NqlLimits.MaxDepth / 3);
        var run = new Dictionary<string, AttributeValue> { ["c"] = new IntValue(3), ["a"] = new IntValue(1) };
        RunPredicate? parsed = null, again = null;
        var holds = false;
        var hash = (0, 1);
        var thread = new Thread(() =>
        {
            parsed = Where(text);
            again = Where(Nql.Print(parsed!));
            hash = (parsed!.GetHashCode(), again!.GetHashCode());
            holds = Holds(text, run);
        }, maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();

        Assert.Equal(parsed, again);
        Assert.Equal(hash.Item1, hash.Item2);
        Assert.Equal(NqlLimits.MaxDepth / 3 % 2 == 0, holds);
    }
}
