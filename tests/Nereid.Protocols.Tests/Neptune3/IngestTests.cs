using System.Net.Http.Headers;
using System.Text;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Ingest;
using Nereid.Protocols.Neptune3.Wire;
using Nereid.Protocols.Tests.Neptune1;

namespace Nereid.Protocols.Tests.Neptune3;

/// <summary>Requests as neptune-scale sends them, to the whole server: what the status check says, and what a reader then finds.</summary>
public sealed class IngestTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const string Project = "lab/vision";

    static int s_runs;

    IRunReader Reader => server.Server.Get<IRunReader>();

    [Fact]
    public async Task Before_it_has_a_token_the_client_finds_where_to_get_one()
    {
        var config = await server.SendAsync(HttpMethod.Get, "/api/backend/v1/clients/config");
        var discovery = await server.SendAsync(HttpMethod.Get, new Uri((string)config.Body!["security"]!["openIdDiscovery"]!).PathAndQuery);
        var (_, token) = await server.Server.Credentials.CreateTokenAsync(server.Server.Administrator.Id, "t", null, CancellationToken.None);
        var tokens = await server.SendAsync(HttpMethod.Get, "/api/backend/v1/authorization/oauth-token", token);
        var payload = ((string)tokens.Body!["accessToken"]!).Split('.')[1].Replace('-', '+').Replace('_', '/');
        var claims = System.Text.Json.Nodes.JsonNode.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')))!;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token", ["refresh_token"] = (string)tokens.Body["refreshToken"]!,
            ["client_id"] = (string)claims["azp"]!, ["expires_in"] = "-1.5",
        });
        var refreshed = await server.SendAsync(HttpMethod.Post, new Uri((string)discovery.Body!["token_endpoint"]!).AbsolutePath, content: form);

        Assert.NotNull(config.Body["pyLibVersions"]);
        Assert.Equal((string?)config.Body["security"]!["clientId"], (string?)claims["azp"]);
        Assert.Equal((string?)discovery.Body["token_endpoint"], (string?)claims["iss"] + "/protocol/openid-connect/token");
        Assert.NotNull(discovery.Body["authorization_endpoint"]);
        Assert.NotNull((string?)refreshed.Body!["access_token"]);
        Assert.NotNull((string?)refreshed.Body["refresh_token"]);
    }

    [Fact]
    public async Task A_project_is_found_with_all_that_the_client_needs()
    {
        var answer = await server.GetAsync("/api/backend/v1/projects/get?projectIdentifier=lab%2Fvision");

        foreach (var field in new[] { "name", "organizationName", "version", "id", "projectKey", "organizationId" })
            Assert.NotNull(answer.Body![field]);
    }

    [Fact]
    public async Task What_was_logged_is_there_when_the_status_says_ok()
    {
        var id = await CreatedAsync();
        var outcome = await SendAsync(Scale.Batch(
            Project, id,
            Scale.Snapshot(0, (8, "loss", Scale.Float(2)), (8, "odd", Scale.Float(double.NaN)), (4, "lr", Scale.Float(double.PositiveInfinity))),
            Scale.Snapshot(1, (8, "loss", Scale.Float(1)), (8, "log", Scale.Text("line")), (8, "hist", Scale.Histogram([0, 1, 2], [3, 4])))));
        var run = await FindAsync(id);

        Assert.Equal([(IngestCode.Ok, 6L)], outcome);
        var loss = Assert.IsType<FloatSeriesValue>(await ReadAsync(run, "loss"));
        Assert.Equal((2, 2.0, 1.0, Step.From(1)), (loss.Count, loss.First, loss.Last, loss.LastStep));
        Assert.Equal(1, Assert.IsType<FloatSeriesValue>(await ReadAsync(run, "odd")).NanCount);
        Assert.Equal(new FloatValue(double.PositiveInfinity), await ReadAsync(run, "lr"));
        Assert.Equal("line", Assert.IsType<StringSeriesValue>(await ReadAsync(run, "log")).Last);
        Assert.Equal(AttributeType.HistogramSeries, (await ReadAsync(run, "hist"))!.Type);
    }

    [Fact]
    public async Task A_request_sent_twice_changes_nothing_even_without_steps()
    {
        var id = await CreatedAsync();
        var body = Scale.Batch(Project, id, Scale.Snapshot(null, (8, "loss", Scale.Float(2)), (8, "log", Scale.Text("a"))), Scale.Snapshot(5, (8, "x", Scale.Float(1))));

        Assert.Equal([(IngestCode.Ok, 3L)], await SendAsync(body));
        Assert.Equal([(IngestCode.Ok, 2L), (IngestCode.PointDuplicate, 1L)], await SendAsync(body));

        var run = await FindAsync(id);
        Assert.Equal(1, Assert.IsType<FloatSeriesValue>(await ReadAsync(run, "loss")).Count);
        Assert.Equal(1, Assert.IsType<StringSeriesValue>(await ReadAsync(run, "log")).Count);
        Assert.Equal(1, Assert.IsType<FloatSeriesValue>(await ReadAsync(run, "x")).Count);
    }

    [Theory]
    [InlineData(6, 3.0, 100, IngestCode.Ok)]
    [InlineData(5, 1.0, 200, IngestCode.PointDuplicate)]
    [InlineData(5, 2.0, 100, IngestCode.StepNotIncreasing)]
    [InlineData(4, 0.5, 100, IngestCode.PointDuplicate)]
    [InlineData(3, 2.0, 100, IngestCode.StepNotIncreasing)]
    [InlineData(6, 3.0, 99, IngestCode.TimeDecreasing)]
    public async Task Steps_of_float_series_rise_and_times_do_not_fall(ulong step, double value, long seconds, object code)
    {
        var id = await CreatedAsync();
        ProtoMessage Point(ulong at, double number, long time) => Scale.Snapshot(at, (8, "loss", Scale.Float(number))).Message(2, Scale.Time(time));
        Assert.Equal([(IngestCode.Ok, 2L)], await SendAsync(Scale.Batch(Project, id, Point(4, 0.5, 100), Point(5, 1, 100))));

        Assert.Equal([((IngestCode)code, 1L)], await SendAsync(Scale.Batch(Project, id, Point(step, value, seconds))));

        var loss = Assert.IsType<FloatSeriesValue>(await ReadAsync(await FindAsync(id), "loss"));
        Assert.Equal((IngestCode)code == IngestCode.Ok ? (3, 3.0) : (2, 1.0), (loss.Count, loss.Last));
    }

    [Fact]
    public async Task Other_series_take_points_in_any_order_and_the_last_write_of_a_step_wins()
    {
        var id = await CreatedAsync();
        foreach (var (step, text) in new[] { (5ul, "a"), (3ul, "b"), (5ul, "c") })
            Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Scale.Batch(Project, id, Scale.Snapshot(step, (8, "log", Scale.Text(text))))));

        var log = Assert.IsType<StringSeriesValue>(await ReadAsync(await FindAsync(id), "log"));
        Assert.Equal((2, "c"), (log.Count, log.Last));
    }

    [Fact]
    public async Task A_fork_is_refused_points_that_its_parent_has()
    {
        var parent = await CreatedAsync();
        await SendAsync(Scale.Batch(Project, parent, Scale.Snapshot(3, (8, "loss", Scale.Float(3)), (8, "log", Scale.Text("3")))));
        var child = NewId();
        await SendAsync(Scale.Create(Project, child, new ProtoMessage().Message(2, new ProtoMessage().Text(2, parent).Message(4, Scale.Step(5)))));

        foreach (var (step, code) in new[] { (2ul, IngestCode.StepNotAfterForkPoint), (3ul, IngestCode.StepNotAfterForkPoint), (4ul, IngestCode.Ok), (6ul, IngestCode.Ok) })
            Assert.Equal([(code, 1L)], await SendAsync(Scale.Batch(Project, child, Scale.Snapshot(step, (8, "loss", Scale.Float(9))))));
    }

    [Fact]
    public async Task A_preview_stands_until_a_point_overtakes_it_and_none_comes_after_that()
    {
        var id = await CreatedAsync();
        byte[] Preview(ulong step, double value, float ratio) =>
            Scale.Batch(Project, id, Scale.Snapshot(step, (8, "loss", Scale.Float(value))).Message(10, new ProtoMessage().Varint(1, 1).Float(2, ratio)));
        Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Preview(1, 10, 0.5f)));
        Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Preview(2, 20, 1f)));
        Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Preview(2, 21, 0.25f)));
        Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Scale.Batch(Project, id, Scale.Snapshot(1, (8, "loss", Scale.Float(11))))));
        Assert.Equal([(IngestCode.PreviewNotAfterLastStep, 1L)], await SendAsync(Preview(1, 12, 0.5f)));

        var loss = Assert.IsType<FloatSeriesValue>(await ReadAsync(await FindAsync(id), "loss"));
        Assert.Equal((1, 11.0), (loss.Count, loss.Last));
        Assert.Equal([(Step.From(2), 21.0, 0.25f)], loss.Previews.Select(preview => (preview.Step, preview.Value, preview.Ratio)));
    }

    [Fact]
    public async Task A_preview_of_a_fork_stands_beyond_what_it_inherits()
    {
        var parent = await CreatedAsync();
        await SendAsync(Scale.Batch(Project, parent, Scale.Snapshot(3, (8, "loss", Scale.Float(3)))));
        var child = NewId();
        await SendAsync(Scale.Create(Project, child, new ProtoMessage().Message(2, new ProtoMessage().Text(2, parent).Message(4, Scale.Step(5)))));

        foreach (var (step, code) in new[] { (3ul, IngestCode.PreviewNotAfterLastStep), (4ul, IngestCode.Ok), (6ul, IngestCode.Ok) })
        {
            var preview = Scale.Snapshot(step, (8, "loss", Scale.Float(9))).Message(10, new ProtoMessage().Varint(1, 1));
            Assert.Equal([(code, 1L)], await SendAsync(Scale.Batch(Project, child, preview)));
        }
    }

    [Fact]
    public async Task More_previews_than_are_kept_are_refused()
    {
        var id = await CreatedAsync();
        var previews = Enumerable.Range(0, Limits.PreviewPoints + 3)
            .Select(step => Scale.Snapshot((ulong)step, (8, "loss", Scale.Float(1))).Message(10, new ProtoMessage().Varint(1, 1)));

        Assert.Equal([(IngestCode.Ok, Limits.PreviewPoints), (IngestCode.TypeUnsupported, 3L)], await SendAsync(Scale.Batch(Project, id, [.. previews])));
    }

    [Fact]
    public async Task Tags_are_added_and_removed()
    {
        var id = await CreatedAsync();
        foreach (var (tag, change) in new[] { ("a", 1ul), ("b", 1ul), ("a", 2ul) })
        {
            var set = new ProtoMessage().Message(1, new ProtoMessage().Message(1, new ProtoMessage().Text(1, tag).Varint(2, change)));
            await SendAsync(Scale.Batch(Project, id, Scale.Snapshot(null, (5, "sys/tags", set))));
        }

        Assert.Equal(new StringSetValue(["b"]), await ReadAsync(await FindAsync(id), "sys/tags"));
    }

    [Fact]
    public async Task A_refused_part_is_counted_under_its_code_and_stops_no_other()
    {
        var id = await CreatedAsync();
        await SendAsync(Scale.Batch(Project, id, Scale.Snapshot(1, (4, "taken", Scale.Text("x")))));

        var outcome = await SendAsync(Scale.Batch(
            Project, id,
            Scale.Snapshot(1, (8, "taken", Scale.Float(1)), (8, "free", Scale.Float(1)), (4, "sys/id", Scale.Text("x")), (8, "", Scale.Float(1))),
            Scale.Snapshot(2, (8, "taken", Scale.Float(1)), (4, "free/text", Scale.Text("y")))));

        Assert.Equal(
            [(IngestCode.Ok, 2L), (IngestCode.PathEmpty, 1L), (IngestCode.PathNotWritable, 1L), (IngestCode.TypeConflicting, 2L)], outcome);
        Assert.NotNull(await ReadAsync(await FindAsync(id), "free"));
    }

    [Fact]
    public async Task Nothing_of_a_malformed_request_is_stored()
    {
        var id = await CreatedAsync();
        var body = Scale.Batch(Project, id, Scale.Snapshot(1, (8, "loss", Scale.Float(1)), (4, "name", Scale.Text("x"))));

        foreach (var length in new[] { 0, 1, body.Length / 2, body.Length - 1 })
        {
            var answer = await PostAsync("/api/client/v1/ingest", body[..length]);
            Assert.Equal(400, answer.Status);
            Assert.Equal(400, (int)answer.Body!["code"]!);
            Assert.NotEmpty((string)answer.Body["message"]!);
        }

        var run = await FindAsync(id);
        Assert.Null(await ReadAsync(run, "loss"));
        Assert.Null(await ReadAsync(run, "name"));
    }

    [Theory]
    [InlineData(IngestEndpoint.BodyBytes - 1, 200)]
    [InlineData(IngestEndpoint.BodyBytes, 200)]
    [InlineData(IngestEndpoint.BodyBytes + 1, 413)]
    public async Task A_body_has_at_most_20_mebibytes(int bytes, int status)
    {
        var id = await CreatedAsync();
        var body = Scale.Batch(Project, id, Scale.Snapshot(1, (8, "loss", Scale.Float(1))));
        // An unknown field fills the rest: two bytes of tag and four of length.
        var filled = body.Concat(new ProtoMessage().Bytes(99, new byte[bytes - body.Length - 6]).ToArray()).ToArray();
        Assert.Equal(bytes, filled.Length);

        var answer = await PostAsync("/api/client/v1/ingest", filled);

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200, await ReadAsync(await FindAsync(id), "loss") is not null);
    }

    [Theory]
    [InlineData("lab/none", IngestCode.ProjectNotFound)]
    [InlineData("lab", IngestCode.ProjectInvalidName)]
    [InlineData("lab/vision/more", IngestCode.ProjectInvalidName)]
    [InlineData("", IngestCode.ProjectInvalidName)]
    public async Task A_project_that_is_none_is_a_code(string project, object code) =>
        Assert.Equal([((IngestCode)code, 1L)], await SendAsync(Scale.Batch(project, "r", Scale.Snapshot(1, (8, "a", Scale.Float(1))))));

    [Fact]
    public async Task An_update_of_a_run_that_was_never_created_is_a_code() =>
        Assert.Equal([(IngestCode.RunNotFound, 1L)], await SendAsync(Scale.Batch(Project, "never", Scale.Snapshot(1, (8, "a", Scale.Float(1))))));

    [Fact]
    public async Task Who_may_only_see_a_project_is_forbidden_to_write_and_a_stranger_finds_none()
    {
        var open = await server.Server.AddProjectAsync("lab", "open" + Interlocked.Increment(ref s_runs), Visibility.Public);
        var user = await server.Server.AddUserAsync("reader" + Interlocked.Increment(ref s_runs));
        using var http = await server.SignInAsync(user);
        using var seen = Protobuf(Scale.Create("lab/" + open.Name, "x", new ProtoMessage()));
        using var hidden = Protobuf(Scale.Create(Project, "x", new ProtoMessage()));

        using var forbidden = await http.PostAsync(new Uri("/api/client/v1/ingest", UriKind.Relative), seen);
        using var answer = await http.PostAsync(new Uri("/api/client/v1/ingest", UriKind.Relative), hidden);

        Assert.Equal(403, (int)forbidden.StatusCode);
        Assert.Equal([(IngestCode.ProjectNotFound, 1L)], Outcomes(RequestIds(await answer.Content.ReadAsByteArrayAsync()).Single()));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(730, null)]
    [InlineData(731, IngestCode.RunInvalidCreationParameters)]
    [InlineData(0, IngestCode.RunInvalidCreationParameters)]
    public async Task Ids_and_experiment_names_have_1_to_730_bytes(int bytes, object? code)
    {
        var id = (Interlocked.Increment(ref s_runs) + new string('i', 730))[..bytes];
        var expected = (IngestCode?)code ?? IngestCode.Ok;
        if (bytes != 1)
            Assert.Equal([(expected, 1L)], await SendAsync(Scale.Create(Project, id, new ProtoMessage())));
        Assert.Equal([(expected, 1L)], await SendAsync(Scale.Create(Project, NewId(), new ProtoMessage().Text(5, new string('e', bytes)))));
    }

    [Fact]
    public async Task A_run_id_has_no_slash() =>
        Assert.Equal([(IngestCode.RunInvalidCreationParameters, 1L)], await SendAsync(Scale.Create(Project, "a/b", new ProtoMessage())));

    [Fact]
    public async Task A_run_created_again_is_a_duplicate_or_a_conflict()
    {
        var id = NewId();
        var creation = new ProtoMessage().Text(4, id);
        Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Scale.Create(Project, id, creation)));
        Assert.Equal([(IngestCode.RunDuplicate, 1L)], await SendAsync(Scale.Create(Project, id, creation)));
        Assert.Equal([(IngestCode.RunConflicting, 1L)], await SendAsync(Scale.Create(Project, id, new ProtoMessage().Text(4, "other"))));
        Assert.Equal(new StringValue(id), await ReadAsync(await FindAsync(id), "sys/family"));
    }

    [Fact]
    public async Task The_run_that_joined_an_experiment_last_is_its_head()
    {
        var (first, second, name) = (NewId(), NewId(), "exp " + NewId());
        foreach (var id in new[] { first, second })
            await SendAsync(Scale.Create(Project, id, new ProtoMessage().Text(5, name)));
        Assert.Equal(new BoolValue(false), await ReadAsync(await FindAsync(first), "sys/experiment/is_head"));
        Assert.Equal(new BoolValue(true), await ReadAsync(await FindAsync(second), "sys/experiment/is_head"));

        Assert.Equal([(IngestCode.RunDuplicate, 1L)], await SendAsync(Scale.Create(Project, first, new ProtoMessage().Text(5, name))));

        Assert.Equal(new BoolValue(true), await ReadAsync(await FindAsync(first), "sys/experiment/is_head"));
        Assert.Equal(new BoolValue(false), await ReadAsync(await FindAsync(second), "sys/experiment/is_head"));
        Assert.Equal(new StringValue(name), await ReadAsync(await FindAsync(second), "sys/name"));
    }

    [Fact]
    public async Task A_run_of_another_protocol_that_cannot_join_the_experiment_says_so()
    {
        var id = NewId();
        var made = await server.PostAsync("/api/leaderboard/v1/experiments", $$"""{"projectIdentifier":"lab/vision","type":"run","customId":"{{id}}"}""");
        await server.AcceptedAsync((string)made.Body!["id"]!, """[{"path":"sys/experiment/name","assignInt":{"value":1}}]""");

        Assert.Equal(
            [(IngestCode.RunDuplicate, 1L), (IngestCode.TypeConflicting, 1L)], await SendAsync(Scale.Create(Project, id, new ProtoMessage().Text(5, "e"))));
    }

    [Fact]
    public async Task A_fork_knows_its_parent_and_inherits_its_values_if_asked()
    {
        var parent = await CreatedAsync();
        await SendAsync(Scale.Batch(Project, parent, Scale.Snapshot(4, (4, "lr", Scale.Float(0.1)), (8, "loss", Scale.Float(1)))));
        var fork = new ProtoMessage().Text(2, parent).Message(4, Scale.Step(4));
        var (heir, bare) = (NewId(), NewId());

        Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Scale.Create(Project, heir, new ProtoMessage().Message(2, fork).Varint(9, 1))));
        Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Scale.Create(Project, bare, new ProtoMessage().Message(2, fork).Varint(9, 0))));

        Assert.Equal(new ForkPoint((await FindAsync(parent)).Id, Step.From(4)), (await FindAsync(heir)).Fork);
        Assert.Equal(new FloatValue(0.1), await ReadAsync(await FindAsync(heir), "lr"));
        Assert.Null(await ReadAsync(await FindAsync(bare), "lr"));
        Assert.Equal(new IntValue(1), await ReadAsync(await FindAsync(heir), "sys/forking/depth"));
        Assert.Equal(new StringValue(parent), await ReadAsync(await FindAsync(heir), "sys/forking/parent"));
        Assert.Equal([(IngestCode.RunDuplicate, 1L)], await SendAsync(Scale.Create(Project, heir, new ProtoMessage().Message(2, fork))));
        var elsewhere = new ProtoMessage().Text(2, parent).Message(4, Scale.Step(5));
        Assert.Equal([(IngestCode.RunConflicting, 1L)], await SendAsync(Scale.Create(Project, heir, new ProtoMessage().Message(2, elsewhere))));
        Assert.Equal([(IngestCode.RunConflicting, 1L)], await SendAsync(Scale.Create(Project, heir, new ProtoMessage())));
    }

    [Fact]
    public async Task A_fork_that_says_no_step_begins_behind_all_that_its_parent_has()
    {
        var (parent, child) = (await CreatedAsync(), NewId());
        await SendAsync(Scale.Batch(Project, parent, Scale.Snapshot(7, (8, "loss", Scale.Float(1))), Scale.Snapshot(9, (8, "log", Scale.Text("x")))));
        var creation = new ProtoMessage().Message(2, new ProtoMessage().Text(2, parent));

        Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Scale.Create(Project, child, creation)));
        await SendAsync(Scale.Batch(Project, parent, Scale.Snapshot(20, (8, "loss", Scale.Float(1)))));

        Assert.Equal(Step.From(9), (await FindAsync(child)).Fork!.Step);
        Assert.Equal([(IngestCode.RunDuplicate, 1L)], await SendAsync(Scale.Create(Project, child, creation)));
    }

    [Fact]
    public async Task A_fork_at_a_step_that_is_none_is_refused()
    {
        var parent = await CreatedAsync();
        var fork = new ProtoMessage().Text(2, parent).Message(4, new ProtoMessage().Varint(2, 1_000_000));

        Assert.Equal([(IngestCode.RunInvalidCreationParameters, 1L)], await SendAsync(Scale.Create(Project, NewId(), new ProtoMessage().Message(2, fork))));
    }

    [Fact]
    public async Task Forks_make_no_loop()
    {
        var (self, first, second) = (NewId(), NewId(), NewId());
        static ProtoMessage ForkOf(string parent) => new ProtoMessage().Message(2, new ProtoMessage().Text(2, parent).Message(4, Scale.Step(1)));

        // Of itself, and of a run that is made later as a fork of this one.
        Assert.Equal([(IngestCode.RunForkParentNotFound, 1L)], await SendAsync(Scale.Create(Project, self, ForkOf(self))));
        Assert.Equal([(IngestCode.RunDuplicate, 1L)], await SendAsync(Scale.Create(Project, self, ForkOf(self))));
        Assert.Equal([(IngestCode.RunForkParentNotFound, 1L)], await SendAsync(Scale.Create(Project, first, ForkOf(second))));
        Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Scale.Create(Project, second, ForkOf(first))));
        Assert.Equal([(IngestCode.RunDuplicate, 1L)], await SendAsync(Scale.Create(Project, first, ForkOf(second))));

        Assert.Null((await FindAsync(self)).Fork);
        Assert.Null((await FindAsync(first)).Fork);
        Assert.Equal((await FindAsync(first)).Id, (await FindAsync(second)).Fork!.Parent);
    }

    [Fact]
    public async Task The_same_run_made_by_many_at_once_is_made_once()
    {
        var (id, name) = (NewId(), "exp " + NewId());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(Scale.Create(Project, id, new ProtoMessage().Text(5, name)))));

        Assert.Equal(1, outcomes.Count(outcome => outcome is [(IngestCode.Ok, 1)]));
        Assert.Equal(7, outcomes.Count(outcome => outcome is [(IngestCode.RunDuplicate, 1)]));
    }

    [Fact]
    public async Task An_experiment_has_one_head_at_every_moment()
    {
        var name = "exp " + NewId();
        var ids = Enumerable.Range(0, 6).Select(_ => NewId()).ToList();
        await SendAsync(Scale.Create(Project, ids[0], new ProtoMessage().Text(5, name)));
        using var done = new CancellationTokenSource();
        var heads = new HashSet<int>();
        var watch = Task.Run(async () =>
        {
            var query = new RunQuery((await FindAsync(ids[0])).Project, [RunKind.Run], new RunPredicate.And(
            [
                new RunPredicate.Compare(new ColumnId(AttributePath.Of("sys/experiment/name")), Comparison.Equal, name),
                new RunPredicate.Compare(new ColumnId(AttributePath.Of("sys/experiment/is_head")), Comparison.Equal, "true"),
            ]), [], [], 0, 10);
            while (!done.IsCancellationRequested)
                heads.Add((await Reader.QueryRunsAsync(query, CancellationToken.None)).Rows.Length);
        });

        await Task.WhenAll(ids.Select(async id =>
        {
            for (var i = 0; i < 5; i++)
                await SendAsync(Scale.Create(Project, id, new ProtoMessage().Text(5, name)));
        }));
        await done.CancelAsync();
        await watch;

        Assert.Equal([1], heads);
    }

    [Fact]
    public async Task A_fork_of_an_unknown_parent_is_created_and_reported()
    {
        var (id, fork) = (NewId(), new ProtoMessage().Text(2, "nobody").Message(4, new ProtoMessage()));

        Assert.Equal([(IngestCode.RunForkParentNotFound, 1L)], await SendAsync(Scale.Create(Project, id, new ProtoMessage().Message(2, fork))));

        Assert.Equal(new StringValue("nobody"), await ReadAsync(await FindAsync(id), "sys/forking/requested_parent"));
        Assert.Equal([(IngestCode.RunDuplicate, 1L)], await SendAsync(Scale.Create(Project, id, new ProtoMessage().Message(2, fork))));
    }

    [Fact]
    public async Task Statuses_come_in_the_order_of_the_ids_and_an_unknown_id_is_not_processed_yet()
    {
        var id = await CreatedAsync();
        var known = RequestIds((await PostAsync("/api/client/v1/ingest", Scale.Create(Project, id, new ProtoMessage().Text(4, id)))).Bytes).Single();
        string[] asked = ["unknown", known, "", known + "x", known[..32] + ".99-1", known[..32] + ".0-1.0-1"];
        var list = new ProtoMessage();
        foreach (var each in asked)
            list.Message(1, new ProtoMessage().Text(1, each));

        var answer = await PostAsync("/api/client/v1/ingest/check?projectIdentifier=lab%2Fvision", list.ToArray());

        Assert.Equal([14, 6, 14, 14, 14, 14], Statuses(answer.Bytes).Select(status => status.Single().General));
        Assert.Equal(11, Statuses(answer.Bytes)[1].Single().Detail);
    }

    static string NewId() => "run-" + Interlocked.Increment(ref s_runs);

    static ByteArrayContent Protobuf(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        return content;
    }

    async Task<Answer> PostAsync(string path, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Protobuf(body) };
        // A body that is refused unread is then not sent either.
        request.Headers.ExpectContinue = true;
        return await Answer.OfAsync(await server.Http.SendAsync(request));
    }

    async Task<string> CreatedAsync()
    {
        var id = NewId();
        Assert.Equal([(IngestCode.Ok, 1L)], await SendAsync(Scale.Create(Project, id, new ProtoMessage().Text(4, id))));
        return id;
    }

    /// <summary>Submits the request and asks for its status, as the client does.</summary>
    async Task<(IngestCode Code, long Count)[]> SendAsync(byte[] body)
    {
        var submitted = await PostAsync("/api/client/v1/ingest", body);
        Assert.Equal(200, submitted.Status);
        var ids = RequestIds(submitted.Bytes);
        var id = Assert.Single(ids);
        var check = await PostAsync(
            "/api/client/v1/ingest/check?projectIdentifier=lab%2Fvision", new ProtoMessage().Message(1, new ProtoMessage().Text(1, id)).ToArray());
        Assert.Equal(200, check.Status);
        var status = Assert.Single(Statuses(check.Bytes));
        Assert.DoesNotContain(status, triple => triple.General == 14);
        Assert.All(status, triple => Assert.Equal(triple.Detail == 0, triple.General == 0));
        return [.. status.Select(triple => ((IngestCode)triple.Detail, triple.Count))];
    }

    static (IngestCode, long)[] Outcomes(string id) => [.. Outcome.OfRequestId(id)!.Counts.Select(each => (each.Key, each.Value))];

    static List<string> RequestIds(byte[] response)
    {
        var ids = new List<string>();
        var reader = new MessageReader(response);
        while (reader.TryReadTag())
        {
            var text = reader.ReadText();
            if (reader.Tag >> 3 == 2)
                ids.Add(text);
        }

        return ids;
    }

    static List<List<(int General, long Count, int Detail)>> Statuses(byte[] response)
    {
        var statuses = new List<List<(int, long, int)>>();
        var reader = new MessageReader(response);
        while (reader.TryReadTag())
        {
            var triples = new List<(int, long, int)>();
            var status = new MessageReader(reader.ReadBytes());
            while (status.TryReadTag())
            {
                var numbers = new long[4];
                var triple = new MessageReader(status.ReadBytes());
                while (triple.TryReadTag())
                    numbers[triple.Tag >> 3] = (long)triple.ReadVarint();
                triples.Add(((int)numbers[1], numbers[2], (int)numbers[3]));
            }

            statuses.Add(triples);
        }

        return statuses;
    }

    async Task<RunHead> FindAsync(string id) => (await Reader.FindByCustomIdAsync(server.Project.Id, RunKind.Run, id, CancellationToken.None))!;

    ValueTask<AttributeValue?> ReadAsync(RunHead run, string path) => Reader.GetAttributeAsync(run.Id, AttributePath.Of(path), CancellationToken.None);
}
