using Nereid.Domain.Queries;

namespace Nereid.Domain.Tests.Queries;

public class AttributeNamePatternTests
{
    static AttributeNamePattern Parse(string text) =>
        AttributeNamePattern.TryParse(text, out var pattern, out var fault) ? pattern : throw new FormatException(fault.Reason);

    static string Shape(AttributeNamePattern pattern) => string.Join(" OR ", pattern.Alternatives.Select(alternative =>
        string.Join(" AND ", alternative.Must.Select(must => $"<{must.Text}>").Concat(alternative.MustNot.Select(not => $"NOT <{not.Text}>")))));

    [Theory]
    [InlineData("", "<>")]
    [InlineData("  ", "<>")]
    [InlineData("a", "<a>")]
    [InlineData(" a b\t", "<a b>")]
    [InlineData("a & b", "<a> AND <b>")]
    [InlineData(" \r a \t\t  & \n b  ", "<a> AND <b>")]
    [InlineData("a | b", "<a> OR <b>")]
    [InlineData("!a", "NOT <a>")]
    [InlineData("! a", "NOT <a>")]
    [InlineData("a & b | c & !d", "<a> AND <b> OR <c> AND NOT <d>")]
    [InlineData("!a & b", "<b> AND NOT <a>")]
    [InlineData("a|b & c&d", "<a|b> AND <c&d>")]
    [InlineData("a | !p!t&|-b!", "<a> OR NOT <p!t&|-b!>")]
    [InlineData("a| b |c", "<a| b |c>")]
    [InlineData("!!a", "NOT <!a>")]
    [InlineData("& a", "<& a>")]
    [InlineData("a & ! | b", "<a> AND NOT <> OR <b>")]
    public void The_extended_form_is_read_as_alternatives_of_conditions(string text, string shape) => Assert.Equal(shape, Shape(Parse(text)));

    [Theory]
    [InlineData("train & loss", "train/loss", true)]
    [InlineData("train & loss", "val/loss", false)]
    [InlineData("loss & !train", "val/loss", true)]
    [InlineData("loss & !train", "train/loss", false)]
    [InlineData("^train | acc$ & !top5", "train/top5", true)]
    [InlineData("^train | acc$ & !top5", "val/acc", true)]
    [InlineData("^train | acc$ & !top5", "val/top5/acc", false)]
    [InlineData(@"\x21hola\x20amigos!", "say !hola amigos!", true)]
    [InlineData("!", "anything", false)]
    [InlineData("", "anything", true)]
    public void A_name_passes_if_an_alternative_passes(string text, string name, bool expected) => Assert.Equal(expected, Parse(text).IsMatch(name));

    [Theory]
    [InlineData("a | b & !(c", 9, "(c")]
    [InlineData("  [", 2, "[")]
    [InlineData("x & ! \t(?=a)", 7, "(?=a)")]
    public void A_fault_tells_which_part_and_where(string text, int offset, string part)
    {
        Assert.False(AttributeNamePattern.TryParse(text, out _, out var fault));

        Assert.Equal((part, offset), (fault.Part, fault.Offset));
        Assert.Equal(part, text.Substring(fault.Offset, part.Length));
        Assert.NotEmpty(fault.Reason);
    }

    [Fact]
    public void A_pattern_joins_at_most_a_thousand_parts()
    {
        Assert.Equal(AttributeNamePattern.MaxParts, Parse(string.Join(" | ", Enumerable.Repeat("a", AttributeNamePattern.MaxParts))).Alternatives.Length);
        Assert.False(AttributeNamePattern.TryParse(string.Join(" & ", Enumerable.Repeat("a", AttributeNamePattern.MaxParts + 1)), out _, out var fault));
        Assert.Contains("1000", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_a_protocol_mean_the_same()
    {
        Assert.True(AttributeNamePattern.TryCreate([(["loss", "^train"], ["x$"]), ([], ["a"])], out var pattern, out _));

        Assert.Equal("<loss> AND <^train> AND NOT <x$> OR NOT <a>", Shape(pattern));
    }

    [Fact]
    public void Without_alternatives_nothing_passes_and_an_empty_alternative_passes_all()
    {
        Assert.True(AttributeNamePattern.TryCreate([], out var none, out _));
        Assert.True(AttributeNamePattern.TryCreate([([], [])], out var all, out _));

        Assert.False(none.IsMatch("a"));
        Assert.True(all.IsMatch("a"));
    }

    [Fact]
    public void A_faulty_list_is_refused()
    {
        Assert.False(AttributeNamePattern.TryCreate([(["a"], []), (["("], [])], out _, out var fault));

        Assert.Equal("(", fault.Part);
    }
}
