using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Tests.Queries;

public class PredicateEvaluatorTests
{
    const long Now = 1_700_000_000_000_000;
    const long Day = 86_400_000_000;

    static readonly Dictionary<string, AttributeValue> Run = new()
    {
        ["int"] = new IntValue(9_007_199_254_740_993),
        ["float"] = new FloatValue(0.5),
        ["nan"] = new FloatValue(double.NaN),
        ["inf"] = new FloatValue(double.PositiveInfinity),
        ["bool"] = new BoolValue(true),
        ["string"] = new StringValue("Resnet-50"),
        ["empty"] = new StringValue(""),
        ["time"] = new DatetimeValue(Now - Day + 1_500),
        ["set"] = new StringSetValue(["b", "a c"]),
        ["state"] = new RunStateValue(RunState.Running),
        ["git"] = new GitRefValue("abcdef", null, null, null, null, null, false, []),
        ["artifact"] = new ArtifactValue("c0ffee"),
        ["notebook"] = new NotebookRefValue("n", null, "n"),
        ["loss"] = new FloatSeriesValue(3, 0, default, 9, default, 2, 0, 1, 10, 5, 4, null),
        ["none"] = FloatSeriesValue.Empty,
        ["log"] = new StringSeriesValue(7, default, "done", 0),
        ["silent"] = new StringSeriesValue(0, default, null, 0),
        ["images"] = new FileSeriesValue(4, default, null, 0),
        ["weights"] = new HistogramSeriesValue(5, default, 0),
        [SystemAttributes.Id] = new StringValue("TITA-12"),
        [SystemAttributes.Name] = new StringValue("Gentle Tern"),
        [SystemAttributes.Owner] = new StringValue("ada"),
        [SystemAttributes.CustomRunId] = new StringValue("sweep-7"),
        [SystemAttributes.Tags] = new StringSetValue(["Baseline"]),
        [SystemAttributes.GroupTags] = new StringSetValue(["Sweep A"]),
    };

    static bool Holds(RunPredicate predicate) => new PredicateEvaluator(predicate, Now).Holds(path => Run.GetValueOrDefault(path.Text));

    static bool Holds(string path, Comparison comparison, string literal, AttributeType? type = null, SeriesAggregate aggregate = SeriesAggregate.Last) =>
        Holds(new RunPredicate.Compare(new ColumnId(AttributePath.Of(path), type, aggregate), comparison, literal));

    public static TheoryData<string, string, string> True => new()
    {
        { "int", "Equal", "9007199254740993" },
        { "int", "NotEqual", "9007199254740992" },
        { "int", "Greater", "9007199254740992" },
        { "int", "Equal", "9007199254740992.0" },
        { "int", "Less", "1e300" },
        { "float", "GreaterOrEqual", "0.50" },
        { "float", "Less", "1" },
        { "float", "NotEqual", "0" },
        { "inf", "Equal", "inf" },
        { "inf", "Greater", "1e308" },
        { "bool", "Equal", "TRUE" },
        { "bool", "NotEqual", "false" },
        { "bool", "Greater", "False" },
        { "bool", "LessOrEqual", "True" },
        { "string", "Equal", "Resnet-50" },
        { "string", "NotEqual", "resnet-50" },
        { "string", "Contains", "net" },
        { "string", "NotContains", "NET" },
        { "string", "StartsWith", "Res" },
        { "string", "EndsWith", "-50" },
        { "string", "Matches", @"net-\d+" },
        { "string", "NotMatches", "^net" },
        { "string", "Less", "resnet" },
        { "string", "Greater", "ABC" },
        { "empty", "Equal", "" },
        { "empty", "Contains", "" },
        { "time", "Greater", "-2d" },
        { "time", "Less", "-1h" },
        { "time", "GreaterOrEqual", "-1d" },
        { "time", "Equal", "2023-11-13T22:13:20.001999Z" },
        { "time", "NotEqual", "2023-11-13T22:13:20Z" },
        { "set", "Contains", "a c" },
        { "set", "NotContains", "a" },
        { "state", "Equal", "active" },
        { "state", "NotEqual", "Idle" },
        { "git", "StartsWith", "abc" },
        { "artifact", "Equal", "c0ffee" },
        { "loss", "Equal", "2" },
        { "log", "Equal", "done" },
    };

    [Theory]
    [MemberData(nameof(True))]
    public void A_comparison_holds(string path, string comparison, string literal) => Assert.True(Holds(path, Enum.Parse<Comparison>(comparison), literal));

    public static TheoryData<string, string, string> False => new()
    {
        { "missing", "Equal", "" },
        { "missing", "NotEqual", "1" },
        { "missing", "NotContains", "1" },
        { "missing", "NotMatches", "1" },
        { "int", "Equal", "9007199254740992" },
        { "int", "NotEqual", "abc" },
        { "int", "Contains", "9" },
        { "nan", "Equal", "nan" },
        { "nan", "NotEqual", "1" },
        { "nan", "Less", "inf" },
        { "float", "NotEqual", "nan" },
        { "bool", "Less", "true" },
        { "bool", "NotEqual", "yes" },
        { "string", "Matches", "(" },
        { "string", "NotMatches", "(" },
        { "time", "NotEqual", "yesterday" },
        { "time", "Contains", "2023" },
        { "set", "Equal", "b" },
        { "set", "Contains", "a" },
        { "set", "Matches", "b" },
        { "state", "NotEqual", "failed" },
        { "state", "Less", "running" },
        { "notebook", "Equal", "n" },
        { "none", "Equal", "nan" },
        { "none", "NotEqual", "1" },
        { "silent", "Equal", "" },
        { "silent", "NotEqual", "x" },
        { "images", "Equal", "4" },
        { "weights", "Equal", "5" },
    };

    [Theory]
    [MemberData(nameof(False))]
    public void A_comparison_does_not_hold(string path, string comparison, string literal) =>
        Assert.False(Holds(path, Enum.Parse<Comparison>(comparison), literal));

    [Theory]
    [InlineData(SeriesAggregate.Last, "2")]
    [InlineData(SeriesAggregate.First, "9")]
    [InlineData(SeriesAggregate.Min, "1")]
    [InlineData(SeriesAggregate.Max, "10")]
    [InlineData(SeriesAggregate.Mean, "5")]
    [InlineData(SeriesAggregate.Variance, "4")]
    [InlineData(SeriesAggregate.Count, "3")]
    public void Each_figure_of_a_series_is_compared(SeriesAggregate aggregate, string value)
    {
        Assert.True(Holds("loss", Comparison.Equal, value, AttributeType.FloatSeries, aggregate));
        Assert.False(Holds("loss", Comparison.NotEqual, value, null, aggregate));
    }

    [Theory]
    [InlineData("none", "0")]
    [InlineData("log", "7")]
    [InlineData("silent", "0")]
    [InlineData("images", "4")]
    [InlineData("weights", "5")]
    public void Every_series_can_be_counted(string path, string count) =>
        Assert.True(Holds(path, Comparison.Equal, count, aggregate: SeriesAggregate.Count));

    [Fact]
    public void A_string_series_has_no_greatest_value() => Assert.False(Holds("log", Comparison.Equal, "done", aggregate: SeriesAggregate.Max));

    [Fact]
    public void Another_type_than_stated_makes_a_comparison_false_and_its_negation_true()
    {
        var comparison = new RunPredicate.Compare(new ColumnId(AttributePath.Of("int"), AttributeType.Float), Comparison.NotEqual, "1");

        Assert.False(Holds(comparison));
        Assert.True(Holds(new RunPredicate.Not(comparison)));
    }

    [Fact]
    public void Existence_asks_for_the_path_and_the_stated_type()
    {
        Assert.True(Holds(new RunPredicate.Exists(new ColumnId(AttributePath.Of("none")))));
        Assert.True(Holds(new RunPredicate.Exists(new ColumnId(AttributePath.Of("none"), AttributeType.FloatSeries))));
        Assert.False(Holds(new RunPredicate.Exists(new ColumnId(AttributePath.Of("none"), AttributeType.Float))));
        Assert.False(Holds(new RunPredicate.Exists(new ColumnId(AttributePath.Of("missing")))));
    }

    [Theory]
    [InlineData("tita-12")]
    [InlineData("TERN")]
    [InlineData("Ada")]
    [InlineData("sweep-")]
    [InlineData("base")]
    [InlineData("sweep a")]
    [InlineData("")]
    public void Mentioned_text_is_found_in_names_ids_owner_and_tags(string text) => Assert.True(Holds(new RunPredicate.MentionsText(text)));

    [Fact]
    public void Text_elsewhere_is_not_mentioned() => Assert.False(Holds(new RunPredicate.MentionsText("Resnet")));

    [Fact]
    public void Joined_parts_mean_all_or_some_of_them()
    {
        RunPredicate yes = new RunPredicate.MentionsText(""), no = new RunPredicate.MentionsText("Resnet");

        Assert.True(Holds(new RunPredicate.And([yes, yes])));
        Assert.False(Holds(new RunPredicate.And([yes, no])));
        Assert.True(Holds(new RunPredicate.Or([no, yes])));
        Assert.False(Holds(new RunPredicate.Or([no, no])));
        Assert.True(Holds(new RunPredicate.And([])));
        Assert.False(Holds(new RunPredicate.Or([])));
    }

    [Fact]
    public void Predicates_are_equal_by_content()
    {
        static RunPredicate Make(string literal) => new RunPredicate.And([
            new RunPredicate.Or([new RunPredicate.MentionsText("a"), new RunPredicate.Compare(new ColumnId(AttributePath.Of("p")), Comparison.Less, literal)]),
            new RunPredicate.Not(new RunPredicate.Exists(new ColumnId(AttributePath.Of("p")))),
        ]);

        Assert.Equal(Make("1"), Make("1"));
        Assert.Equal(Make("1").GetHashCode(), Make("1").GetHashCode());
        Assert.NotEqual(Make("1"), Make("2"));
    }
}
