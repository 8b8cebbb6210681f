using System.Collections.Immutable;
using System.Net.Http.Headers;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Tests.Neptune1;

namespace Nereid.Protocols.Tests.Neptune3.Reading;

/// <summary>A project of its own on a running server, filled through the store, and the read requests of the 3.x clients.</summary>
public sealed class ReadingClient
{
    public const string Search = "/api/leaderboard/v1/proto/leaderboard/entries/search/";
    public const string GlobalSearch = "/api/leaderboard/v1/proto/leaderboard/entries/global/search/";
    public const string Definitions = "/api/leaderboard/v1/leaderboard/attributes/definitions/query";
    public const string Values = "/api/leaderboard/v1/proto/leaderboard/attributes/query";
    public const string Floats = "/api/leaderboard/v1/proto/attributes/series/float";
    public const string Others = "/api/leaderboard/v1/proto/attributes/series";
    public const string Buckets = "/api/leaderboard/v1/proto/attributes/timeseries/buckets";

    static int s_projects;

    readonly Neptune1Server _server;

    ReadingClient(Neptune1Server server, Project project) => (_server, Project) = (server, project);

    public Project Project { get; }

    public string Name => $"{Project.Workspace}/{Project.Name}";

    public static async Task<ReadingClient> StartAsync(Neptune1Server server, Visibility visibility = Visibility.Private) =>
        new(server, await server.Server.AddProjectAsync("lab", "reading" + Interlocked.Increment(ref s_projects), visibility));

    /// <param name="customId">Null as 1.x makes them.</param>
    /// <param name="experiment">Makes it the head.</param>
    public async Task<RunHead> RunAsync(string? customId, ForkPoint? fork = null, string? experiment = null, params RunOperation[] first)
    {
        ImmutableArray<RunOperation> joined = experiment is null ? [.. first] :
        [
            .. first, new AssignValue(AttributePath.Of("sys/name"), new StringValue(experiment)),
            new AssignValue(AttributePath.Of("sys/experiment/name"), new StringValue(experiment)),
            new AssignValue(AttributePath.Of("sys/experiment/is_head"), new BoolValue(true)),
        ];
        var answer = await _server.Server.Get<IRunWriter>().CreateAsync(
            new NewRun(Project.Id, Project.Key, RunKind.Run, "admin", customId, Fork: fork, First: joined), CancellationToken.None);
        return Assert.IsType<CreateAnswer.Created>(answer).Run;
    }

    public async Task WriteAsync(RunHead run, params RunOperation[] operations)
    {
        var answer = await _server.Server.Get<IRunWriter>().WriteAsync(new RunBatch(run.Id, [.. operations]), CancellationToken.None);
        Assert.Empty(Assert.IsType<WriteAnswer.Written>(answer).Rejections);
    }

    public static AssignValue Set(string path, AttributeValue value) => new(AttributePath.Of(path), value);

    /// <summary>Logged at a time of as many milliseconds as the step says.</summary>
    public static AppendFloats Points(string path, params (double Step, double Value)[] points) => new(
        AttributePath.Of(path), points.Select(point => new FloatPoint(Step.From(point.Step), (long)(point.Step * 1000), point.Value)).ToArray());

    public string Id(RunHead run) => $"{Name}/{run.ShortId}";

    public async Task<Answer> PostAsync(string path, string json, HttpClient? http = null)
    {
        using var content = new StringContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await Answer.OfAsync(await (http ?? _server.Http).PostAsync(new Uri(path, UriKind.Relative), content));
    }

    public async Task<Answer> PostAsync(string path, byte[] message)
    {
        using var content = new ByteArrayContent(message);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        return await Answer.OfAsync(await _server.Http.PostAsync(new Uri(path, UriKind.Relative), content));
    }

    public async Task<ProtoNode> ReadAsync(string path, string json)
    {
        var answer = await PostAsync(path, json);
        Assert.True(answer.Status == 200, answer.Text);
        return ProtoNode.Of(answer.Bytes);
    }

    public Task<ProtoNode> SearchAsync(string json) => ReadAsync($"{Search}?projectIdentifier={Uri.EscapeDataString(Name)}&type=run", json);

    public Task<ProtoNode> ValuesAsync(string json) => ReadAsync($"{Values}?projectIdentifier={Uri.EscapeDataString(Name)}", json);

    /// <summary>The custom ids of a search's rows, in order.</summary>
    public async Task<string[]> IdsAsync(string query, string more = "")
    {
        var text = System.Text.Json.JsonSerializer.Serialize(query);
        var found = await SearchAsync($$$"""{"attributeFilters":[{"path":"sys/custom_run_id"}],"experimentLeader":false,"query":{"query":{{{text}}}}{{{more}}}}""");
        return [.. found.Messages(3).Select(entry => Assert.Single(entry.Messages(7)).Message(5).Text(3))];
    }

    /// <summary>Name and type of each definition on a page, and the token of the next.</summary>
    public async Task<(string[] Found, string? Next)> DefinitionsAsync(string more)
    {
        var answer = await PostAsync(Definitions, $$"""{"projectIdentifiers":["{{Name}}"]{{more}}}""");
        Assert.True(answer.Status == 200, answer.Text);
        return ([.. answer.Body!["entries"]!.AsArray().Select(entry => $"{entry!["name"]}:{entry["type"]}")], (string?)answer.Body["nextPage"]!["nextPageToken"]);
    }

    /// <summary>Attributes of an entry by name.</summary>
    public static Dictionary<string, ProtoNode> Attributes(ProtoNode entry, int field) => entry.Messages(field).ToDictionary(attribute => attribute.Text(1));
}
