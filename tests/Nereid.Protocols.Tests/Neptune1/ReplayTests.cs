using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using Nereid.Domain.Access;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Sends what the real clients sent (1.14.0 in three modes, 0.16.18 with its old and new functions; then 1.14.0 with its management and old functions, 0.9.19, and the
/// notebooks extension), in their order, and compares the answers with those the clients were content with.</summary>
/// <remarks>Ids differ from recording to replay: each recorded id is paired with the live one when it first appears in an answer. Times, sizes
/// and states are not compared. The first recording was made before this server and leaves out most of the console's lines; the second was made with it, the parts of files
/// set to 1 KiB.</remarks>
public sealed class ReplayTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    /// <summary>Differ by nature.</summary>
    static readonly FrozenSet<string> Volatile = new[]
    {
        "sys/creation_time", "sys/modification_time", "sys/ping_time", "sys/running_time", "sys/monitoring_time", "sys/size", "sys/state",
    }.ToFrozenSet();

    static readonly FrozenSet<string> NotKept = new[] { "fileSet" }.ToFrozenSet();

    readonly Dictionary<string, string> _liveIds = [];

    [Fact]
    public async Task Recorded_sessions_of_the_real_clients_are_answered_as_they_expect()
    {
        var user = await server.Server.AddUserAsync("user");
        var person = await server.SignInAsync(user);
        var (workspace, _) = await server.Server.Catalog.EnsureWorkspaceAsync("e2e", server.Server.Administrator.Id, CancellationToken.None);
        await server.Server.Catalog.SetWorkspaceMemberAsync(workspace!.Id, user.Id, WorkspaceRole.Member, CancellationToken.None);
        var place = 0;
        foreach (var exchange in await RecordedAsync("session.jsonl"))
        {
            place++;
            var isCreation = (string?)exchange["path"] == "/api/backend/v1/projects2" && (string?)exchange["method"] == "POST";
            if (isCreation)
                exchange["body"]!["organizationId"] = "e2e";

            var answer = await ReplayAsync(isCreation ? server.Http : person, exchange, place);

            if (isCreation)
                await server.Server.Catalog.SetMemberAsync(
                    new(Guid.Parse((string)answer.Body!["id"]!)), user.Id, ProjectRole.Contributor, CancellationToken.None);
        }

        Assert.True(place > 200);
    }

    /// <summary>Members, service accounts, the trash and the end of a project; files and sets in parts; artifacts; chunks of 0.9; the old table; notebooks and checkpoints.</summary>
    [Fact]
    public async Task Recorded_management_of_people_files_and_notebooks_is_answered_as_the_clients_expect()
    {
        // A server of its own: names of people and workspaces are those of the recording.
        var own = new Neptune1Server();
        await own.InitializeAsync();
        try
        {
            var catalog = own.Server.Catalog;
            var (workspace, _) = await catalog.EnsureWorkspaceAsync("e2e", own.Server.Administrator.Id, CancellationToken.None);
            var bot = await catalog.CreateUserAsync("bot", isServiceAccount: true, isAdministrator: false, mayCreateProjects: true, CancellationToken.None);
            foreach (var member in new[] { await own.Server.AddUserAsync("ann", mayCreateProjects: true), bot! })
                await catalog.SetWorkspaceMemberAsync(workspace!.Id, member.Id, WorkspaceRole.Member, CancellationToken.None);
            var (place, operations) = (0, new HashSet<string>());
            foreach (var exchange in await RecordedAsync("people-and-files.jsonl"))
            {
                // Lists are in the order of time.
                own.Time.Advance(TimeSpan.FromSeconds(1));
                await ReplayAsync(own.Http, exchange, ++place);
                operations.Add($"{exchange["method"]} {string.Join('/', ((string)exchange["path"]!).Split('/').Where(part => !Guid.TryParse(part, out _)))}");
            }

            Assert.True(operations.Count >= 50, $"{operations.Count} operations");
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    static async Task<JsonNode[]> RecordedAsync(string name) =>
        [.. (await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Neptune1", "recorded", name))).Select(line => JsonNode.Parse(line)!)];

    async Task<Answer> ReplayAsync(HttpClient http, JsonNode exchange, int place)
    {
        var answer = await SendAsync(http, exchange);

        var where = $"line {place}, {exchange["method"]} {exchange["path"]}";
        Assert.True((int)exchange["status"]! == answer.Status, $"{where}: status {answer.Status}, {answer.Text}");
        if (exchange["answerBytes"] is { } bytes)
            Assert.True(Convert.FromBase64String((string)bytes!).SequenceEqual(answer.Bytes), $"{where}: other bytes");
        if (exchange["answerText"] is { } text)
            Assert.Equal(Numbers((string)text!), Numbers(answer.Text));
        if (exchange["answer"] is { } expected && answer.Status == 200)
            Compare(where, expected, IsListOfEverything(exchange) ? WithoutTheFixtures(answer.Body!) : answer.Body);
        return answer;
    }

    static bool IsListOfEverything(JsonNode exchange) =>
        (string?)exchange["method"] == "GET" && (string?)exchange["path"] is "/api/backend/v1/organizations2" or "/api/backend/v1/projects2";

    /// <summary>The workspace and project that every test server has.</summary>
    static JsonNode WithoutTheFixtures(JsonNode list)
    {
        var entries = (list as JsonArray ?? list["entries"]!.AsArray());
        foreach (var fixture in entries.Where(entry => (string?)entry!["name"] == "lab" || (string?)entry["organizationName"] == "lab").ToArray())
            entries.Remove(fixture);
        return list;
    }

    async Task<Answer> SendAsync(HttpClient http, JsonNode exchange)
    {
        var query = string.Join('&', exchange["query"]!.AsArray().Select(pair =>
            $"{Uri.EscapeDataString((string)pair![0]!)}={Uri.EscapeDataString(Live((string)pair[1]!))}"));
        using var request = new HttpRequestMessage(new HttpMethod((string)exchange["method"]!), $"{Live((string)exchange["path"]!)}?{query}");
        if (exchange["body"] is { } body)
            request.Content = new StringContent(Live(body.ToJsonString()), Encoding.UTF8, "application/json");
        else if (exchange["bytes"] is { } bytes)
            request.Content = new ByteArrayContent(Convert.FromBase64String((string)bytes!));
        foreach (var (name, value) in exchange["headers"]?.AsObject() ?? [])
            request.Headers.Add(name, (string?)value);
        return await Answer.OfAsync(await http.SendAsync(request));
    }

    /// <summary>The text with live ids in place of recorded ones.</summary>
    string Live(string text) => _liveIds.Aggregate(text, (current, pair) => current.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    /// <summary>Everything recorded must be in the live answer, which may say more.</summary>
    void Compare(string where, JsonNode? recorded, JsonNode? live)
    {
        switch (recorded)
        {
            case JsonObject item when (string?)item["attributeName"] is { } name && Volatile.Contains(name):
                break;
            case JsonObject item:
                // Beside the attributes, the recorded server said more than a client reads.
                foreach (var (key, value) in item.Where(field => item["attributes"] is null || field.Key is "attributes" or "experimentId"))
                {
                    if (key is "attributes" && value is JsonArray attributes)
                        CompareAttributes(where, attributes, live![key]!.AsArray());
                    else if (key is "errorDescription")
                        Assert.False(string.IsNullOrEmpty((string?)live?[key]), $"{where}: an error says nothing");
                    else if (key is not ("systemAttributes" or "organizationId" or "commitDate" or "attribute"))
                        Compare($"{where}.{key}", value, live?[key]);
                }

                break;
            case JsonArray list:
                Assert.True(live is JsonArray, $"{where}: {live} is no list");
                Assert.True(list.Count == live.AsArray().Count, $"{where}: {live.AsArray().Count} items, recorded {list.Count}");
                for (var i = 0; i < list.Count; i++)
                    Compare($"{where}[{i}]", list[i], live[i]);
                break;
            case JsonValue value when Guid.TryParse(value.ToString(), out _) && value.ToString() != live?.ToString():
                Assert.True(live is not null, $"{where} is missing");
                Assert.True(_liveIds.TryAdd(value.ToString(), live!.ToString()) || _liveIds[value.ToString()] == live.ToString(), $"{where}: {live} is another id");
                break;
            case JsonValue value:
                Assert.True(Same(value, live), $"{where}: {live?.ToJsonString() ?? "nothing"}, recorded {value.ToJsonString()}");
                break;
        }
    }

    void CompareAttributes(string where, JsonArray recorded, JsonArray live)
    {
        var found = live.ToDictionary(attribute => (string)attribute!["name"]!);
        foreach (var attribute in recorded)
        {
            var name = (string)attribute!["name"]!;
            if (NotKept.Contains((string)attribute["type"]!) || name.StartsWith("monitoring/", StringComparison.Ordinal))
                continue;
            // The recorded server made up a name until the client wrote one; here there is none until then.
            if (name == "sys/name" && !found.ContainsKey(name))
                continue;
            Assert.True(found.TryGetValue(name, out var counterpart), $"{where}: {name} is missing");
            Assert.Equal((string?)attribute["type"], (string?)counterpart!["type"]);
            if (!Volatile.Contains(name))
                Compare($"{where} {name}", attribute, counterpart);
        }
    }

    bool Same(JsonValue recorded, JsonNode? live) =>
        recorded.TryGetValue(out string? text) && live is JsonValue other && other.TryGetValue(out string? said)
            // A text may hold an id, such as id/path.
            ? Live(text) == said
            : recorded.GetValueKind() == System.Text.Json.JsonValueKind.Number
            ? live?.GetValueKind() == System.Text.Json.JsonValueKind.Number && (double)recorded == (double)live
            : recorded.ToJsonString() == live?.ToJsonString();

    static double[][] Numbers(string csv) =>
        [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(',').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
}
