using Nereid.Domain.Queries;
using static Nereid.Query.Tests.Queries;

namespace Nereid.Query.Tests;

/// <summary>Keeps docs/query-language.md true: its blocks are tagged by what their lines must do.</summary>
public class DocumentationTests
{
    static readonly string[] Page = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "query-language.md"));

    static TheoryData<string> Block(string tag)
    {
        var lines = new TheoryData<string>();
        var inside = false;
        foreach (var line in Page)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                inside = line == $"```{tag}";
            else if (inside)
                lines.Add(line);
        }
        return lines;
    }

    public static TheoryData<string> Examples => Block("nql");

    public static TheoryData<string> Pairs => Block("nql-equal");

    public static TheoryData<string> Faults => Block("nql-fault");

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_understood_in_both_dialects(string text)
    {
        Assert.NotNull(Where(text));
        Assert.NotNull(Where(text, NqlDialect.Neptune3));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_pair_means_the_same(string line)
    {
        var sides = line.Split('≡');
        Assert.Equal(Where(sides[0]), Where(sides[1]));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_reads_as_shown(string line)
    {
        var sides = line.Split('⇒', StringSplitOptions.TrimEntries);
        Assert.Equal(sides[1], Fault(sides[0]).Message);
    }

    [Theory]
    [InlineData("train & loss", "train/loss", "val/loss")]
    [InlineData("^train | acc$ & !top5", "val/acc", "val/top5/acc")]
    [InlineData("loss|acc", "train/acc", "train/lr")]
    public void A_name_pattern_passes_what_is_shown(string pattern, string passes, string not)
    {
        Assert.Contains($"| `{pattern.Replace("|", @"\|", StringComparison.Ordinal)}` |", string.Join('\n', Page), StringComparison.Ordinal);
        Assert.True(AttributeNamePattern.TryParse(pattern, out var parsed, out _));
        Assert.True(parsed.IsMatch(passes));
        Assert.False(parsed.IsMatch(not));
    }

    [Fact]
    public void The_limits_are_the_ones_stated()
    {
        var page = string.Join('\n', Page);
        Assert.Contains($"Limits: {NqlLimits.MaxLength:N0} UTF-16 code units, {NqlLimits.MaxDepth} parentheses and NOTs open at one place, {NqlLimits.MaxPatterns:N0} patterns", page, StringComparison.Ordinal);
        Assert.Contains($"At most {LinearPattern.MaxLength:N0} characters", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_type_function_and_operator_is_on_the_page()
    {
        var page = string.Join('\n', Page);
        var words = Fault("a:nothing").Expected.Select(each => each.Text).Concat(Enum.GetValues<SeriesAggregate>().Select(each => Nql.Print(
            new RunPredicate.Compare(Column("a", aggregate: each), Comparison.Equal, "")).Split('(')[0]).Where(word => !word.StartsWith('`')));
        Assert.All(words, word => Assert.Contains($"\"{word}\"", page, StringComparison.Ordinal));
    }
}
