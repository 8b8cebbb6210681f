using Nereid.Domain.Queries;

namespace Nereid.Domain.Tests.Queries;

public class LinearPatternTests
{
    static LinearPattern Parse(string text) =>
        LinearPattern.TryParse(text, out var pattern, out var fault) ? pattern : throw new FormatException(fault);

    static string Fault(string text)
    {
        Assert.False(LinearPattern.TryParse(text, out _, out var fault), "The pattern was taken.");
        return fault!;
    }

    [Theory]
    [InlineData("", "anything", true)]
    [InlineData("oss", "train/loss", true)]
    [InlineData("^oss", "train/loss", false)]
    [InlineData("loss$", "train/loss", true)]
    [InlineData("^train/(loss|acc)$", "train/acc", true)]
    [InlineData(@"lr\-schedule\/x\ y", "lr-schedule/x y", true)]
    [InlineData(@"\d+\.\d", "v10.5", true)]
    [InlineData("(?i)LOSS", "train/loss", true)]
    [InlineData("(?P<kind>train|val)/", "val/loss", true)]
    [InlineData("[[:digit:]]{2}", "a42", true)]
    [InlineData("^[^[:alpha:]]+$", "4_2", true)]
    [InlineData("^[^[:alpha:]]+$", "4a2", false)]
    [InlineData("[]x]", "]", true)]
    [InlineData(@"[\]:]", ":", true)]
    public void A_pattern_is_found_anywhere_in_the_text(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Parse(pattern).IsMatch(text));

    [Theory]
    [InlineData("^(a|b\\.c|d\\-e|f\\ g)$", "a,b.c,d-e,f g")]
    [InlineData("^(?:a|b)$", "a,b")]
    [InlineData("^a/b$", "a/b")]
    [InlineData("^(a|)$", ",a")]
    [InlineData("^()$", "")]
    [InlineData("^$", "")]
    public void A_pattern_that_only_lists_texts_is_known_as_a_list(string pattern, string texts) =>
        Assert.Equal(texts.Split(','), Parse(pattern).WholeTexts!.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("^(a|b)")]
    [InlineData("^a|b$")]
    [InlineData("^(a.b)$")]
    [InlineData(@"^(a\d)$")]
    [InlineData("^(a)(b)$")]
    [InlineData("^(a)|(b)$")]
    [InlineData("^(?i)$")]
    [InlineData("^a?$")]
    [InlineData("a")]
    public void A_pattern_that_says_more_is_no_list(string pattern) => Assert.Null(Parse(pattern).WholeTexts);

    [Fact]
    public void A_list_of_thousands_of_names_is_taken()
    {
        var pattern = Parse($"^({string.Join('|', Enumerable.Range(0, 5000).Select(i => $@"metrics/layer_{i}\-x"))})$");

        Assert.True(pattern.IsMatch("metrics/layer_4999-x"));
        Assert.False(pattern.IsMatch("metrics/layer_5000-x"));
    }

    [Theory]
    [InlineData("(a", "Not enough )'s.")]
    [InlineData("[a", "Unterminated [] set.")]
    [InlineData("*", "Quantifier '*' following nothing.")]
    [InlineData(@"(a)\1", "backreference")]
    [InlineData("(?=a)b", "lookahead")]
    [InlineData("(?<!a)b", "lookbehind")]
    [InlineData("(?>a)", "atomic")]
    [InlineData("[[:vowel:]]", "[:vowel:]")]
    public void A_pattern_that_the_linear_engine_cannot_do_is_refused_with_its_reason(string pattern, string reason) =>
        Assert.Contains(reason, Fault(pattern), StringComparison.Ordinal);

    [Theory]
    [InlineData("a{301}", null)]
    [InlineData("a{302}", "300")]
    [InlineData("(ab){151}", null)]
    [InlineData("(ab){152}", "300")]
    [InlineData("(a{10}){30}", null)]
    [InlineData("(a{10}){31}", "300")]
    [InlineData("((a|b){1,9}c){1,99}", "300")]
    [InlineData("a{200}b{200}", "300")]
    [InlineData("[abc]{301}", null)]
    [InlineData("a{99999999999999999999}", "300")]
    [InlineData(@"\{999\}", null)]
    [InlineData("[{]999}", null)]
    [InlineData("{999,x}", null)]
    public void Counts_may_write_a_pattern_out_to_300_more_pieces(string pattern, string? refusal)
    {
        var taken = LinearPattern.TryParse(pattern, out _, out var fault);

        Assert.Equal(refusal is null, taken);
        Assert.Contains(refusal ?? "", fault ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_nest_250_deep()
    {
        static string Nested(int depth) => new string('(', depth) + "a" + new string(')', depth);

        Assert.True(Parse(Nested(250)).IsMatch("a"));
        Assert.Contains("250", Fault(Nested(251)), StringComparison.Ordinal);
        Assert.Contains("250", Fault(new string('(', 100_000)), StringComparison.Ordinal);
    }

    [Fact]
    public void Length_is_bounded()
    {
        var longest = "^" + new string('a', LinearPattern.MaxLength - 2) + "$";

        Assert.True(Parse(longest).IsMatch(longest[1..^1]));
        Assert.Contains($"{LinearPattern.MaxLength + 1} characters", Fault(longest + "$"), StringComparison.Ordinal);
        Assert.Contains("linear", Fault(new string('a', 20_000)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|aa)+$")]
    [InlineData("(x*x*)*y")]
    public void Patterns_that_explode_elsewhere_answer(string pattern) =>
        Assert.False(Parse(pattern).IsMatch(new string('a', 200_000) + "!"));

    [Fact]
    public void Random_patterns_never_throw()
    {
        const string alphabet = @"ab01\\\dwpPx{}{}[][]()()|*+?^$.-:,<>=!&# 名";
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            if (LinearPattern.TryParse(text, out var pattern, out var fault))
                pattern.IsMatch("ab01 [x]");
            else
                Assert.NotEmpty(fault);
        }
    }

    [Theory]
    [InlineData("layer-07/weights-3999", true)]
    [InlineData("layer-7/bias-0", true)]
    [InlineData("layer-7/bias-0\n", true)]
    [InlineData("layer-7/bias-4000", false)]
    [InlineData("layer-x/bias-1", false)]
    [InlineData("a/layer-7/bias-1", false)]
    [InlineData("layer-7/bias-1/", false)]
    [InlineData("layer-7/bias-", false)]
    [InlineData("", false)]
    public void A_list_of_thousands_may_end_a_pattern(string text, bool expected)
    {
        var list = string.Join('|', Enumerable.Range(0, 4000));
        Assert.True(LinearPattern.TryParse($@"^layer-\d+/(weights|bias)-({list})$", out var pattern, out _));

        Assert.Equal(expected, pattern.IsMatch(text));
    }

    [Theory]
    [InlineData(@"^a|b(LIST)$")]
    [InlineData(@"^a\b(LIST)$")]
    [InlineData(@"^(a(LIST))$")]
    [InlineData(@"^[a](LIST)$")]
    [InlineData(@"^a(LIST.)$")]
    [InlineData(@"a(LIST)$")]
    public void Other_patterns_of_that_size_are_refused(string pattern) =>
        Assert.False(LinearPattern.TryParse(pattern.Replace("LIST", string.Join('|', Enumerable.Range(0, 4000)), StringComparison.Ordinal), out _, out _));
}
