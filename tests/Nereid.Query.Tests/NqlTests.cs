using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using static Nereid.Query.Tests.Queries;

namespace Nereid.Query.Tests;

public class NqlTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n ")]
    public void Blank_text_means_every_run(string text)
    {
        Assert.True(Nql.TryParse(text, NqlDialect.Neptune1, out var query, out _));
        Assert.Null(query.Where);
        Assert.Null(query.Tree);
    }

    [Fact]
    public void The_1x_clients_own_filters_are_understood()
    {
        const string text = "((`sys/trashed`:bool = false) AND (`sys/id`:string = \"FST-2\") AND (`sys/state`:experimentState = \"running\")"
            + " AND ((`sys/tags`:stringSet CONTAINS \"b\") AND (`sys/tags`:stringSet CONTAINS \"c\")))";

        Assert.Equal(
            And(
                Compare("sys/trashed", AttributeType.Bool, Comparison.Equal, "false"),
                Compare("sys/id", AttributeType.String, Comparison.Equal, "FST-2"),
                Compare("sys/state", AttributeType.RunState, Comparison.Equal, "running"),
                Compare("sys/tags", AttributeType.StringSet, Comparison.Contains, "b"),
                Compare("sys/tags", AttributeType.StringSet, Comparison.Contains, "c")),
            Where(text));
    }

    [Fact]
    public void The_3x_clients_own_filters_are_understood()
    {
        const string text = "((`train/loss`:floatSeries > \"0.05\") AND (`params/flag`:bool == \"True\")) OR ((`sys/tags`:stringSet CONTAINS \"alpha\"))";

        Assert.Equal(
            Or(
                And(
                    Compare("train/loss", AttributeType.FloatSeries, Comparison.Greater, "0.05"),
                    Compare("params/flag", AttributeType.Bool, Comparison.Equal, "True")),
                Compare("sys/tags", AttributeType.StringSet, Comparison.Contains, "alpha")),
            Where(text, NqlDialect.Neptune3));
    }

    [Fact]
    public void The_old_3x_fetchers_nested_filters_are_understood()
    {
        const string text = "(((((`sys/custom_run_id`:string MATCHES \"root\") AND (`sys/custom_run_id`:string NOT MATCHES \"child\")))"
            + " AND (`params/lr`:float EXISTS)) AND (`sys/creation_time`:datetime < \"2030-01-01T00:00:00+00:00\"))"
            + " AND (NOT ((`params/name`:string CONTAINS \"qu\\\"ote\\\\\")))";

        Assert.Equal(
            And(
                Compare("sys/custom_run_id", AttributeType.String, Comparison.Matches, "root"),
                Not(Compare("sys/custom_run_id", AttributeType.String, Comparison.Matches, "child")),
                new RunPredicate.Exists(Column("params/lr", AttributeType.Float)),
                Compare("sys/creation_time", AttributeType.Datetime, Comparison.Less, "2030-01-01T00:00:00+00:00"),
                Not(Compare("params/name", AttributeType.String, Comparison.Contains, "qu\"ote\\"))),
            Where(text, NqlDialect.Neptune3));
    }

    [Fact]
    public void A_users_text_inserted_without_parentheses_keeps_the_usual_precedence() =>
        Assert.Equal(
            Or(Equal("a", "1"), And(Equal("b", "2"), Compare("sys/trashed", AttributeType.Bool, Comparison.Equal, "false"))),
            Where("(a = 1 OR b = 2 AND (`sys/trashed`:bool = false))"));

    [Fact]
    public void Not_binds_tighter_than_and_and_and_tighter_than_or() =>
        Assert.Equal(
            Or(And(Not(Equal("a", "1")), Equal("b", "2")), Equal("c", "3")),
            Where("NOT a = 1 AND b = 2 OR c = 3"));

    [Fact]
    public void Parentheses_change_the_precedence() =>
        Assert.Equal(
            And(Equal("a", "1"), Not(Or(Equal("b", "2"), Equal("c", "3")))),
            Where("a=1 AND NOT(b=2 OR c=3)"));

    [Fact]
    public void Keywords_types_and_functions_have_no_case() =>
        Assert.Equal(
            Where("NOT max(`a`:floatSeries) > 1 AND b CONTAINS x OR c EXISTS"),
            Where("not MAX(`a`:FLOATSERIES) > 1 and b contains x or c exists"));

    [Theory]
    [InlineData("a/b-c.d_e:float > 0.1")]
    [InlineData("`a/b-c.d_e`:float>0.1")]
    [InlineData(" a/b-c.d_e : float > '0.1' ")]
    [InlineData("a/b-c.d_e\n:\nfloat\t>\r\n\"0.1\"")]
    public void Names_may_be_bare_and_values_quoted_either_way_with_free_white_space(string text) =>
        Assert.Equal(Compare("a/b-c.d_e", AttributeType.Float, Comparison.Greater, "0.1"), Where(text));

    [Theory]
    [InlineData("=", Comparison.Equal)]
    [InlineData("==", Comparison.Equal)]
    [InlineData("!=", Comparison.NotEqual)]
    [InlineData("<", Comparison.Less)]
    [InlineData("<=", Comparison.LessOrEqual)]
    [InlineData(">", Comparison.Greater)]
    [InlineData(">=", Comparison.GreaterOrEqual)]
    [InlineData("CONTAINS", Comparison.Contains)]
    [InlineData("NOT CONTAINS", Comparison.NotContains)]
    [InlineData("MATCHES", Comparison.Matches)]
    [InlineData("Not  Matches", Comparison.NotMatches)]
    [InlineData("STARTS WITH", Comparison.StartsWith)]
    [InlineData("ENDS\nWITH", Comparison.EndsWith)]
    public void Every_operator_is_understood(string written, Comparison meant) =>
        Assert.Equal(Compare("a", null, meant, "x"), Where($"a {written} x"));

    [Theory]
    [InlineData("a != x", "a = x")]
    [InlineData("a NOT CONTAINS x", "a CONTAINS x")]
    [InlineData("a NOT MATCHES x", "a MATCHES x")]
    public void In_3x_a_negative_operator_is_not_of_the_plain_one(string negative, string plain) =>
        Assert.Equal(Not(Where(plain)!), Where(negative, NqlDialect.Neptune3));

    [Fact]
    public void Exists_may_be_negated_on_either_side()
    {
        var exists = new RunPredicate.Exists(Column("a", AttributeType.Int));

        Assert.Equal(exists, Where("a:int EXISTS"));
        Assert.Equal(Not(exists), Where("a:int NOT EXISTS"));
        Assert.Equal(Not(exists), Where("NOT a:int EXISTS"));
    }

    [Theory]
    [InlineData("last", SeriesAggregate.Last)]
    [InlineData("first", SeriesAggregate.First)]
    [InlineData("min", SeriesAggregate.Min)]
    [InlineData("max", SeriesAggregate.Max)]
    [InlineData("average", SeriesAggregate.Mean)]
    [InlineData("avg", SeriesAggregate.Mean)]
    [InlineData("mean", SeriesAggregate.Mean)]
    [InlineData("variance", SeriesAggregate.Variance)]
    [InlineData("count", SeriesAggregate.Count)]
    public void Every_function_is_understood(string word, SeriesAggregate aggregate)
    {
        var expected = new RunPredicate.Compare(Column("a b", AttributeType.FloatSeries, aggregate), Comparison.Greater, "1");

        Assert.Equal(expected, Where($"{word}(`a b`:floatSeries) > 1"));
        Assert.Equal(expected, Where($"{word} ( `a b` : floatSeries ) > 1"));
    }

    [Fact]
    public void A_function_word_without_parentheses_is_a_name() =>
        Assert.Equal(And(Equal("max", "1"), Equal("count", "2")), Where("max = 1 AND `count` = 2"));

    [Theory]
    [InlineData("id = SAN-3", "`sys/id` = \"SAN-3\"")]
    [InlineData("Owner = Fred", "`sys/owner` = \"Fred\"")]
    [InlineData("STATE = Idle", "`sys/state` = \"Idle\"")]
    [InlineData("tags CONTAINS x", "`sys/tags` CONTAINS \"x\"")]
    [InlineData("size > 20MB", "`sys/size` > \"20MB\"")]
    [InlineData("size >= \"35 kb\"", "`sys/size` >= \"35 kb\"")]
    [InlineData("commitId = abc", "`source_code/git` = \"abc\" OR `source_code/commit/commit_id` = \"abc\"")]
    [InlineData("commitId EXISTS", "`source_code/git` EXISTS OR `source_code/commit/commit_id` EXISTS")]
    public void The_first_Neptunes_short_names_stand_for_system_attributes(string text, string meaning) =>
        Assert.Equal(meaning, Nql.Print(Where(text)!));

    [Theory]
    [InlineData("`id` = x", "id")]
    [InlineData("id:string = x", "id")]
    public void A_quoted_or_typed_short_name_is_an_ordinary_name(string text, string path) =>
        Assert.Equal(path, Assert.IsType<RunPredicate.Compare>(Where(text)).Column.Path.Text);

    [Theory]
    [InlineData(@"a = ""C:\\dir\\""", @"C:\dir\")]
    [InlineData(@"a = ""say \""hi\""""", @"say ""hi""")]
    [InlineData(@"a = 'it\'s'", "it's")]
    [InlineData(@"a = ""\d+\.\n""", @"\d+\.\n")]
    [InlineData(@"a = ""it's `fine` (AND) = 名前 🚀""", "it's `fine` (AND) = 名前 🚀")]
    [InlineData("a = ''", "")]
    [InlineData("a = -2h", "-2h")]
    [InlineData("a = 2024-02-06T05:00:00+09:00", "2024-02-06T05:00:00+09:00")]
    [InlineData("a = 名前", "名前")]
    public void Values_are_taken_as_written_without_quotes_and_escapes(string text, string value) =>
        Assert.Equal(Equal("a", value), Where(text));

    [Fact]
    public void A_backslash_in_a_quoted_name_escapes_only_in_1x()
    {
        Assert.Equal(Equal("a`b\\c\\d", "1"), Where(@"`a\`b\\c\d` = 1"));
        Assert.Equal(Equal(@"a\\c\", "1"), Where(@"`a\\c\` = 1", NqlDialect.Neptune3));
    }

    [Fact]
    public void Reserved_words_are_names_and_values_when_quoted() =>
        Assert.Equal(And(Equal("AND", "OR"), Equal("b", "not")), Where("`AND` = \"OR\" AND b = 'not'"));

    [Fact]
    public void Mentions_searches_text_and_is_a_name_elsewhere() =>
        Assert.Equal(And(new RunPredicate.MentionsText("foo bar"), Equal("mentions", "1")), Where("MENTIONS \"foo bar\" AND mentions = 1"));

    [Fact]
    public void The_tree_knows_the_place_of_every_piece()
    {
        const string text = "(NOT max(`a`:floatSeries) >= '1') OR b exists";
        Assert.True(Nql.TryParse(text, NqlDialect.Neptune1, out var query, out _));

        var or = Assert.IsType<NqlOr>(query.Tree);
        var not = Assert.IsType<NqlNot>(or.Parts[0]);
        var comparison = Assert.IsType<NqlComparison>(not.Part);
        string Piece(TextSpan span) => text.Substring(span.Start, span.Length);

        Assert.Equal(text, Piece(or.Span));
        Assert.Equal("(NOT max(`a`:floatSeries) >= '1')", Piece(not.Span));
        Assert.Equal("max(`a`:floatSeries) >= '1'", Piece(comparison.Span));
        Assert.Equal("max(`a`:floatSeries)", Piece(comparison.Attribute.Span));
        Assert.Equal("`a`", Piece(comparison.Attribute.NameSpan));
        Assert.Equal(">=", Piece(comparison.OperatorSpan));
        Assert.Equal("'1'", Piece(comparison.Literal.Span));
        Assert.Equal("b exists", Piece(or.Parts[1].Span));
    }
}
