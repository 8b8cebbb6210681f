using System.Text;
using System.Text.Json.Nodes;
using Nereid.Testing;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>Configuration, exchange of the API token, and refresh: the client's way in.</summary>
public sealed class StartTests(Neptune1Server server) : IClassFixture<Neptune1Server>
{
    const string Exchange = "/api/backend/v1/authorization/oauth-token";

    [Fact]
    public async Task The_configuration_names_this_server_and_switches_on_what_the_client_needs()
    {
        var answer = await server.SendAsync(HttpMethod.Get, "/api/backend/v1/clients/python/config?alpha=true", await TokenAsync());

        Assert.Equal(server.Server.Address, (string?)answer.Body!["apiUrl"]);
        Assert.Equal(server.Server.Address, (string?)answer.Body["applicationUrl"]);
        Assert.True((bool)answer.Body["multiPartUpload"]!["enabled"]!);
        Assert.IsType<JsonObject>(answer.Body["pyLibVersions"]);
    }

    [Fact]
    public async Task An_access_token_carries_the_claims_from_which_the_client_makes_its_refresh()
    {
        var answer = await server.SendAsync(HttpMethod.Get, Exchange, await TokenAsync());
        var parts = ((string)answer.Body!["accessToken"]!).Split('.');
        var claims = JsonNode.Parse(Base64Url(parts[1]))!;

        Assert.Equal(3, parts.Length);
        Assert.Equal(server.Server.Address + "/auth/realms/nereid", (string?)claims["iss"]);
        Assert.NotEmpty((string)claims["azp"]!);
        Assert.Equal(300, (long)claims["exp"]! - server.Time.GetUtcNow().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task A_refresh_token_gives_a_new_access_token_that_works()
    {
        var exchanged = await server.SendAsync(HttpMethod.Get, Exchange, await TokenAsync());

        var answer = await RefreshAsync((string)exchanged.Body!["refreshToken"]!);

        Assert.Equal((200, "bearer", 300), (answer.Status, (string?)answer.Body!["token_type"], (int)answer.Body["expires_in"]!));
        Assert.Equal(200, (await AskAsync((string)answer.Body["access_token"]!)).Status);
    }

    [Theory]
    [InlineData("grant_type=refresh_token&client_id=x&refresh_token=nonsense", "invalid_grant")]
    [InlineData("grant_type=refresh_token&client_id=x", "invalid_grant")]
    [InlineData("grant_type=password&username=a&password=b", "unsupported_grant_type")]
    public async Task A_wrong_refresh_is_refused_in_OAuths_words(string form, string error)
    {
        var answer = await server.SendAsync(
            HttpMethod.Post, "/auth/realms/nereid/protocol/openid-connect/token",
            content: new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal((400, error), (answer.Status, (string?)answer.Body!["error"]));
    }

    [Fact]
    public async Task A_refresh_token_dies_with_the_API_token_behind_it()
    {
        var (token, text) = await server.Server.Credentials.CreateTokenAsync(server.Server.Administrator.Id, "short", null, CancellationToken.None);
        var exchanged = await server.SendAsync(HttpMethod.Get, Exchange, text);

        await server.Server.Credentials.RevokeTokenAsync(server.Server.Administrator.Id, token.Id, CancellationToken.None);

        Assert.Equal((400, "invalid_grant"), await RefreshErrorAsync((string)exchanged.Body!["refreshToken"]!));
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, Exchange, text)).Status);
    }

    [Theory]
    [InlineData("bm9uc2Vuc2U=")]
    [InlineData("eyJhcGlfYWRkcmVzcyI6Imh0dHA6Ly94IiwiYXBpX2tleSI6Indyb25nIn0=")]
    public async Task A_wrong_API_token_is_refused_in_the_clients_shape(string token)
    {
        var answer = await server.SendAsync(HttpMethod.Get, Exchange, token);

        Assert.Equal((401, null), (answer.Status, answer.ErrorType));
        Assert.Contains("NEPTUNE_API_TOKEN", answer.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_access_token_is_told_from_a_wrong_one()
    {
        var time = new ManualTime();
        await using var other = await RunningServer.StartAsync(time: time);
        var (token, _) = await other.Credentials.CreateTokenAsync(other.Administrator.Id, "t", null, CancellationToken.None);
        var access = other.Credentials.IssueAccessToken(other.Administrator, token.Id, other.Address, TimeSpan.FromMinutes(5)).Text;
        time.Advance(TimeSpan.FromMinutes(6));

        var expired = await AskAsync(access, other.Address);
        var wrong = await AskAsync(access[..^4] + "AAAA", other.Address);

        Assert.Equal((401, "AUTHORIZATION_TOKEN_EXPIRED"), (expired.Status, expired.ErrorType));
        Assert.Equal((401, null), (wrong.Status, wrong.ErrorType));
    }

    async Task<string> TokenAsync() =>
        (await server.Server.Credentials.CreateTokenAsync(server.Server.Administrator.Id, "test", null, CancellationToken.None)).Text;

    Task<Answer> RefreshAsync(string refreshToken) => server.SendAsync(
        HttpMethod.Post, "/auth/realms/nereid/protocol/openid-connect/token",
        content: new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("client_id", "nereid"), new("refresh_token", refreshToken)]));

    async Task<(int, string?)> RefreshErrorAsync(string refreshToken)
    {
        var answer = await RefreshAsync(refreshToken);
        return (answer.Status, (string?)answer.Body!["error"]);
    }

    async Task<Answer> AskAsync(string accessToken, string? address = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, (address ?? server.Server.Address) + "/api/backend/v1/organizations2");
        request.Headers.Add("Authorization", "Bearer " + accessToken);
        return await Answer.OfAsync(await http.SendAsync(request));
    }

    static byte[] Base64Url(string text) =>
        Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
}
