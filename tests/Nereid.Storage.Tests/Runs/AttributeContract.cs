using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

public abstract class AttributeContract : RunStoreContract
{
    static readonly GitRefValue Git = new("abc", "a message", "Ada", "ada@example.org", 1_600_000_000_000_000, "main", true, ["one", "two"]);

    static readonly AttributeValue[] SimpleValues =
    [
        new IntValue(0), new IntValue(long.MinValue), new IntValue(long.MaxValue),
        new FloatValue(0.1), new FloatValue(double.NaN), new FloatValue(double.PositiveInfinity), new FloatValue(double.NegativeInfinity), new FloatValue(double.Epsilon), new FloatValue(3),
        new BoolValue(true), new BoolValue(false),
        new StringValue(""), new StringValue("text"), new StringValue("a\0b"), new StringValue("日本 😀\n"), new StringValue("12"),
        new DatetimeValue(-1), new DatetimeValue(1_700_000_000_123_456),
        new StringSetValue([]), new StringSetValue(["b", "a", "b", "é"]),
        new ArtifactValue("0123abcd"), Git, Git with { Message = null, AuthorName = null, AuthorEmail = null, CommitUnixMicros = null, Branch = null, Remotes = [] },
        new NotebookRefValue("n", "c", "name"), new NotebookRefValue("n", null, null),
    ];

    static AssignValue Assign(string path, AttributeValue value) => new(AttributePath.Of(path), value);

    static AssignValue Assign(string path, long value) => Assign(path, new IntValue(value));

    [Fact]
    public async Task Every_simple_value_comes_back_as_it_was()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        Assert.Empty(await store.WriteAsync(run.Id, [.. SimpleValues.Select((value, i) => Assign($"v/{i}", value))]));

        await store.SettleAsync();

        for (var i = 0; i < SimpleValues.Length; i++)
            Assert.Equal(SimpleValues[i], await store.GetAsync(run.Id, $"v/{i}"));
    }

    [Fact]
    public async Task A_value_can_be_replaced_by_one_of_the_same_type()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Assign("a", 1));
        await store.SettleAsync();

        await store.WriteAsync(run.Id, Assign("a", 2), Assign("a", 3));

        Assert.Equal(new IntValue(3), await store.GetAsync(run.Id, "a"));
    }

    [Fact]
    public async Task One_refused_operation_stops_no_other_and_says_why()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Assign("a", 1));
        await store.SettleAsync();

        var rejections = await store.WriteAsync(run.Id, Assign("b", 1), Assign("a", new StringValue("x")), Assign("c", 2));

        var rejection = Assert.Single(rejections);
        Assert.Equal((1, RejectReason.TypeMismatch), (rejection.Index, rejection.Reason));
        Assert.Contains("'a' has the type Int; the operation needs String", rejection.Detail, StringComparison.Ordinal);
        Assert.Equal(new IntValue(1), await store.GetAsync(run.Id, "a"));
        Assert.Equal(new IntValue(1), await store.GetAsync(run.Id, "b"));
        Assert.Equal(new IntValue(2), await store.GetAsync(run.Id, "c"));
    }

    [Fact]
    public async Task Later_operations_of_a_batch_see_earlier_ones()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);

        var rejections = await store.WriteAsync(run.Id,
            Assign("a", 1), Assign("a", new StringValue("x")), new DeleteAttribute(Path("a")), Assign("a", new StringValue("y")), Assign("a", 2));
        await store.SettleAsync();

        Assert.Equal([1, 4], rejections.Select(rejection => rejection.Index));
        Assert.Equal(new StringValue("y"), await store.GetAsync(run.Id, "a"));
    }

    [Fact]
    public async Task Computed_attributes_cannot_be_written()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);

        var rejections = await store.WriteAsync(run.Id,
            [.. SystemAttributes.Computed.Keys.SelectMany(path => new RunOperation[] { Assign(path, 1), new DeleteAttribute(Path(path)) })]);

        Assert.Equal(2 * SystemAttributes.Computed.Count, rejections.Length);
        Assert.All(rejections, rejection => Assert.Equal(RejectReason.ReadOnlyAttribute, rejection.Reason));
    }

    [Fact]
    public async Task Series_and_run_states_cannot_be_assigned()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);

        var rejections = await store.WriteAsync(run.Id, Assign("a", FloatSeriesValue.Empty), Assign("b", new RunStateValue(RunState.Idle)), new ClearSeries(Path("c"), AttributeType.Int));

        Assert.Equal([RejectReason.InvalidValue, RejectReason.InvalidValue, RejectReason.InvalidValue], rejections.Select(rejection => rejection.Reason));
        Assert.Null(await store.GetAsync(run.Id, "a"));
    }

    [Fact]
    public async Task Sets_gain_and_lose_members()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var path = Path("sys/tags");

        await store.WriteAsync(run.Id, new AddToSet(path, ["b", "a"]));
        await store.SettleAsync();
        await store.WriteAsync(run.Id, new AddToSet(path, ["c", "a"]), new RemoveFromSet(path, ["b", "none"]));
        await store.SettleAsync();

        Assert.Equal(new StringSetValue(["a", "c"]), await store.GetAsync(run.Id, "sys/tags"));
        Assert.Empty(await store.WriteAsync(run.Id, new ClearSet(path), new RemoveFromSet(Path("absent"), ["x"])));
        Assert.Equal(new StringSetValue([]), await store.GetAsync(run.Id, "sys/tags"));
        Assert.Null(await store.GetAsync(run.Id, "absent"));
    }

    [Fact]
    public async Task A_set_operation_on_another_type_is_refused()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Assign("a", 1));

        var rejections = await store.WriteAsync(run.Id, new AddToSet(Path("a"), ["x"]), new RemoveFromSet(Path("a"), ["x"]), new ClearSet(Path("a")));

        Assert.Equal([0, 1, 2], rejections.Select(rejection => rejection.Index));
    }

    [Fact]
    public async Task A_string_may_be_as_long_as_the_limit_and_no_longer()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var longest = new StringValue(new string('x', Limits.StringValueBytes));
        var twoBytesEach = new StringValue(new string('é', Limits.StringValueBytes / 2 + 1));

        var rejections = await store.WriteAsync(run.Id,
            Assign("a", longest), Assign("b", new StringValue(longest.Value + "x")), Assign("c", twoBytesEach), Assign("d", new StringValue("\udfff")));
        await store.SettleAsync();

        Assert.Equal([(1, RejectReason.LimitExceeded), (2, RejectReason.LimitExceeded), (3, RejectReason.InvalidValue)], rejections.Select(r => (r.Index, r.Reason)));
        Assert.Equal(longest, await store.GetAsync(run.Id, "a"));
        Assert.Null(await store.GetAsync(run.Id, "b"));
    }

    [Fact]
    public async Task A_set_may_have_as_many_and_as_long_members_as_the_limit_and_no_more()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        ImmutableArray<string> full = [.. Enumerable.Range(0, Limits.SetMembers).Select(i => $"m{i}")];

        var rejections = await store.WriteAsync(run.Id,
            new AddToSet(Path("a"), full), new AddToSet(Path("a"), ["m0"]), new AddToSet(Path("a"), ["one more"]),
            new AddToSet(Path("b"), [new string('x', Limits.SetMemberBytes)]), new AddToSet(Path("b"), [new string('x', Limits.SetMemberBytes + 1)]),
            Assign("c", new StringSetValue([.. full, "one more"])));

        Assert.Equal([2, 4, 5], rejections.Select(rejection => rejection.Index));
        Assert.All(rejections, rejection => Assert.Equal(RejectReason.LimitExceeded, rejection.Reason));
    }

    [Fact]
    public async Task A_path_may_be_as_long_as_the_limit()
    {
        await using var store = await OpenAsync();
        var path = new string('p', Limits.PathBytes);
        var run = await store.CreateAsync(Project, Assign(path, 1));
        await store.SettleAsync();

        Assert.Equal(new IntValue(1), await store.GetAsync(run.Id, path));
        Assert.Equal(RejectReason.InvalidValue, Assert.Single(await store.WriteAsync(run.Id, new DeleteAttribute(default))).Reason);
    }

    [Fact]
    public async Task Operations_past_the_limit_of_a_batch_are_refused_and_the_others_applied()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var operations = ImmutableArray.CreateBuilder<RunOperation>();
        for (var i = 0; i <= Limits.OperationsPerBatch; i++)
            operations.Add(Assign("a", i));

        var rejection = Assert.Single(await store.WriteAsync(run.Id, operations.ToImmutable()));

        Assert.Equal((Limits.OperationsPerBatch, RejectReason.LimitExceeded), (rejection.Index, rejection.Reason));
        Assert.Equal(new IntValue(Limits.OperationsPerBatch - 1), await store.GetAsync(run.Id, "a"));
    }

    [Fact]
    public async Task A_deleted_attribute_is_gone_and_its_path_can_have_another_type()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Assign("a", 1), new AppendFloats(Path("b"), new[] { At(1, 2) }));
        await store.SettleAsync();

        Assert.Empty(await store.WriteAsync(run.Id, new DeleteAttribute(Path("a")), new DeleteAttribute(Path("b")), new DeleteAttribute(Path("never"))));
        await store.SettleAsync();
        Assert.Null(await store.GetAsync(run.Id, "a"));
        Assert.Null(await store.Reader.ReadFloatsAsync(new(run.Id, Path("b")), new(0, 10), default));

        Assert.Empty(await store.WriteAsync(run.Id, Assign("a", new BoolValue(true)), Assign("b", 5)));
        await store.SettleAsync();
        Assert.Equal(new BoolValue(true), await store.GetAsync(run.Id, "a"));
        Assert.Equal(new IntValue(5), await store.GetAsync(run.Id, "b"));
    }

    [Fact]
    public async Task Attributes_are_listed_by_path_with_the_computed_ones_among_them()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Assign("zeta", 1), Assign("a/b", 2), Assign("a", 3), Assign("\uffee", 4), Assign("😀", 5));
        await store.SettleAsync();

        var all = await store.Reader.GetAttributesAsync(run.Id, null, default);
        var some = await store.Reader.GetAttributesAsync(run.Id, "a/", default);

        Assert.Equal(all.Select(attribute => attribute.Path).Order(), all.Select(attribute => attribute.Path));
        Assert.Contains(all, attribute => attribute.Path.Text == SystemAttributes.Id);
        Assert.DoesNotContain(all, attribute => attribute.Path.Text == SystemAttributes.CustomRunId);
        Assert.Equal(["a", "a/b", "zeta", "😀", "\uffee"], all.Select(attribute => attribute.Path.Text).Where(path => !path.StartsWith("sys/", StringComparison.Ordinal)));
        Assert.Equal(["a/b"], some.Select(attribute => attribute.Path.Text));
    }

    [Fact]
    public async Task A_file_that_is_replaced_or_deleted_takes_its_bytes_along()
    {
        await using var store = await OpenAsync();
        var (one, two, three) = (store.Blobs.Add(10), store.Blobs.Add(20), store.Blobs.Add(30));
        var run = await store.CreateAsync(Project, Assign("a", new FileValue(one)), Assign("b", new FileValue(two)));
        await store.SettleAsync();
        Assert.Equal(new FloatValue(30), await store.GetAsync(run.Id, SystemAttributes.Size));

        await store.WriteAsync(run.Id, Assign("a", new FileValue(three)), Assign("a", new FileValue(three)), new DeleteAttribute(Path("b")));
        await store.SettleAsync();

        Assert.Equal([false, false, true], [store.Blobs.Has(one), store.Blobs.Has(two), store.Blobs.Has(three)]);
        Assert.Equal(new FileValue(three), await store.GetAsync(run.Id, "a"));
        Assert.Equal(new FloatValue(30), await store.GetAsync(run.Id, SystemAttributes.Size));
    }

    [Fact]
    public async Task A_request_that_is_sent_again_is_not_applied_again_and_gets_the_same_answer()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project, Assign("a", 1));
        var other = await store.CreateAsync(Project);
        var batch = new RunBatch(run.Id, [new AppendFloats(Path("loss"), new[] { Next(1) }), Assign("a", new StringValue("x"))], Guid.NewGuid());
        var first = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteAsync(batch, default));
        await store.SettleAsync();

        var again = Assert.IsType<WriteAnswer.Written>(await store.Writer.WriteAsync(batch, default));
        await store.Writer.WriteAsync(batch with { Run = other.Id }, default);
        await store.Writer.WriteAsync(batch with { Request = Guid.NewGuid() }, default);

        Assert.Equal(first.Rejections.ToArray(), again.Rejections.ToArray());
        Assert.Equal(2, (await store.FloatsAsync(run.Id, "loss")).Length);
        Assert.Single(await store.FloatsAsync(other.Id, "loss"));
    }

    [Fact]
    public async Task The_same_request_sent_many_times_at_once_is_applied_once()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        var batch = new RunBatch(run.Id, [new AppendFloats(Path("loss"), new[] { Next(1) })], Guid.NewGuid());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => store.Writer.WriteAsync(batch, default))));

        Assert.Single(await store.FloatsAsync(run.Id, "loss"));
    }

    [Fact]
    public async Task Writing_to_a_run_that_does_not_exist_says_so()
    {
        await using var store = await OpenAsync();

        Assert.IsType<WriteAnswer.NoSuchRun>(await store.Writer.WriteAsync(new RunBatch(RunId.New(), [Assign("a", 1)]), default));
    }

    [Fact]
    public async Task Changes_are_published_by_kind()
    {
        await using var store = await OpenAsync();
        var run = await store.CreateAsync(Project);
        async Task<ChangeKinds> KindsOf(RunOperation operation)
        {
            store.Changes.Clear();
            await store.WriteAsync(run.Id, operation);
            return store.Changes.Of(run.Id);
        }

        Assert.Equal(ChangeKinds.Attributes, await KindsOf(Assign("a", 1)));
        Assert.Equal(ChangeKinds.FloatSeries, await KindsOf(new AppendFloats(Path("f"), new[] { Next(1) })));
        Assert.Equal(ChangeKinds.StringSeries, await KindsOf(new AppendStrings(Path("s"), [new(Step.Next, 0, "x")])));
        Assert.Equal(ChangeKinds.FileSeries, await KindsOf(new AppendFiles(Path("i"), [new(Step.Next, 0, store.Blobs.Add(1), null, null)])));
        Assert.Equal(ChangeKinds.Attributes, await KindsOf(new DeleteAttribute(Path("a"))));
        Assert.Equal(ChangeKinds.None, await KindsOf(new DeleteAttribute(Path("a"))));
        Assert.Equal(ChangeKinds.None, await KindsOf(Assign("f", 1)));
    }
}
