using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

/// <summary>Paging by place, groups, distinct values, differing columns, and attribute searches among some runs.</summary>
public abstract class TableContract : RunStoreContract
{
    RunQuery All => new(Project, [], null, [], [], 0, 1_000);

    static ColumnId Column(string path, AttributeType? type = null, SeriesAggregate aggregate = SeriesAggregate.Last) => new(Path(path), type, aggregate);

    static AssignValue Assign(string path, AttributeValue value) => new(Path(path), value);

    static RunPredicate Is(string path, string literal) => new RunPredicate.Compare(Column(path), Comparison.Equal, literal);

    async Task<List<RunId>> CreateAsync(StoreUnderTest store, params ImmutableArray<RunOperation>[] runs)
    {
        var ids = new List<RunId>();
        foreach (var first in runs)
        {
            ids.Add((await store.CreateAsync(Project, first)).Id);
            store.Time.Advance(1);
        }
        await store.SettleAsync();
        return ids;
    }

    static async Task<List<string>> WalkAsync(StoreUnderTest store, RunQuery query, Func<int, Task>? between = null)
    {
        var walked = new List<string>();
        for (var page = 0; ; page++)
        {
            var found = await store.Reader.QueryRunsAsync(query, default);
            walked.AddRange(found.Rows.Select(row => row.Head.ShortId));
            if (found.Next is not { } next)
                return walked;
            Assert.Equal(query.Limit, found.Rows.Length);
            Assert.True(RunCursor.TryParse(next.ToString(), query.Sort.Length, out var read));
            query = query with { After = read };
            if (between is not null)
                await between(page);
        }
    }

    static AttributeValue[] SortValues =>
    [
        new IntValue(3), new FloatValue(2.5), new FloatValue(double.NaN), new StringValue("b"), new BoolValue(true), new StringValue(new string('x', 3_000) + "1"),
        new StringValue(new string('x', 3_000) + "2"), new StringSetValue(["q"]), new StringSetValue(Enumerable.Range(0, 40).Select(i => $"m{i:00}")), new IntValue(3),
        new DatetimeValue(5), new FloatValue(double.NegativeInfinity), new ArtifactValue("ab"), new StringSetValue(["q", new string('z', 100)]), new IntValue(long.MaxValue), new StringValue("\ud800\udc00é\u0001"),
    ];

    [Theory]
    [InlineData(false, "3,1,2,5,4")]
    [InlineData(true, "1,2,3,5,4")]
    public async Task Numbers_that_the_caller_gives_sort_like_a_column(bool descending, string expected)
    {
        await using var store = await OpenAsync();
        var runs = await CreateAsync(store, [], [], [], [], []);
        var given = new Dictionary<RunId, double> { [runs[0]] = 2, [runs[1]] = double.PositiveInfinity, [runs[2]] = -1, [runs[4]] = double.NaN, [RunId.New()] = 1 };
        if (descending)
            given[runs[0]] = double.PositiveInfinity;
        // Numbers alone decide: what is stored at the path is not looked at. The two infinite ones stand in the order of the second key.
        ImmutableArray<RunSort> sort = [new(Column(SystemAttributes.Id), descending) { Values = given }, new(Column(SystemAttributes.Id), false)];
        var byNumber = (await store.Reader.QueryRunsAsync(All, default)).Rows.ToDictionary(row => row.Head.ShortId, row => row.Head.Number);

        foreach (var limit in new[] { 1, 2, 1_000 })
            Assert.Equal(expected, string.Join(',', (await WalkAsync(store, All with { Sort = sort, Limit = limit })).Select(id => byNumber[id])));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    public async Task Pages_from_place_to_place_are_the_whole_table_in_order(bool descending, int limit)
    {
        await using var store = await OpenAsync();
        await CreateAsync(store, [.. SortValues.Select(value => ImmutableArray.Create<RunOperation>(Assign("v", value))), []]);
        foreach (var sort in new ImmutableArray<RunSort>[] { [new(Column("v"), descending)], [new(Column("v"), descending), new(Column(SystemAttributes.Id), false)], [], [new(Column(SystemAttributes.Id), descending)] })
        {
            var whole = (await store.Reader.QueryRunsAsync(All with { Sort = sort }, default)).Rows.Select(row => row.Head.ShortId);

            Assert.Equal(whole, await WalkAsync(store, All with { Sort = sort, Limit = limit }));
        }
    }

    [Fact]
    public async Task Runs_that_come_and_go_between_pages_neither_repeat_nor_hide_others()
    {
        await using var store = await OpenAsync();
        var runs = await CreateAsync(store, [.. Enumerable.Range(0, 9).Select(i => ImmutableArray.Create<RunOperation>(Assign("v", new IntValue(i / 2))))]);
        var query = All with { Sort = [new(Column("v"), true)], Limit = 2, Where = new RunPredicate.Not(Is(SystemAttributes.Trashed, "true")) };

        var walked = await WalkAsync(store, query, async page =>
        {
            await store.CreateAsync(Project, Assign("v", new IntValue(page % 2 == 0 ? 100 : 2)));
            if (page == 0)
                // The row that the page ended with.
                await store.Writer.SetTrashedAsync([runs[7]], true, default);
        });

        Assert.Equal(["TITA-9", "TITA-8", "TITA-7", "TITA-6", "TITA-5", "TITA-4", "TITA-3", "TITA-2", "TITA-1"], walked.Where(id => int.Parse(id.AsSpan(5), null) <= 9));
        Assert.Equal(walked.Distinct(), walked);
    }

    [Fact]
    public async Task A_page_behind_a_place_still_counts_all_matches()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store, [], [], [], []);
        var first = await store.Reader.QueryRunsAsync(All with { Limit = 1 }, default);

        var second = await store.Reader.QueryRunsAsync(All with { Limit = 2, After = first.Next, Offset = 1 }, default);

        Assert.Equal((4, "TITA-2,TITA-1"), (second.Total, string.Join(',', second.Rows.Select(row => row.Head.ShortId))));
        Assert.Null(second.Next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAA")]
    [InlineData("AQEAAAAAAAAA")]
    public void A_text_that_is_no_cursor_is_refused(string text)
    {
        Assert.False(RunCursor.TryParse(text, 1, out _));
        Assert.False(AttributeCursor.TryParse(text, out _));
        Assert.False(RunGroupKey.TryParse(text, 1, out _));
    }

    [Fact]
    public async Task Only_the_named_runs_answer()
    {
        await using var store = await OpenAsync();
        var runs = await CreateAsync(store, [Assign("v", new IntValue(1))], [Assign("v", new IntValue(2))], [Assign("v", new IntValue(1))]);
        var only = All with { Only = [runs[2], runs[1], runs[2], RunId.New()] };

        Assert.Equal(["TITA-3", "TITA-2"], (await store.Reader.QueryRunsAsync(only, default)).Rows.Select(row => row.Head.ShortId));
        Assert.Equal(["TITA-3"], (await store.Reader.QueryRunsAsync(only with { Where = Is("v", "1") }, default)).Rows.Select(row => row.Head.ShortId));
        Assert.Equal(0, (await store.Reader.QueryRunsAsync(All with { Only = [] }, default)).Total);
    }

    [Fact]
    public async Task Groups_count_their_runs_and_sum_up_numbers_and_name_their_members()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store,
            [Assign("g", new IntValue(1)), Assign("n", new FloatValue(4))],
            [Assign("g", new FloatValue(1)), Assign("n", new IntValue(2))],
            [Assign("g", new StringValue("a")), Assign("n", new FloatValue(double.NaN))],
            [Assign("g", new FloatValue(double.NaN)), Assign("n", new FloatValue(double.PositiveInfinity))],
            [Assign("n", new StringValue("no number"))],
            [Assign("g", new StringSetValue(["x", "y"])), new AppendFloats(Path("n"), new[] { At(0, 9), At(1, 7) })]);
        var query = new RunGroupQuery(Project, [], null, [Column("g")], [Column("n"), Column("n", null, SeriesAggregate.Max)], [], 0, 100);

        var page = await store.Reader.GroupRunsAsync(query, default);

        Assert.Equal((5, 6), (page.Total, page.Runs));
        Assert.Equal(
            [ColumnValue.OfWhole(1), ColumnValue.OfText("a"), ColumnValue.OfSet(["x", "y"]), new ColumnValue(ColumnValueKind.NotANumber), ColumnValue.Missing],
            page.Groups.Select(group => group.Key.Values.Single()));
        Assert.Equal([2L, 1, 1, 1, 1], page.Groups.Select(group => group.Runs));
        Assert.Equal(new GroupFigures(2, 3, Math.Sqrt(2), 2, 4, 3), page.Groups[0].Figures[0]);
        Assert.Equal(new GroupFigures(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN), page.Groups[1].Figures[0]);
        Assert.Equal((7.0, 9.0), (page.Groups[2].Figures[0].Mean, page.Groups[2].Figures[1].Mean));
        Assert.Equal((1, double.PositiveInfinity, double.PositiveInfinity), (page.Groups[3].Figures[0].Count, page.Groups[3].Figures[0].Mean, page.Groups[3].Figures[0].Median));
        Assert.Equal(0, page.Groups[4].Figures[0].Count);
        foreach (var group in page.Groups)
        {
            Assert.True(RunGroupKey.TryParse(group.Key.ToString(), 1, out var key));
            var members = await store.Reader.QueryRunsAsync(All with { InGroup = new GroupMembers(query.By, key) }, default);
            Assert.Equal(group.Runs, members.Total);
        }
    }

    [Fact]
    public async Task Groups_are_sorted_and_paged_and_follow_the_filter()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store,
            [Assign("g", new StringValue("a")), Assign("h", new BoolValue(true)), Assign("n", new IntValue(1))],
            [Assign("g", new StringValue("a")), Assign("h", new BoolValue(true)), Assign("n", new IntValue(5))],
            [Assign("g", new StringValue("b")), Assign("h", new BoolValue(false)), Assign("n", new IntValue(4))],
            [Assign("g", new StringValue("b"))]);
        var query = new RunGroupQuery(Project, [], null, [Column("g"), Column("h")], [Column("n")], [], 0, 100);
        async Task<string[]> KeysAsync(RunGroupQuery asked) => [.. (await store.Reader.GroupRunsAsync(asked, default)).Groups
            .Select(group => $"{group.Key.Values[0].Text}{(group.Key.Values[1].Kind == ColumnValueKind.Missing ? "-" : group.Key.Values[1].Bits)}")];

        Assert.Equal(["a1", "b0", "b-"], await KeysAsync(query));
        Assert.Equal(["b0", "b-", "a1"], await KeysAsync(query with { Sort = [new(GroupSortBy.Key, 0, true)] }));
        Assert.Equal(["a1", "b0", "b-"], await KeysAsync(query with { Sort = [new(GroupSortBy.Runs, 0, true)] }));
        Assert.Equal(["b0", "a1", "b-"], await KeysAsync(query with { Sort = [new(GroupSortBy.Mean, 0, true)] }));
        Assert.Equal(["b0"], await KeysAsync(query with { Offset = 1, Limit = 1 }));
        Assert.Equal(["b0"], await KeysAsync(query with { Where = Is("n", "4") }));
        Assert.Equal((3, 0), ((await store.Reader.GroupRunsAsync(query with { Limit = 0 }, default)).Total, (await KeysAsync(query with { Limit = 0 })).Length));
    }

    [Fact]
    public async Task Distinct_values_come_with_counts_and_sets_by_member()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store,
            [Assign("v", new StringValue("Adam")), new AddToSet(Path("sys/tags"), ["x", "y"])],
            [Assign("v", new StringValue("sgd")), new AddToSet(Path("sys/tags"), ["y"])],
            [Assign("v", new StringValue("sgd"))],
            [Assign("v", new IntValue(7))],
            []);
        var query = new DistinctQuery(Project, [], Column("v"), null, "", 10);
        async Task<(long Total, (ColumnValue, long)[] Values)> AskAsync(DistinctQuery asked)
        {
            var page = await store.Reader.DistinctValuesAsync(asked, default);
            return (page.Total, [.. page.Values.Select(value => (value.Value, value.Runs))]);
        }

        var all = await AskAsync(query);
        Assert.Equal(3, all.Total);
        Assert.Equal([(ColumnValue.OfText("sgd"), 2L), (ColumnValue.OfWhole(7), 1), (ColumnValue.OfText("Adam"), 1)], all.Values);
        Assert.Equal([(ColumnValue.OfText("Adam"), 1L)], (await AskAsync(query with { Text = "aDA" })).Values);
        Assert.Equal((3, 1), ((await AskAsync(query with { Limit = 1 })).Total, (await AskAsync(query with { Limit = 1 })).Values.Length));
        Assert.Equal([(ColumnValue.OfText("y"), 2L), (ColumnValue.OfText("x"), 1)], (await AskAsync(query with { Column = Column("sys/tags") })).Values);
        Assert.Equal([(ColumnValue.OfText("sgd"), 1L)], (await AskAsync(query with { Where = new RunPredicate.Compare(Column("sys/tags"), Comparison.Contains, "y"), Text = "g" })).Values);
        Assert.Equal([(ColumnValue.OfText("ada"), 5L)], (await AskAsync(query with { Column = Column(SystemAttributes.Owner) })).Values);
    }

    [Fact]
    public async Task Differing_columns_are_those_that_tell_the_matching_runs_apart()
    {
        await using var store = await OpenAsync();
        var runs = await CreateAsync(store,
            [Assign("same", new IntValue(1)), Assign("lr", new FloatValue(0.1)), Assign("seed", new IntValue(1)), new AppendFloats(Path("loss"), new[] { At(0, 1) })],
            [Assign("same", new IntValue(1)), Assign("lr", new FloatValue(0.2)), Assign("seed", new IntValue(2)), new AppendFloats(Path("loss"), new[] { At(0, 2) })],
            [Assign("same", new IntValue(1)), Assign("lr", new FloatValue(0.2)), Assign("seed", new IntValue(3)), Assign("note", new StringValue("x"))]);
        async Task<(string, long, long)[]> AskAsync(DifferingQuery query) =>
            [.. (await store.Reader.DifferingColumnsAsync(query, default)).Columns.Select(column => (column.Path.Text, column.Runs, column.Values))];
        var query = new DifferingQuery(Project, [], null, 10);

        Assert.Equal([("lr", 3, 2), ("seed", 3, 3), ("note", 1, 1)], await AskAsync(query));
        Assert.Equal([("seed", 2, 2), ("note", 1, 1)], await AskAsync(query with { Where = Is("lr", "0.2") }));
        Assert.Equal([("lr", 2, 2), ("seed", 2, 2)], await AskAsync(query with { Only = [runs[0], runs[1]] }));
        var counted = await store.Reader.DifferingColumnsAsync(query with { Limit = 1 }, default);
        Assert.Equal((3, 3, 1), (counted.Runs, counted.Total, counted.Columns.Length));
    }

    [Fact]
    public async Task An_attribute_search_can_be_about_some_runs_and_by_pattern_and_from_place_to_place()
    {
        await using var store = await OpenAsync();
        var runs = await CreateAsync(store,
            [Assign("train/loss", new FloatValue(1)), Assign("val/loss", new FloatValue(1)), Assign("k", new IntValue(1))],
            [Assign("train/loss", new FloatValue(1)), Assign("train/acc", new StringValue("x"))],
            [Assign("train/acc", new FloatValue(1))]);
        AttributeNamePattern Pattern(string text) => AttributeNamePattern.TryParse(text, out var pattern, out _) ? pattern : throw new FormatException(text);
        async Task<(string Path, AttributeType Type, long Runs)[]> AskAsync(AttributeSearch search) =>
            [.. (await store.Reader.SearchAttributesAsync(search, default)).Matches.Select(match => (match.Path.Text, match.Type, match.Runs))];
        var query = new AttributeSearch(Project, "", Exact: false, [], [], 0, 100);

        Assert.Equal([("train/acc", AttributeType.Float, 1), ("train/acc", AttributeType.String, 1), ("train/loss", AttributeType.Float, 2)], await AskAsync(query with { Pattern = Pattern("^train") }));
        Assert.Equal([("train/loss", AttributeType.Float, 2)], await AskAsync(query with { Text = "loss", Pattern = Pattern("!val") }));
        Assert.Equal([("k", AttributeType.Int, 1), ("train/loss", AttributeType.Float, 1), ("val/loss", AttributeType.Float, 1)], await AskAsync(query with { Runs = [runs[0]], Pattern = Pattern("!^sys/") }));
        Assert.Equal([("sys/id", AttributeType.String, 2)], await AskAsync(query with { Runs = [runs[0], runs[1], RunId.New()], Text = "sys/id" }));
        Assert.Empty(await AskAsync(query with { Runs = [] }));
        Assert.Equal([("train/acc", AttributeType.Float, 1)], await AskAsync(query with { Where = new RunPredicate.Exists(Column("train/acc", AttributeType.Float)), Text = "train" }));

        var (walked, page) = (new List<string>(), query with { Limit = 2, Text = "a" });
        for (var cursor = (AttributeCursor?)null; ;)
        {
            var found = await store.Reader.SearchAttributesAsync(page with { After = cursor }, default);
            walked.AddRange(found.Matches.Select(match => $"{match.Path} {match.Type}"));
            if (found.Next is not { } next)
                break;
            Assert.True(AttributeCursor.TryParse(next.ToString(), out cursor));
            await store.WriteAsync(runs[2], Assign($"0a{walked.Count}", new IntValue(1)));
        }
        var whole = await store.Reader.SearchAttributesAsync(page with { Limit = 100 }, default);
        Assert.Equal(whole.Matches.Where(match => !match.Path.Text.StartsWith('0')).Select(match => $"{match.Path} {match.Type}"), walked.Where(name => !name.StartsWith('0')));
        Assert.Equal(walked.Distinct(), walked);
    }
}
