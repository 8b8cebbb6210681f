using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Nereid.Protocols.Neptune3.Ingest;
using Nereid.Protocols.Neptune3.Wire;
using Nereid.Protocols.Tests.Neptune1;

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
    public async Task A_recorded_session_of_the_real_client_ends_with_the_recorded_codes()
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
