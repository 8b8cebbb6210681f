using Nereid.Domain.Access;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>The table of errors: status and errorType decide which exception the client shows, so both are fixed here.</summary>
public sealed class ErrorTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const string Nowhere = "00000000-0000-0000-0000-000000000001";

    [Theory]
    [InlineData("/api/leaderboard/v1/leaderboard/entries/search?projectIdentifier=lab/vision", """{"sorting":{"dir":"up","sortBy":{"name":"a"}}}""", "expected ascending or descending")]
    [InlineData("/api/leaderboard/v1/leaderboard/entries/search?projectIdentifier=lab/vision", """{"sorting":{"dir":"ascending"}}""", "names no column")]
    [InlineData("/api/leaderboard/v1/leaderboard/entries/search?projectIdentifier=lab/vision", """{"attributeFilters":[null]}""", "A column")]
    [InlineData("/api/leaderboard/v1/leaderboard/entries/search?projectIdentifier=lab/vision", """{"pagination":{"limit":"ten"}}""", "")]
    [InlineData("/api/artifacts/v1/artifact/version?projectIdentifier=lab/vision&hash=", """{"file":[]}""", "no 'files'")]
    [InlineData("/api/artifacts/v1/artifact/version?projectIdentifier=lab/vision&hash=", """{"files":[null]}""", "no path")]
    [InlineData("/api/artifacts/v1/artifact/version?projectIdentifier=lab/vision&hash=", """{"files":[{"filePath":"a","fileHash":"b","type":"Local","metadata":[{"name":"x"}]}]}""", "without a key or value")]
    [InlineData("/api/backend/v1/invitations", """{"organizationIdentifier":"lab"}""", "no 'invitationsEntries'")]
    [InlineData("/api/backend/v1/invitations", """{"organizationIdentifier":"lab","invitationsEntries":[null]}""", "is null")]
    public async Task A_body_that_lacks_or_misspells_what_it_must_say_is_refused(string path, string body, string expected)
    {
        const string hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        if (path.EndsWith("hash=", StringComparison.Ordinal))
        {
            path += hash;
            await server.PostAsync($"/api/artifacts/v1/artifact?projectIdentifier=lab/vision&hash={hash}", "");
            Assert.Equal(200, (await server.PostAsync($"/api/artifacts/v1/artifact/files?projectIdentifier=lab/vision&hash={hash}", """{"files":[]}""")).Status);
        }

        var answer = await server.PostAsync(path, body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(expected, answer.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Nowhere)]
    [InlineData("lab/vision/VIS-999")]
    [InlineData("no/such/RUN-1")]
    [InlineData("nonsense")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public async Task Looking_up_an_unknown_run_says_experiment_not_found(string identifier)
    {
        var answer = await server.GetAsync("/api/leaderboard/v1/experiments?experimentId=" + Uri.EscapeDataString(identifier));

        Assert.Equal((404, "EXPERIMENT_NOT_FOUND"), (answer.Status, answer.ErrorType));
        Assert.NotEmpty(answer.Title);
    }

    [Theory]
    [InlineData("GET", "attributes?experimentId=")]
    [InlineData("POST", "attributes/operations?experimentId=")]
    [InlineData("POST", "experiments/ping?experimentId=")]
    [InlineData("GET", "attributes/float?attribute=a&experimentId=")]
    [InlineData("GET", "attributes/series/float?attribute=a&experimentId=")]
    [InlineData("GET", "attributes/download?attribute=a&experimentId=")]
    [InlineData("POST", "attributes/storage/file/upload?attribute=a&ext=txt&experimentIdentifier=")]
    public async Task Everywhere_else_an_unknown_run_is_a_plain_404(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/leaderboard/v1/" + path + Nowhere);
        if (method == "POST")
            request.Content = new StringContent("[]");

        var answer = await Answer.OfAsync(await server.Http.SendAsync(request));

        Assert.Equal((404, null), (answer.Status, answer.ErrorType));
        Assert.NotEmpty(answer.Title);
    }

    [Fact]
    public async Task A_missing_attribute_and_one_of_another_type_are_plain_404s()
    {
        var run = await server.CreateRunAsync();
        await server.AcceptedAsync(run, """[{"path":"a","assignInt":{"value":1}}]""");

        var missing = await server.AttributeAsync(run, "float", "b");
        var other = await server.AttributeAsync(run, "float", "a");

        Assert.Equal((404, null), (missing.Status, missing.ErrorType));
        Assert.Equal((404, null), (other.Status, other.ErrorType));
        Assert.Contains("int, not float", other.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 404)]
    [InlineData("""{"projectIdentifier":"lab/none","type":"run"}""", 404)]
    [InlineData("""{"projectIdentifier":"lab/vision","type":"spaceship"}""", 400)]
    [InlineData("""{"projectIdentifier":"lab/vision","type":"project"}""", 400)]
    [InlineData("""{"projectIdentifier":"lab/vision","type":"model"}""", 400)]
    [InlineData("""{"projectIdentifier":"lab/vision","type":"modelVersion"}""", 400)]
    [InlineData("""{"projectIdentifier":"lab/vision","type":"modelVersion","parentId":"00000000-0000-0000-0000-000000000001"}""", 404)]
    [InlineData("""{"projectIdentifier":"lab/vi""", 400)]
    [InlineData("""null""", 400)]
    [InlineData("""[1]""", 400)]
    public async Task A_creation_that_cannot_be_done_says_why(string body, int status)
    {
        var answer = await server.PostAsync("/api/leaderboard/v1/experiments", body);

        Assert.Equal((status, null), (answer.Status, answer.ErrorType));
        Assert.NotEmpty(answer.Title);
    }

    [Fact]
    public async Task A_models_key_can_be_used_once_in_a_project()
    {
        const string body = """{"projectIdentifier":"lab/vision","type":"model","key":"ONCE"}""";

        Assert.Equal(200, (await server.PostAsync("/api/leaderboard/v1/experiments", body)).Status);
        Assert.Equal(409, (await server.PostAsync("/api/leaderboard/v1/experiments", body)).Status);
    }

    [Fact]
    public async Task A_custom_id_that_exists_returns_its_run()
    {
        const string body = """{"projectIdentifier":"lab/vision","type":"run","customId":"again"}""";

        var first = await server.PostAsync("/api/leaderboard/v1/experiments", body);
        var second = await server.PostAsync("/api/leaderboard/v1/experiments", body);

        Assert.Equal((200, (string?)first.Body!["id"]), (second.Status, (string?)second.Body!["id"]));
    }

    [Fact]
    public async Task A_query_that_cannot_be_read_is_called_a_syntax_error_with_its_place()
    {
        var answer = await server.PostAsync(
            "/api/leaderboard/v1/leaderboard/entries/search?projectIdentifier=lab/vision&type=run", """{"query":{"query":"(a:float >"},"pagination":{"limit":0,"offset":0}}""");

        Assert.Equal((400, "Syntax error"), (answer.Status, answer.Title));
        Assert.Contains("column", (string?)answer.Body!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_read_can_read_but_not_write_and_who_may_not_read_sees_nothing()
    {
        var run = await server.CreateRunAsync();
        var reader = await server.Server.AddUserAsync("reader");
        var stranger = await server.Server.AddUserAsync("stranger");
        await server.Server.Catalog.SetMemberAsync(server.Project.Id, reader.Id, ProjectRole.Viewer, CancellationToken.None);
        using var reading = await server.SignInAsync(reader);
        using var foreign = await server.SignInAsync(stranger);
        var attributes = new Uri("/api/leaderboard/v1/attributes?experimentId=" + run, UriKind.Relative);
        var write = new Uri("/api/leaderboard/v1/attributes/operations?experimentId=" + run, UriKind.Relative);

        Assert.Equal(200, (int)(await reading.GetAsync(attributes)).StatusCode);
        Assert.Equal(403, (int)(await reading.PostAsync(write, new StringContent("[]"))).StatusCode);
        Assert.Equal(404, (int)(await foreign.GetAsync(attributes)).StatusCode);
        Assert.Equal(404, (int)(await foreign.PostAsync(write, new StringContent("[]"))).StatusCode);
        var listed = await Answer.OfAsync(await foreign.GetAsync(new Uri("/api/backend/v1/projects2", UriKind.Relative)));
        Assert.Empty(listed.Body!["entries"]!.AsArray());
    }

    [Fact]
    public async Task A_project_is_made_on_first_use_by_who_may_create_projects_and_by_nobody_else()
    {
        var plain = await server.Server.AddUserAsync("plain");
        var maker = await server.Server.AddUserAsync("maker", mayCreateProjects: true);
        using var asPlain = await server.SignInAsync(plain);
        using var asMaker = await server.SignInAsync(maker);
        var ask = new Uri("/api/backend/v1/projects/get?projectIdentifier=old/script", UriKind.Relative);

        var refused = await Answer.OfAsync(await asPlain.GetAsync(ask));
        var made = await Answer.OfAsync(await asMaker.GetAsync(ask));
        var hidden = await Answer.OfAsync(await asPlain.GetAsync(ask));

        Assert.Equal((404, null), (refused.Status, refused.ErrorType));
        Assert.Equal((200, "script", "old", 2), (made.Status, (string?)made.Body!["name"], (string?)made.Body["organizationName"], (int)made.Body["version"]!));
        Assert.Equal(404, hidden.Status);
    }

    [Theory]
    [InlineData("limit=-1&offset=0")]
    [InlineData("limit=ten&offset=0")]
    [InlineData("limit=100001&offset=0")]
    [InlineData("limit=10&offset=1.5")]
    public async Task A_page_that_cannot_be_is_refused(string page)
    {
        var run = await server.CreateRunAsync();
        await server.AcceptedAsync(run, """[{"path":"m","logFloats":{"entries":[]}}]""");

        var answer = await server.GetAsync($"/api/leaderboard/v1/attributes/series/float?experimentId={run}&attribute=m&{page}");

        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.Title);
    }
}
