using static Nereid.Query.Tests.Queries;

namespace Nereid.Query.Tests;

public class NqlFaultTests
{
    static void Expect(string text, int offset, string found, params string[] expected)
    {
        var fault = Fault(text);
        Assert.Equal((offset, found), (fault.Offset, fault.Found));
        Assert.Equal(expected, fault.Expected.Select(each => each.Text));
    }

    const string Name = "an attribute name";

    [Theory]
    [InlineData("(", 1, "the end of the query")]
    [InlineData("a = 1 AND", 9, "the end of the query")]
    [InlineData("a = 1 OR ", 9, "the end of the query")]
    [InlineData("NOT", 3, "the end of the query")]
    [InlineData("()", 1, "')'")]
    [InlineData(")", 0, "')'")]
    [InlineData("AND a = 1", 0, "'AND'")]
    [InlineData("a = 1 AND or b = 1", 10, "'or'")]
    [InlineData("contains = 1", 0, "'contains'")]
    [InlineData("\"a\" = 1", 0, "'\"'")]
    [InlineData("= 1", 0, "'='")]
    [InlineData("(((( AND (`sys/trashed`:bool = false))", 5, "'AND'")]
    public void Where_a_condition_may_begin(string text, int offset, string found) => Expect(text, offset, found, Name, "NOT", "(");

    [Fact]
    public void After_a_condition() => Expect("a = 1 b = 2", 6, "'b'", "AND", "OR");

    [Fact]
    public void After_a_condition_in_parentheses() => Expect("(a = 1 && b = 2)", 7, "'&&'", "AND", "OR", ")");

    [Fact]
    public void A_parenthesis_that_is_never_closed() => Expect("(a = 1", 6, "the end of the query", "AND", "OR", ")");

    [Fact]
    public void A_parenthesis_that_was_never_opened() => Expect("a = 1)", 5, "')'", "AND", "OR");

    [Fact]
    public void After_a_name_without_type() => Expect(
        "a ~ 1", 2, "'~'", ":", "=", "!=", "<", "<=", ">", ">=", "CONTAINS", "NOT CONTAINS", "MATCHES", "NOT MATCHES", "STARTS WITH", "ENDS WITH", "EXISTS", "NOT EXISTS");

    [Fact]
    public void After_a_typed_name() => Expect(
        "a:int", 5, "the end of the query", "=", "!=", "<", "<=", ">", ">=", "EXISTS", "NOT EXISTS");

    [Theory]
    [InlineData("a:bool ", "=, !=, <, <=, >, >=, EXISTS, NOT EXISTS")]
    [InlineData("max(a:floatSeries) ", "=, !=, <, <=, >, >=, EXISTS, NOT EXISTS")]
    [InlineData("count(a:stringSeries) ", "=, !=, <, <=, >, >=, EXISTS, NOT EXISTS")]
    [InlineData("a:file ", "EXISTS, NOT EXISTS")]
    [InlineData("a:stringSet NOT ", "CONTAINS, EXISTS")]
    [InlineData("a:int NOT ", "EXISTS")]
    [InlineData("`sys/state` ", ":, =, !=, EXISTS, NOT EXISTS")]
    [InlineData("tags ", ":, CONTAINS, NOT CONTAINS, EXISTS, NOT EXISTS")]
    public void Only_operators_of_the_type_are_expected(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", Fault(text).Expected.Select(each => each.Text)));

    [Fact]
    public void After_not_behind_a_name() => Expect("a NOT = 1", 6, "'='", "CONTAINS", "MATCHES", "EXISTS");

    [Fact]
    public void A_type_that_does_not_exist()
    {
        var fault = Fault("`a`:flot > 1");

        Assert.Equal((4, 4, "'flot'"), (fault.Offset, fault.Length, fault.Found));
        Assert.Contains(new NqlExpectation(NqlExpectationKind.AttributeType, "float"), fault.Expected);
        Assert.Contains(new NqlExpectation(NqlExpectationKind.AttributeType, "stringSet"), fault.Expected);
    }

    [Theory]
    [InlineData("a =", 3, "the end of the query")]
    [InlineData("a = )", 4, "')'")]
    [InlineData("a => 1", 3, "'>'")]
    [InlineData("a = AND", 4, "'AND'")]
    [InlineData("a CONTAINS CONTAINS", 11, "'CONTAINS'")]
    [InlineData("a = `b`", 4, "'`'")]
    public void Where_a_value_must_stand(string text, int offset, string found) => Expect(text, offset, found, "a value");

    [Theory]
    [InlineData("a = \"b", 4, "\"")]
    [InlineData("a = 'b\\'", 4, "'")]
    [InlineData("a = 1 AND `b = 2", 10, "`")]
    public void A_quote_that_is_never_closed(string text, int offset, string quote)
    {
        var fault = Fault(text);

        Assert.Equal(offset, fault.Offset);
        Assert.Equal(new NqlExpectation(NqlExpectationKind.Token, quote), Assert.Single(fault.Expected));
    }

    [Fact]
    public void A_function_that_is_never_closed() => Expect("max(a:floatSeries > 1", 18, "'>'", ")");

    [Fact]
    public void A_function_of_nothing() => Expect("max() > 1", 4, "')'", Name);

    [Fact]
    public void A_function_that_the_type_does_not_have()
    {
        var fault = Fault("variance(a:float) > 1");

        Assert.Equal((0, 17, "'variance(a:float)'"), (fault.Offset, fault.Length, fault.Found));
        Assert.Equal(["floatSeries"], fault.Expected.Select(each => each.Text));
        Assert.Contains("variance", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a:experimentState > idle", ">", "=, !=, EXISTS")]
    [InlineData("a:stringSet = x", "=", "CONTAINS, NOT CONTAINS, EXISTS")]
    [InlineData("a:int NOT CONTAINS 1", "NOT CONTAINS", "=, !=, <, <=, >, >=, EXISTS")]
    [InlineData("a:file = x", "=", "EXISTS")]
    [InlineData("max(a:floatSeries) MATCHES x", "MATCHES", "=, !=, <, <=, >, >=, EXISTS")]
    [InlineData("a:histogramSeries > 1", ">", "EXISTS")]
    [InlineData("tags = x", "=", "CONTAINS, NOT CONTAINS, EXISTS")]
    [InlineData("`sys/state` > x", ">", "=, !=, EXISTS")]
    public void An_operator_that_the_type_does_not_have(string text, string refused, string operators)
    {
        var fault = Fault(text);

        Assert.Equal(refused, text.Substring(fault.Offset, fault.Length));
        Assert.Equal(operators, string.Join(", ", fault.Expected.Select(each => each.Text)));
    }

    [Theory]
    [InlineData("a:int > many", "many")]
    [InlineData("a:float = '1,5'", "'1,5'")]
    [InlineData("last(a:floatSeries) < x", "x")]
    [InlineData("count(a:stringSeries) = done", "done")]
    [InlineData("a:bool = 1", "1")]
    [InlineData("a:datetime > yesterday", "yesterday")]
    [InlineData("a:experimentState = failed", "failed")]
    [InlineData("state = succeeded", "succeeded")]
    [InlineData("`sys/creation_time` > soon", "soon")]
    [InlineData("size > big", "big")]
    public void A_value_that_the_type_cannot_have(string text, string value)
    {
        var fault = Fault(text);

        Assert.Equal(value, text.Substring(fault.Offset, fault.Length));
        Assert.NotEmpty(fault.Expected);
    }

    [Theory]
    [InlineData("a MATCHES '('", "Not enough )'s.")]
    [InlineData("a NOT MATCHES '(?=x)y'", "lookahead")]
    [InlineData(@"a:string MATCHES ""(x)\\1""", "backreference")]
    [InlineData("a MATCHES '(x|y){1000}'", "300")]
    public void A_pattern_that_cannot_be_matched(string text, string reason)
    {
        var fault = Fault(text);

        Assert.Equal(text.IndexOfAny(['\'', '"']), fault.Offset);
        Assert.Contains(reason, fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("`` = 1", "empty")]
    [InlineData("`a\0b` = 1", "NUL")]
    public void A_name_that_no_attribute_can_have(string text, string reason)
    {
        var fault = Fault(text);

        Assert.Equal(0, fault.Offset);
        Assert.Contains(reason, fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_and_column_count_from_one()
    {
        var fault = Fault("a = 1\nAND b = 2\r\nAND c ~ 3");

        Assert.Equal((23, 3, 7), (fault.Offset, fault.Line, fault.Column));
        Assert.Equal((1, 1), (Fault(")").Line, Fault(")").Column));
    }

    [Fact]
    public void The_message_tells_place_finding_and_expectation()
    {
        Assert.Equal("Line 1, column 7: found 'b'; expected 'AND', 'OR'.", Fault("a = 1 b").Message);
        Assert.Equal(
            "Line 1, column 10: found '1'; expected 'true', 'false'. The attribute is of type bool.",
            Fault("a:bool = 1").Message);
    }

    [Fact]
    public void A_long_piece_is_cut_in_the_message_but_not_in_the_place()
    {
        var fault = Fault("a:int = " + new string('x', 1000));

        Assert.Equal(1000, fault.Length);
        Assert.InRange(fault.Message.Length, 1, 200);
    }
}
