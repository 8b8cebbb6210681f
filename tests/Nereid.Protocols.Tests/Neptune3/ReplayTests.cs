using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Domain.Queries;
using Nereid.Protocols.Neptune3.Ingest;
using Nereid.Protocols.Neptune3.Wire;
using Nereid.Protocols.Tests.Neptune1;
using Nereid.Protocols.Tests.Neptune3.Reading;

namespace Nereid.Protocols.Tests.Neptune3;

/// <summary>Sends what neptune-scale 0.29 sent in one recorded session, byte for byte and in its order: runs, configs of every type, metrics,
/// histograms, files, the errors, a fork, console lines, a resume, a missing project, and what was synced from offline.</summary>
public sealed class ReplayTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    static readonly Dictionary<string, IngestCode> Codes = new(StringComparer.Ordinal)
    {
        ["OK"] = IngestCode.Ok,
        ["RUN_DUPLICATE"] = IngestCode.RunDuplicate,
        ["PROJECT_NOT_FOUND"] = IngestCode.ProjectNotFound,
        ["FIELD_TYPE_CONFLICTING"] = IngestCode.TypeConflicting,
        ["FIELD_PATH_NON_WRITABLE"] = IngestCode.PathNotWritable,
        ["PREVIEW"] = IngestCode.Ok,
        ["SERIES_STEP_NON_INCREASING"] = IngestCode.StepNotIncreasing,
        ["SERIES_POINT_DUPLICATE"] = IngestCode.PointDuplicate,
        ["SERIES_STEP_NOT_AFTER_FORK_POINT"] = IngestCode.StepNotAfterForkPoint,
    };

    [Fact]
    public async Task A_recorded_session_of_the_real_clients_ends_with_the_recorded_codes_and_reads_the_same()
    {
        await server.Server.AddProjectAsync("nereid", "transcript");
        var place = 0;
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Neptune3", "recorded", "session.jsonl")))
        {
            place++;
            var exchange = JsonNode.Parse(line)!;
            if (exchange["json"] is { } json)
            {
                var signed = await server.PostAsync((string)exchange["path"]!, json.ToJsonString());
                Assert.Equal(200, signed.Status);
                Assert.Equal(
                    json["files"]!.AsArray().Select(file => (string?)file!["path"]), signed.Body!["files"]!.AsArray().Select(file => (string?)file!["path"]));
                continue;
            }

            var expected = new Outcome();
            foreach (var code in exchange["codes"]!.AsArray())
                expected.Add(Codes[(string)code![0]!], (long)code[1]!);
            Assert.Equal((place, expected.ToRequestId(Guid.Empty)), (place, (await SubmitAsync((string)exchange["bytes"]!)).ToRequestId(Guid.Empty)));
        }

        Assert.Equal(19, place);
        await ReadAsync();
    }

    /// <summary>What neptune-query 1.11 and both generations of neptune-fetcher 0.23 asked of that session, and what they were answered. The answers are the
    /// same but for what <see cref="Plain"/> and <see cref="IsCompared"/> say.</summary>
    async Task ReadAsync()
    {
        var project = (await server.Server.Catalog.FindProjectAsync("nereid", "transcript", CancellationToken.None))!;
        var ours = new Dictionary<string, string> { ["TRAN2-"] = project.Key + "-", ["fdb9e093-197d-4a62-83af-9c34ac56e89b"] = project.Id.ToString() };
        foreach (var (number, recorded) in new[] { (1, "978c1802-9e90-42e9-a9c5-4ea8d02e64a8"), (3, "11e4b899-2c37-4020-b6fd-e6df160e0358") })
            ours[recorded] = (await server.Server.Get<IRunReader>().FindByShortIdAsync(project.Id, $"{project.Key}-{number}", CancellationToken.None))!.Id.ToString();
        string Ours(string text) => ours.Aggregate(text, (changed, pair) => changed.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

        var (place, different) = (0, new StringBuilder());
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Neptune3", "recorded", "reading.jsonl")))
        {
            place++;
            var exchange = JsonNode.Parse(line)!;
            var path = Ours((string)exchange["path"]!);
            using var request = new HttpRequestMessage(exchange["json"] is null && exchange["bytes"] is null ? HttpMethod.Get : HttpMethod.Post, path);
            if (exchange["json"] is { } json)
                request.Content = new StringContent(Ours(json.ToJsonString()), Encoding.UTF8, "application/json");
            else if (exchange["bytes"] is { } bytes)
                request.Content = new ByteArrayContent(OursInBytes(Convert.FromBase64String((string)bytes!), project.Key));
            var answer = await Answer.OfAsync(await server.Http.SendAsync(request));
            Assert.Equal((place, (int)exchange["status"]!), (place, answer.Status));

            var route = path.Split('?')[0];
            var expected = AnswerLines.Of(route, exchange["answerBytes"] is { } recorded ? Convert.FromBase64String((string)recorded!) : [], exchange["answer"]).Select(Ours).Where(IsCompared).Select(Plain).ToList();
            var read = AnswerLines.Of(route, answer.Bytes, answer.Body).Where(IsCompared).Select(Plain).ToList();
            foreach (var missing in expected.Except(read))
                different.AppendLine(CultureInfo.InvariantCulture, $"{place} {route}: missing {missing}");
            foreach (var more in read.Except(expected))
                different.AppendLine(CultureInfo.InvariantCulture, $"{place} {route}: more {more}");
        }

        Assert.Equal(49, place);
        Assert.True(different.Length == 0, different.ToString());
    }

    /// <summary>Ids are of each server, and a mean may differ in its last bits.</summary>
    static string Plain(string line) => string.Join(' ', line.Split(' ').Select(word => Guid.TryParse(word.TrimEnd(':'), out _) ? "id"
        : double.TryParse(word, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number.ToString("G14", CultureInfo.InvariantCulture) : word));

    /// <summary>Of the server's own attributes, times, owners and counters are of each server. Figures of a series with infinities are over its finite values in
    /// the recording, over all but NaN here.</summary>
    static bool IsCompared(string line) => !line.Contains("train/odd floatSeries", StringComparison.Ordinal) && (!line.Contains("sys/", StringComparison.Ordinal)
        || line.Contains("sys/id ", StringComparison.Ordinal) || line.Contains("sys/name ", StringComparison.Ordinal) || line.Contains("sys/custom_run_id ", StringComparison.Ordinal)
        || line.Contains("sys/tags ", StringComparison.Ordinal) || line.Contains("sys/forking/", StringComparison.Ordinal) || line.Contains("sys/experiment/name ", StringComparison.Ordinal));

    /// <summary>A name of a run in a message, whose length stands before it.</summary>
    static byte[] OursInBytes(byte[] message, string key)
    {
        var copy = new ProtoMessage();
        var node = ProtoNode.Of(message);
        foreach (var expression in node.Messages(1))
        {
            copy.Message(1, new ProtoMessage().Text(1, expression.Text(1)).Text(2, expression.Text(2).Replace("TRAN2-", key + "-", StringComparison.Ordinal))
                .Text(3, expression.Text(3)).Varint(4, (ulong)expression.Number(4)).Varint(5, (ulong)expression.Number(5)).Varint(6, (ulong)expression.Number(6)));
        }

        return copy.Message(2, new ProtoMessage().Varint(4, (ulong)node.Message(2).Number(4)).Message(7, new ProtoMessage().Message(1, new ProtoMessage()))).ToArray();
    }

    async Task<Outcome> SubmitAsync(string body)
    {
        using var content = new ByteArrayContent(Convert.FromBase64String(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        var answer = await Answer.OfAsync(await server.Http.PostAsync(new Uri("/api/client/v1/ingest", UriKind.Relative), content));
        Assert.Equal(200, answer.Status);
        return Outcome.OfRequestId(IdOf(answer.Bytes))!;
    }

    static string IdOf(byte[] response)
    {
        var reader = new MessageReader(response);
        return reader.TryReadTag() ? reader.ReadText() : "";
    }
}
