using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Testing;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Batches of operations against the running server: what applies, what is refused, and what a repetition does.</summary>
public sealed class BatchTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    [Fact]
    public async Task One_wrong_operation_among_ten_thousand_stops_no_other()
    {
        var run = await server.CreateRunAsync();
        var operations = Enumerable.Range(0, 10_000).Select(i => i == 6789
            ? """{"path":"values/6789","assignInt":{"value":"many"}}"""
            : $$$"""{"path":"values/{{{i}}}","assignInt":{"value":{{{i}}}}}""");

        var refused = await server.RefusedAsync(run, $"[{string.Join(',', operations)}]");

        Assert.Contains("values/6789", Assert.Single(refused), StringComparison.Ordinal);
        var all = await server.GetAsync("/api/leaderboard/v1/attributes?experimentId=" + run);
        var stored = all.Body!["attributes"]!.AsArray().Select(attribute => (string)attribute!["name"]!).Where(name => name.StartsWith("values/", StringComparison.Ordinal)).ToHashSet();
        Assert.Equal(9_999, stored.Count);
        Assert.DoesNotContain("values/6789", stored);
    }

    [Fact]
    public async Task Errors_come_in_the_order_of_the_operations_wherever_they_were_found()
    {
        var run = await server.CreateRunAsync();

        var refused = await server.RefusedAsync(run, """
            [{"path":"a","assignInt":{"value":1}},
             {"path":"a","assignString":{"value":"x"}},
             {"path":"b","assignInt":{"value":null}},
             {"path":"sys/id","assignString":{"value":"mine"}},
             {"path":"a","assignInt":{"value":2}}]
            """);

        Assert.Equal(["a", "b", "sys/id"], refused.Select(fault => fault.Split('\'', ':').First(word => word is "a" or "b" or "sys/id")));
        Assert.Equal(2, (int)(await server.AttributeAsync(run, "int", "a")).Body!["value"]!);
    }

    [Fact]
    public async Task A_body_cut_off_in_the_middle_changes_nothing()
    {
        var run = await server.CreateRunAsync();

        var answer = await server.ExecuteAsync(run, """[{"path":"a","assignInt":{"value":1}},{"path":"b","assignIn""");

        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.Title);
        Assert.Equal(404, (await server.AttributeAsync(run, "int", "a")).Status);
    }

    [Fact]
    public async Task A_connection_lost_in_the_middle_of_a_body_changes_nothing()
    {
        var run = await server.CreateRunAsync();
        var address = new Uri(server.Server.Address);
        using (var socket = new TcpClient(address.Host, address.Port))
        {
            var head = $"POST /api/leaderboard/v1/attributes/operations?experimentId={run} HTTP/1.1\r\nHost: {address.Authority}\r\n"
                + $"Authorization: {server.Http.DefaultRequestHeaders.Authorization}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
            var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head + """[{"path":"a","assignInt":{"value":1}}]"""));
            socket.Client.Shutdown(SocketShutdown.Send);
            Assert.DoesNotContain(" 200 ", await ReadToEndAsync(stream), StringComparison.Ordinal);
        }

        Assert.Equal(404, (await server.AttributeAsync(run, "int", "a")).Status);
    }

    [Fact]
    public async Task A_body_of_many_megabytes_is_read_to_its_end()
    {
        var run = await server.CreateRunAsync();
        var entries = string.Join(',', Enumerable.Range(0, 200_000).Select(i => $$"""{"value":{{i}}.5,"step":{{i}},"timestampMilliseconds":1700000000000}"""));

        await server.AcceptedAsync(run, $$$"""[{"path":"loss","logFloats":{"entries":[{{{entries}}}]}},{"path":"after","assignInt":{"value":1}}]""");

        var series = await server.AttributeAsync(run, "floatseries", "loss");
        Assert.Equal(199_999.5, (double)series.Body!["last"]!);
        Assert.Equal(200, (await server.AttributeAsync(run, "int", "after")).Status);
    }

    [Fact]
    public async Task Two_hundred_megabytes_in_one_request_are_taken()
    {
        var run = await server.CreateRunAsync();
        var filling = new string(' ', 1 << 20);
        var body = new StringBuilder("""[{"path":"a","assignInt":{"value":1}},""").Insert(0, filling, 200).Append("""{"path":"b","assignInt":{"value":2}}]""");

        await server.AcceptedAsync(run, body.ToString());

        Assert.Equal(200, (await server.AttributeAsync(run, "int", "b")).Status);
    }

    [Fact]
    public async Task A_request_above_the_limit_is_refused_with_the_limit_in_the_message()
    {
        var run = await server.CreateRunAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/leaderboard/v1/attributes/operations?experimentId=" + run);
        request.Content = new StreamContent(new EndlessSpaces(Domain.Limits.RequestBytes + 1));
        request.Content.Headers.ContentLength = Domain.Limits.RequestBytes + 1;
        request.Headers.ExpectContinue = true;

        var answer = await Answer.OfAsync(await server.Http.SendAsync(request));

        Assert.Equal(413, answer.Status);
        Assert.Contains(Domain.Limits.RequestBytes.ToString("N0", CultureInfo.InvariantCulture), answer.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NaN_and_infinities_are_kept_as_values()
    {
        var run = await server.CreateRunAsync();

        await server.AcceptedAsync(run, """
            [{"path":"p","assignFloat":{"value":"NaN"}},
             {"path":"m","logFloats":{"entries":[{"value":"Infinity","timestampMilliseconds":1},{"value":"-Infinity","timestampMilliseconds":2},{"value":"NaN","timestampMilliseconds":3}]}}]
            """);

        Assert.Equal("NaN", (string?)(await server.AttributeAsync(run, "float", "p")).Body!["value"]);
        Assert.Equal([(0, "Infinity"), (1, "-Infinity"), (2, "NaN")], await server.FloatsAsync(run, "m"));
    }

    [Fact]
    public async Task A_step_that_repeats_replaces_and_one_that_comes_late_is_put_in_its_place()
    {
        var run = await server.CreateRunAsync();
        await server.AcceptedAsync(run, Log("m", (5, 1), (10, 2)));

        await server.AcceptedAsync(run, Log("m", (7, 3), (10, 4)));

        Assert.Equal([(5, "1"), (7, "3"), (10, "4")], await server.FloatsAsync(run, "m"));
    }

    [Fact]
    public async Task A_path_of_exactly_the_allowed_length_is_kept_and_one_byte_more_is_refused()
    {
        var run = await server.CreateRunAsync();
        var longest = new string('a', Domain.Limits.PathBytes);

        await server.AcceptedAsync(run, $$$"""[{"path":"{{{longest}}}","assignInt":{"value":1}}]""");
        var refused = await server.RefusedAsync(run, $$$"""[{"path":"{{{longest}}}b","assignInt":{"value":1}}]""");

        Assert.Contains("1024", Assert.Single(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_bytes_after_a_good_answer_are_new_points()
    {
        var run = await server.CreateRunAsync();
        const string batch = """[{"path":"m","logFloats":{"entries":[{"value":1,"timestampMilliseconds":1700000000000}]}}]""";

        await server.AcceptedAsync(run, batch);
        await server.AcceptedAsync(run, batch);
        await server.AcceptedAsync(run, batch);

        Assert.Equal([(0, "1"), (1, "1"), (2, "1")], await server.FloatsAsync(run, "m"));
    }

    [Fact]
    public async Task Deleting_what_never_was_succeeds()
    {
        var run = await server.CreateRunAsync();

        await server.AcceptedAsync(run, """[{"path":"never/there","deleteAttribute":{}}]""");
    }

    [Fact]
    public async Task An_attribute_that_is_a_namespace_too_does_not_keep_the_client_from_opening_the_run()
    {
        var run = await server.CreateRunAsync();
        await server.AcceptedAsync(run, """[{"path":"a","assignInt":{"value":1}},{"path":"a/b","assignInt":{"value":2}},{"path":"a/b c/d","assignInt":{"value":3}}]""");

        var all = await server.GetAsync("/api/leaderboard/v1/attributes?experimentId=" + run);

        var names = all.Body!["attributes"]!.AsArray().Select(attribute => (string)attribute!["name"]!).Where(name => name[0] == 'a');
        Assert.Equal(["a/b", "a/b c/d"], names.Order(StringComparer.Ordinal));
    }

    /// <summary>The server hangs up, with or without an error first: either way it is done with the request afterwards.</summary>
    static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var answer = new MemoryStream();
        using var impatient = Eventually.Impatient();
        try
        {
            await stream.CopyToAsync(answer, impatient.Token);
        }
        catch (IOException reset) when (reset.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // A reset is how a hang-up looks when bytes were still under way.
        }

        return Encoding.ASCII.GetString(answer.ToArray());
    }

    static string Log(string path, params (double Step, double Value)[] points) => new JsonArray(new JsonObject
    {
        ["path"] = path,
        ["logFloats"] = new JsonObject
        {
            ["entries"] = new JsonArray([.. points.Select(point => new JsonObject { ["value"] = point.Value, ["step"] = point.Step, ["timestampMilliseconds"] = 1 })]),
        },
    }).ToJsonString();

    /// <summary>A body too large to hold.</summary>
    sealed class EndlessSpaces(long length) : Stream
    {
        long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var given = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, given).Fill((byte)' ');
            _left -= given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
