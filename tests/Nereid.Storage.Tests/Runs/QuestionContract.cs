using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

public abstract class QuestionContract : RunStoreContract
{
    RunQuery All => new(Project, [], null, [], null, 0, 1_000);

    static ColumnId Column(string path, AttributeType? type = null, SeriesAggregate aggregate = SeriesAggregate.Last) => new(Path(path), type, aggregate);

    static AssignValue Assign(string path, AttributeValue value) => new(Path(path), value);

    async Task<string[]> NamesAsync(StoreUnderTest store, RunQuery query) => [.. (await store.Reader.QueryRunsAsync(query, default)).Rows.Select(row => row.Head.ShortId)];

    /// <summary>TITA-1 to TITA-n, a second apart.</summary>
    async Task CreateAsync(StoreUnderTest store, params ImmutableArray<RunOperation>[] runs)
    {
        foreach (var first in runs)
        {
            await store.CreateAsync(Project, first);
            store.Time.Advance(1);
        }
        await store.SettleAsync();
    }

    [Fact]
    public async Task Without_a_sort_the_newest_come_first()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store, [], [], []);

        Assert.Equal(["TITA-3", "TITA-2", "TITA-1"], await NamesAsync(store, All));
    }

    [Fact]
    public async Task Sorting_puts_runs_without_the_attribute_last_either_way()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store, [Assign("a", new FloatValue(2))], [], [Assign("a", new FloatValue(double.NaN))], [Assign("a", new FloatValue(-1))], [Assign("a", new FloatValue(2))]);

        Assert.Equal(["TITA-4", "TITA-5", "TITA-1", "TITA-3", "TITA-2"], await NamesAsync(store, All with { Sort = [new(Column("a"), false)] }));
        Assert.Equal(["TITA-5", "TITA-1", "TITA-4", "TITA-3", "TITA-2"], await NamesAsync(store, All with { Sort = [new(Column("a"), true)] }));
    }

    [Fact]
    public async Task Short_ids_sort_by_their_number()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store, [.. Enumerable.Repeat(ImmutableArray<RunOperation>.Empty, 11)]);
        string[] rising = [.. Enumerable.Range(1, 11).Select(number => $"TITA-{number}")];

        Assert.Equal(rising, await NamesAsync(store, All with { Sort = [new(Column(SystemAttributes.Id), false)], Limit = 20 }));
        Assert.Equal(rising.Reverse(), await NamesAsync(store, All with { Sort = [new(Column(SystemAttributes.Id), true)], Limit = 20 }));
    }

    [Fact]
    public async Task Sorting_works_by_computed_attributes_series_figures_and_several_keys()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store,
            [Assign("g", new StringValue("b")), new AppendFloats(Path("loss"), new[] { At(0, 9), At(1, 1) })],
            [Assign("g", new StringValue("a")), new AppendFloats(Path("loss"), new[] { At(0, 2), At(1, 5) })],
            [Assign("g", new StringValue("b")), new AppendFloats(Path("loss"), new[] { At(0, 3), At(1, 3) })]);

        Assert.Equal(["TITA-1", "TITA-2", "TITA-3"], await NamesAsync(store, All with { Sort = [new(Column(SystemAttributes.CreationTime), false)] }));
        Assert.Equal(["TITA-3", "TITA-2", "TITA-1"], await NamesAsync(store, All with { Sort = [new(Column(SystemAttributes.Id), true)] }));
        Assert.Equal(["TITA-1", "TITA-3", "TITA-2"], await NamesAsync(store, All with { Sort = [new(Column("loss"), false)] }));
        Assert.Equal(["TITA-1", "TITA-2", "TITA-3"], await NamesAsync(store, All with { Sort = [new(Column("loss", null, SeriesAggregate.Max), true)] }));
        Assert.Equal(["TITA-2", "TITA-3", "TITA-1"], await NamesAsync(store, All with { Sort = [new(Column("g"), false), new(Column("loss"), true)] }));
    }

    [Fact]
    public async Task A_page_is_the_asked_part_of_all_matches()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store, [], [], [], [], []);

        var page = await store.Reader.QueryRunsAsync(All with { Offset = 1, Limit = 2 }, default);
        var count = await store.Reader.QueryRunsAsync(All with { Limit = 0 }, default);
        var beyond = await store.Reader.QueryRunsAsync(All with { Offset = 9 }, default);

        Assert.Equal((5, "TITA-4,TITA-3"), (page.Total, string.Join(',', page.Rows.Select(row => row.Head.ShortId))));
        Assert.Equal((5, 0), (count.Total, count.Rows.Length));
        Assert.Equal((5, 0), (beyond.Total, beyond.Rows.Length));
    }

    [Fact]
    public async Task Rows_carry_the_asked_columns_that_the_run_has()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store, [Assign("b", new IntValue(1)), Assign("a", new StringValue("x")), new AppendFloats(Path("loss"), new[] { At(0, 4) })]);
        async Task<ImmutableArray<RunAttribute>> Cells(params ImmutableArray<ColumnId> columns) =>
            Assert.Single((await store.Reader.QueryRunsAsync(All with { Columns = columns }, default)).Rows).Attributes;

        var some = await Cells(Column("b"), Column("never"), Column("a", AttributeType.Int), Column(SystemAttributes.Id), Column("loss"), Column("loss", null, SeriesAggregate.Min));
        var all = Assert.Single((await store.Reader.QueryRunsAsync(All, default)).Rows);

        Assert.Equal(["b", "loss", "sys/id"], some.Select(cell => cell.Path.Text));
        Assert.Equal(new IntValue(1), some[0].Value);
        Assert.Empty(await Cells());
        Assert.Equal((await store.Reader.GetAttributesAsync(all.Head.Id, null, default)).ToArray(), all.Attributes.ToArray());
    }

    [Fact]
    public async Task Conditions_on_stored_and_computed_attributes_choose_runs()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store, [Assign("lr", new FloatValue(0.1)), new AddToSet(Path("sys/tags"), ["Best"])], [Assign("lr", new FloatValue(0.2)), Assign("sys/description", new StringValue("Wider, 手写数字"))], []);
        async Task<string[]> Matching(RunPredicate where) => await NamesAsync(store, All with { Where = where });
        RunPredicate.Compare Compare(string path, Comparison comparison, string literal) => new(Column(path), comparison, literal);

        Assert.Equal(["TITA-2"], await Matching(Compare("lr", Comparison.Greater, "0.15")));
        Assert.Equal(["TITA-3", "TITA-1"], await Matching(new RunPredicate.Not(Compare("lr", Comparison.Greater, "0.15"))));
        Assert.Equal(["TITA-3"], await Matching(Compare(SystemAttributes.Id, Comparison.Equal, "TITA-3")));
        Assert.Equal(["TITA-2", "TITA-1"], await Matching(new RunPredicate.Exists(Column("lr"))));
        Assert.Equal(["TITA-1"], await Matching(new RunPredicate.MentionsText("best")));
        Assert.Equal(["TITA-3", "TITA-2", "TITA-1"], await Matching(new RunPredicate.MentionsText("ADA")));
        Assert.Equal(["TITA-2"], await Matching(new RunPredicate.MentionsText("写数")));
        Assert.Equal(["TITA-3", "TITA-1"], await Matching(new RunPredicate.Or([Compare("lr", Comparison.Less, "0.15"), Compare(SystemAttributes.Id, Comparison.EndsWith, "3")])));
        Assert.Empty(await Matching(new RunPredicate.And([Compare("lr", Comparison.Less, "0.15"), Compare(SystemAttributes.Id, Comparison.EndsWith, "3")])));
    }

    [Fact]
    public async Task Only_the_asked_kinds_and_the_asked_project_answer()
    {
        await using var store = await OpenAsync();
        await store.CreateAsync(Project);
        await store.CreateAsync(new NewRun(Project, "TITA", RunKind.Model, "ada", Key: "M"));
        await store.CreateAsync(new NewRun(Nereid.Domain.ProjectId.New(), "SAND", RunKind.Run, "ada"));
        await store.SettleAsync();

        Assert.Equal(["TITA-1"], await NamesAsync(store, All));
        Assert.Equal(["TITA-M"], await NamesAsync(store, All with { Kinds = [RunKind.Model] }));
        Assert.Equal(2, (await store.Reader.QueryRunsAsync(All with { Kinds = [RunKind.Model, RunKind.Run] }, default)).Total);
    }

    [Fact]
    public async Task An_attribute_search_counts_runs_by_path_and_type_best_match_first()
    {
        await using var store = await OpenAsync();
        await CreateAsync(store,
            [Assign("train/Loss", new FloatValue(1)), Assign("loss", new FloatValue(1)), Assign("loss/x", new IntValue(1))],
            [Assign("loss", new StringValue("x")), Assign("gone", new IntValue(1))],
            [Assign("loss", new FloatValue(2))]);
        var third = await store.Reader.FindByShortIdAsync(Project, "TITA-2", default);
        await store.WriteAsync(third!.Id, new DeleteAttribute(Path("gone")));
        await store.SettleAsync();
        async Task<(string Path, AttributeType Type, long Runs)[]> Search(AttributeSearch search) =>
            [.. (await store.Reader.SearchAttributesAsync(search, default)).Matches.Select(match => (match.Path.Text, match.Type, match.Runs))];
        var loss = new AttributeSearch(Project, "loss", Exact: false, [], [], 0, 100);

        Assert.Equal(
            [("loss", AttributeType.Float, 2), ("loss", AttributeType.String, 1), ("loss/x", AttributeType.Int, 1), ("train/Loss", AttributeType.Float, 1)],
            await Search(loss));
        Assert.Equal([("loss", AttributeType.Float, 2), ("loss", AttributeType.String, 1)], await Search(loss with { Exact = true }));
        Assert.Equal([("loss", AttributeType.String, 1)], await Search(loss with { Types = [AttributeType.String] }));
        Assert.Equal([("loss", AttributeType.String, 1)], await Search(loss with { Offset = 1, Limit = 1 }));
        Assert.Equal(4, (await store.Reader.SearchAttributesAsync(loss with { Limit = 0 }, default)).Total);
        Assert.Empty(await Search(loss with { Text = "gone" }));
        Assert.Empty(await Search(loss with { Kinds = [RunKind.Model] }));
        Assert.Equal([("sys/creation_time", AttributeType.Datetime, 3)], await Search(loss with { Text = "creation" }));
        Assert.Empty(await Search(loss with { Text = SystemAttributes.CustomRunId }));
    }

    [Fact]
    public async Task Places_are_referred_to_by_values_and_points_of_all_runs()
    {
        await using var store = await OpenAsync();
        BlobId Place(string name) => BlobId.OfPlace(Project, name);
        FileContent File(string name) => new(Place(name), 1, "", "image/png", "png", name);
        var first = await store.CreateAsync(Project, new AssignValue(Path("file"), new FileValue(File("replaced"))), new AssignValue(Path("gone"), new FileValue(File("gone"))));
        var second = await store.CreateAsync(Project, new AssignValue(Path("file"), new FileValue(File("other"))));
        await store.WriteAsync(first.Id, new AssignValue(Path("file"), new FileValue(File("value"))), new DeleteAttribute(Path("gone")),
            new AppendFiles(Path("series"), [new FilePoint(Step.From(1), 0, File("point"), null, null), new FilePoint(Step.From(2), 0, File("late"), null, null)]));
        await store.WriteAsync(second.Id, new AppendFiles(Path("series"), [new FilePoint(Step.From(1), 0, File("cleared"), null, null)]));
        await store.SettleAsync();
        var places = new[] { "replaced", "gone", "other", "value", "point", "late", "never" }.Select(Place).ToHashSet();

        await store.Reader.RemoveReferredToAsync(places, default);

        Assert.Equal(new[] { "replaced", "gone", "never" }.Select(Place).Order(Comparer<BlobId>.Create((left, right) => left.Value.CompareTo(right.Value))),
            places.Order(Comparer<BlobId>.Create((left, right) => left.Value.CompareTo(right.Value))));
    }
}
