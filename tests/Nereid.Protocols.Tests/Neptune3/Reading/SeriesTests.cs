using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Protocols.Tests.Neptune1;
using static Nereid.Protocols.Tests.Neptune3.Reading.ReadingClient;

namespace Nereid.Protocols.Tests.Neptune3.Reading;

/// <summary>Points and buckets.</summary>
public sealed class SeriesTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    [Theory]
    [InlineData("", "0 1 2 3 4")]
    [InlineData(""","order":"descending" """, "4 3 2 1 0")]
    [InlineData(""","order":"descending","perSeriesPointsLimit":2""", "4 3")]
    [InlineData(""","perSeriesPointsLimit":2.9""", "0 1")]
    [InlineData(""","perSeriesPointsLimit":0""", "")]
    [InlineData(""","stepRange":{"from":1,"to":3}""", "1 2 3")]
    [InlineData(""","stepRange":{"from":null,"to":0.5}""", "0")]
    [InlineData(""","stepRange":{"from":9}""", "")]
    public async Task Points_come_in_a_range_an_order_and_a_limit(string more, string expected)
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r", null, null, Points("loss", (3, 3), (0, 0), (1, 1), (2, 2), (4, 4)));

        var answer = await client.ReadAsync(Floats, $$"""{"requests":[{{Request("0", client.Id(run), "loss")}}]{{more}}}""");

        Assert.Equal(expected, Steps(answer.Message(1)));
    }

    [Fact]
    public async Task Every_request_has_an_answer_in_order_and_values_are_exact()
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r", null, null,
            Points("odd", (0, double.NaN), (0.5, double.PositiveInfinity), (1, double.NegativeInfinity), (1.000001, -0.0)), Set("text", new StringValue("x")));
        var requests = string.Join(',', Request("b", client.Id(run), "none"), Request("a", client.Id(run), "odd"), Request("c", client.Name + "/NO-9", "odd"), Request("d", client.Id(run), "text"));

        var answer = await client.ReadAsync(Floats, $$"""{"requests":[{{requests}}],"perSeriesPointsLimit":10}""");

        var series = answer.Messages(1).ToList();
        Assert.Equal(["b", "a", "c", "d"], series.Select(each => each.Text(1)));
        Assert.Equal([0, 4, 0, 0], series.Select(each => each.Message(2).Number(1)));
        var points = series[1].Message(2).Messages(2).ToList();
        Assert.Equal([0, 0, 1, 1], points.Select(point => point.Number(1)));
        Assert.Equal([0, 0.5, 1, 1.000001], points.Select(point => point.Double(2)));
        Assert.Equal(
            new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0 }.Select(BitConverter.DoubleToInt64Bits),
            points.Select(point => BitConverter.DoubleToInt64Bits(point.Double(3))));
        Assert.All(points, point => Assert.Equal((0, 1f), (point.Number(4), point.Single(5))));
    }

    [Fact]
    public async Task A_page_goes_on_after_a_step_in_both_orders()
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r", null, null, Points("loss", (0, 0), (1, 1), (2, 2), (3, 3)));

        var up = await client.ReadAsync(Floats, $$"""{"requests":[{{Request("0", client.Id(run), "loss", "\"afterStep\":1")}}],"perSeriesPointsLimit":2}""");
        var down = await client.ReadAsync(Floats, $$"""{"requests":[{{Request("0", client.Id(run), "loss", "\"afterStep\":1")}}],"perSeriesPointsLimit":2,"order":"descending"}""");

        Assert.Equal("2 3", Steps(up.Message(1)));
        Assert.Equal("0", Steps(down.Message(1)));
    }

    [Theory]
    [InlineData("", "0 1")]
    [InlineData(",\"includePreview\":false", "0 1")]
    [InlineData(",\"includePreview\":true", "0 1 2p 3p")]
    [InlineData(",\"includePreview\":true", "0 1 2p", ",\"perSeriesPointsLimit\":3")]
    [InlineData(",\"includePreview\":true", "0 1", ",\"perSeriesPointsLimit\":2")]
    [InlineData(",\"includePreview\":true", "3p 2p 1 0", ",\"order\":\"descending\"")]
    [InlineData(",\"includePreview\":true", "3p 2p 1", ",\"order\":\"descending\",\"perSeriesPointsLimit\":3")]
    [InlineData(",\"includePreview\":true", "3p", ",\"order\":\"descending\",\"perSeriesPointsLimit\":1")]
    [InlineData(",\"includePreview\":true", "1 2p", ",\"stepRange\":{\"from\":1,\"to\":2}")]
    [InlineData(",\"includePreview\":true", "3p", "", "\"afterStep\":2")]
    [InlineData(",\"includePreview\":true", "1 0", ",\"order\":\"descending\"", "\"afterStep\":2")]
    public async Task Previews_come_where_they_are_asked_for(string series, string expected, string more = "", string request = "")
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r", null, null, Points("loss", (0, 0), (1, 1)), Previews("loss", (2, 20), (3, 30)));

        var answer = await client.ReadAsync(Floats, $$"""{"requests":[{{Request("0", client.Id(run), "loss", request, entity: series)}}]{{more}}}""");

        var points = answer.Message(1).Message(2).Messages(2).ToList();
        Assert.Equal(expected, string.Join(' ', points.Select(point => $"{point.Double(2)}{(point.Number(4) == 1 ? "p" : "")}")));
        Assert.All(points, point => Assert.Equal(point.Number(4) == 1 ? 0.5f : 1f, point.Single(5)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Previews_are_in_buckets_where_they_are_asked_for(bool previews)
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r", null, null, Points("loss", (0, 0), (5, 1), (6, 2)), Previews("loss", (12, 20)));
        var expression = new ProtoMessage().Text(1, "id").Text(2, client.Id(run)).Text(3, "${loss}").Varint(4, previews ? 1u : 0u);

        var answer = await client.PostAsync(Buckets, new ProtoMessage().Message(1, expression).Message(2, new ProtoMessage().Varint(4, 3)).ToArray());

        var buckets = ProtoNode.Of(answer.Bytes).Message(1).Messages(2).Select(bucket => (Index: bucket.Number(1), Count: bucket.Number(8), End: bucket.Double(3)));
        Assert.Equal(previews ? [(0, 1, 0), (1, 2, 6), (2, 1, 12)] : [(0, 1, 0), (2, 2, 6)], buckets);
    }

    [Fact]
    public async Task A_series_of_nothing_but_previews_stands_in_tables_with_their_figures()
    {
        var client = await ReadingClient.StartAsync(server);
        await client.RunAsync("r", null, null, Previews("only", (2, 20), (3, 40)), Points("both", (1, 1)), Previews("both", (2, 20)));

        var row = (await client.SearchAsync("""{"attributeFilters":[{"path":"only"},{"path":"both"}]}""")).Message(3).Messages(7).ToDictionary(attribute => attribute.Text(1), attribute => attribute.Message(9));

        Assert.Equal((3.0, 40.0, 20.0, 40.0, 30.0, 100.0, 1), (row["only"].Double(3), row["only"].Double(4), row["only"].Double(5), row["only"].Double(6), row["only"].Double(7), row["only"].Double(8), row["only"].Number(10)));
        Assert.Equal((1.0, 1.0, 1), (row["both"].Double(3), row["both"].Double(4), row["both"].Number(10)));
    }

    [Theory]
    [InlineData("FULL", "RUN", "0 1 2 3 4")]
    [InlineData("FULL", "EXPERIMENT", "0 1 2 3 4")]
    [InlineData("NONE", "RUN", "4")]
    [InlineData("NONE", "EXPERIMENT", "2 3 4")]
    [InlineData("NONE", null, "4")]
    public async Task History_goes_back_as_far_as_asked(string lineage, string? entity, string expected)
    {
        var client = await ReadingClient.StartAsync(server);
        var root = await client.RunAsync("root", null, "first", Points("loss", (0, 0), (1, 1), (9, 9)), new AppendStrings(AttributePath.Of("log"), [new StringPoint(Step.From(0), 0, "0")]));
        var middle = await client.RunAsync("middle", new ForkPoint(root.Id, Step.From(1)), "second", Points("loss", (2, 2), (3, 3), (8, 8)));
        var tip = await client.RunAsync("tip", new ForkPoint(middle.Id, Step.From(3)), "second", Points("loss", (4, 4)));
        var type = entity is null ? "" : $",\"lineageEntityType\":\"{entity}\"";

        var floats = await client.ReadAsync(Floats, $$"""{"requests":[{{Request("0", client.Id(tip), "loss", lineage: lineage, entity: type)}}]}""");
        var texts = await client.ReadAsync(Others, $$"""{"requests":[{{Request("0", client.Id(tip), "log", lineage: lineage, entity: type)}}]}""");
        var expression = new ProtoMessage().Text(1, "id").Text(2, client.Id(tip)).Text(3, "${loss}").Varint(5, lineage == "FULL" ? 0u : 1u).Varint(6, entity == "EXPERIMENT" ? 0u : 1u);
        var buckets = await client.PostAsync(Buckets, new ProtoMessage().Message(1, expression).Message(2, new ProtoMessage().Varint(4, 100)).ToArray());

        Assert.Equal(expected, Steps(floats.Message(1)));
        Assert.Equal(lineage == "FULL" ? 1 : 0, texts.Messages(1).Count());
        Assert.Equal(expected, string.Join(' ', ProtoNode.Of(buckets.Bytes).Message(1).Messages(2).Select(bucket => bucket.Message(5).Double(1))));
    }

    [Fact]
    public async Task Texts_and_histograms_come_as_objects_or_in_the_old_field()
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r", null, null,
            new AppendStrings(AttributePath.Of("log"), [new StringPoint(Step.From(1), 5_000, "one"), new StringPoint(Step.From(2), 6_000, "")]),
            new AppendHistograms(AttributePath.Of("hist"), [new HistogramPoint(Step.From(1), 0, [0, 1], [2])]), Points("loss", (0, 1)));
        var body = $$"""{"requests":[{{string.Join(',', new[] { "log", "hist", "none", "loss" }.Select(path => Request(path, client.Id(run), path)))}}]}""";

        var now = (await client.ReadAsync(Others + "?useDeprecatedStringFields=false", body)).Messages(1).ToDictionary(series => series.Text(1));
        var old = (await client.ReadAsync(Others, body)).Messages(1).ToDictionary(series => series.Text(1));

        Assert.Equal(["log", "hist"], now.Keys);
        Assert.Equal(["one", ""], now["log"].Message(4).Messages(1).Select(point => point.Message(6).Text(1)));
        Assert.Equal([5, 6], now["log"].Message(4).Messages(1).Select(point => point.Number(1)));
        Assert.All(now.Values, series => Assert.Equal(1, series.Message(2).Number(1)));
        var histogram = now["hist"].Message(4).Message(1).Message(6).Message(2);
        Assert.Equal("COUNTING", histogram.Text(1));
        Assert.Equal([0, 1], histogram.Packed(2));
        Assert.Equal([2], histogram.Packed(3));
        Assert.Equal(["one", ""], old["log"].Message(3).Messages(1).Select(point => point.Text(3)));
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData(""","perSeriesPointsLimit":30""", 30)]
    [InlineData(""","perSeriesPointsLimit":0""", 0)]
    [InlineData(""","order":"descending" """, 100)]
    public async Task Series_that_do_not_fit_go_on_where_their_token_says(string more, int expected)
    {
        // 100 texts of 256 KiB are three answers.
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r");
        for (var part = 0; part < 4; part++)
        {
            await client.WriteAsync(run, [.. new[] { "one", "two" }.Select(path => new AppendStrings(AttributePath.Of(path),
                [.. Enumerable.Range(part * 25, 25).Select(i => new StringPoint(Step.From(i), 0, i + new string('x', path == "one" ? 262_144 : 1)))]))]);
        }

        var tokens = new Dictionary<string, string?> { ["one"] = null, ["two"] = null };
        var steps = tokens.Keys.ToDictionary(path => path, _ => new List<double>());
        var answers = 0;
        for (; tokens.Count > 0; answers++)
        {
            Assert.True(answers < 10);
            var requests = tokens.Select(each => Request(each.Key, client.Id(run), each.Key,
                each.Value is null ? "" : "\"searchAfter\":{\"finished\":false,\"token\":\"" + each.Value + "\"}"));
            var answer = await client.ReadAsync(Others + "?useDeprecatedStringFields=false", $$"""{"requests":[{{string.Join(',', requests)}}]{{more}}}""");
            Assert.Equal(tokens.Keys, answer.Messages(1).Select(series => series.Text(1)));
            foreach (var series in answer.Messages(1))
            {
                steps[series.Text(1)].AddRange(series.Message(4).Messages(1).Select(point => point.Double(2)));
                if (!series.Has(2))
                    Assert.Empty(series.Message(4).Messages(1));
                else if (series.Message(2).Number(1) == 1)
                    tokens.Remove(series.Text(1));
                else
                    tokens[series.Text(1)] = series.Message(2).Text(2);
            }
        }

        var all = Enumerable.Range(0, 100).Select(i => (double)i);
        foreach (var found in steps.Values)
            Assert.Equal((more.Contains("desc", StringComparison.Ordinal) ? all.Reverse() : all).Take(expected), found);
        Assert.Equal(expected == 100, answers > 1);
    }

    [Fact]
    public async Task Buckets_are_open_on_the_left_and_shared_by_all_series()
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r", null, null,
            Points("a", (0, 1), (1, 2), (2, double.NaN), (2.5, double.PositiveInfinity), (3, 4), (4, 3)), Points("b{$}\\", (6, 5)));
        var (one, two, none) = (Expression("1", client.Id(run), "${a}"), Expression("2", client.Id(run), "${b\\{\\$\\}\\\\}"), Expression("3", client.Id(run), "${none}"));
        var unknown = Expression("4", client.Name + "/NO-9", "${a}");

        var answer = await client.PostAsync(Buckets, new ProtoMessage().Message(1, one).Message(1, two).Message(1, none).Message(1, unknown)
            .Message(2, new ProtoMessage().Varint(4, 4).Message(7, new ProtoMessage().Message(1, new ProtoMessage()))).ToArray());

        Assert.Equal(200, answer.Status);
        var entries = ProtoNode.Of(answer.Bytes).Messages(1).ToList();
        Assert.Equal(["1", "2", "3", "4"], entries.Select(entry => entry.Text(1)));
        Assert.Empty(entries[2].Messages(2));
        Assert.Empty(entries[3].Messages(2));
        var a = entries[0].Messages(2).ToList();
        // The range 0 to 6 in three parts of 2, and what lies beyond on either side.
        Assert.Equal([0, 1, 2], a.Select(bucket => bucket.Number(1)));
        Assert.Equal([double.NegativeInfinity, 0, 2], a.Select(bucket => bucket.Double(2)));
        Assert.Equal([0, 2, 4], a.Select(bucket => bucket.Double(3)));
        Assert.Equal([1, 1, 2], a.Select(bucket => bucket.Number(8)));
        Assert.Equal([0, 1, 0], a.Select(bucket => bucket.Number(9)));
        Assert.Equal([0, 0, 1], a.Select(bucket => bucket.Number(10)));
        Assert.Equal((1, 2, 1, 2), (a[1].Message(4).Double(1), a[1].Message(4).Double(2), a[1].Message(5).Double(1), a[1].Message(5).Double(2)));
        Assert.Equal((3, 4, 4, 3), (a[2].Message(4).Double(1), a[2].Message(4).Double(2), a[2].Message(5).Double(1), a[2].Message(5).Double(2)));
        Assert.Equal((3, 4, 7), (a[2].Double(6), a[2].Double(7), a[2].Double(12)));
        Assert.Equal(3, Assert.Single(entries[1].Messages(2)).Number(1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Buckets_of_many_points_agree_with_counting_them_one_by_one(int count)
    {
        var client = await ReadingClient.StartAsync(server);
        var random = new Random(count);
        var points = Enumerable.Range(0, 40_000).Select(i => (Step: (i * 0.37) + (i % 7 * 0.01), Value: random.NextDouble())).ToArray();
        var run = await client.RunAsync("r", null, null, Points("a", points));

        var answer = await client.PostAsync(Buckets, new ProtoMessage().Message(1, Expression("1", client.Id(run), "${a}"))
            .Message(2, new ProtoMessage().Double(1, 100).Double(2, 9_000.5).Varint(4, (ulong)count)).ToArray());

        var width = (9_000.5 - 100) / (count - 1);
        int IndexOf(double x)
        {
            var index = 0;
            while (index < count && x > 100 + (width * index))
                index++;
            return index;
        }

        var expected = points.GroupBy(point => IndexOf(Step.From(point.Step).Value)).OrderBy(group => group.Key)
            .Select(group => ((long)group.Key, (long)group.Count(), group.First().Step, group.Last().Value));
        Assert.Equal(expected, ProtoNode.Of(answer.Bytes).Message(1).Messages(2)
            .Select(bucket => (bucket.Number(1), bucket.Number(8), bucket.Message(4).Double(1), bucket.Message(5).Double(2))));
    }

    [Fact]
    public async Task Points_at_a_single_step_are_in_one_endless_bucket()
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r", null, null, Points("a", (5, 1)));

        var answer = await client.PostAsync(Buckets, new ProtoMessage().Message(1, Expression("1", client.Id(run), "${a}")).Message(2, new ProtoMessage().Varint(4, 10)).ToArray());

        var bucket = Assert.Single(ProtoNode.Of(answer.Bytes).Message(1).Messages(2));
        Assert.Equal((0, 5, double.PositiveInfinity, 1), (bucket.Number(1), bucket.Double(2), bucket.Double(3), bucket.Number(8)));
    }

    [Theory]
    [InlineData("${a", 10, 0, "formula")]
    [InlineData("${a} + ${b}", 10, 0, "formula")]
    [InlineData("a", 10, 0, "formula")]
    [InlineData("${a}", 1, 0, "1 buckets")]
    [InlineData("${a}", 10_001, 0, "10001 buckets")]
    [InlineData("${a}", 10, 1, "logarithmic")]
    public async Task Buckets_that_cannot_be_are_refused_with_a_reason(string formula, int count, int scale, string reason)
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r", null, null, Points("a", (5, 1)));

        var answer = await client.PostAsync(Buckets, new ProtoMessage().Message(1, Expression("1", client.Id(run), formula))
            .Message(2, new ProtoMessage().Varint(4, (ulong)count).Varint(5, (ulong)scale)).ToArray());

        Assert.Equal(400, answer.Status);
        Assert.Contains(reason, (string)answer.Body!["message"]!, StringComparison.Ordinal);
        Assert.Equal(400, (await client.PostAsync(Buckets, [10, 200])).Status);
    }

    [Theory]
    [InlineData("""{"requests":[{"series":{"attribute":"a"}}]}""", "requestId")]
    [InlineData("""{"requests":[{"requestId":"0"}]}""", "series")]
    [InlineData("""{"requests":[],"order":"sideways"}""", "sideways")]
    [InlineData("""{"requests":[],"perSeriesPointsLimit":-1}""", "-1")]
    [InlineData("""{"requests":[],"stepRange":{"from":"NaN"}}""", "from")]
    [InlineData("""[]""", "JSON")]
    public async Task Series_that_cannot_be_are_refused_with_a_reason(string body, string reason)
    {
        var client = await ReadingClient.StartAsync(server);
        foreach (var path in new[] { Floats, Others })
        {
            var answer = await client.PostAsync(path, body);

            Assert.Equal(400, answer.Status);
            Assert.Contains(reason, (string)answer.Body!["message"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Series_of_a_project_that_the_caller_may_not_see_are_denied()
    {
        var client = await ReadingClient.StartAsync(server);
        var run = await client.RunAsync("r", null, null, Points("a", (5, 1)));
        using var http = await server.SignInAsync(await server.Server.AddUserAsync("series-stranger"));

        var answer = await client.PostAsync(Floats, $$"""{"requests":[{{Request("0", client.Id(run), "a")}}]}""", http);

        Assert.Equal((403, "ACCESS_DENIED"), (answer.Status, answer.ErrorType));
    }

    static ProtoMessage Expression(string id, string run, string formula) => new ProtoMessage().Text(1, id).Text(2, run).Text(3, formula);

    static string Request(string id, string run, string attribute, string more = "", string lineage = "FULL", string entity = "")
    {
        var path = System.Text.Json.JsonSerializer.Serialize(attribute);
        return $$$"""
            {"requestId":"{{{id}}}","series":{"holder":{"identifier":"{{{run}}}","type":"experiment"},"attribute":{{{path}}},"lineage":"{{{lineage}}}"{{{entity}}}}{{{(more.Length > 0 ? "," + more : "")}}}}
            """;
    }

    static PreviewFloats Previews(string path, params (double Step, double Value)[] points) =>
        new(AttributePath.Of(path), [.. points.Select(point => new PreviewPoint(Step.From(point.Step), 0, point.Value, 0.5f))]);

    static string Steps(ProtoNode series) => string.Join(' ', series.Message(2).Messages(2).Select(point => point.Double(2)));
}
