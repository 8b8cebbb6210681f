using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain.Access;
using Nereid.Server.Auth;
using Nereid.Storage.Catalog;
using Nereid.Testing;

namespace Nereid.Server.Tests.Auth;

public sealed class CredentialsTests : IAsyncLifetime
{
    static readonly CancellationToken None = CancellationToken.None;

    readonly ManualTime _time = new();
    readonly MemoryCatalog _catalog;
    readonly MemoryCredentialStore _store = new();
    readonly Credentials _credentials;
    User _ada = null!;

    public CredentialsTests()
    {
        _catalog = new MemoryCatalog(_time);
        _credentials = new Credentials(
            _store, _catalog, new ServerAddress(new Uri("https://nereid.example.org")), new SignedTokens([.. Enumerable.Repeat((byte)7, 32)]), _time,
            NullLogger<Credentials>.Instance);
    }

    public async Task InitializeAsync() => _ada = (await _catalog.CreateUserAsync("ada", false, false, false, None))!;

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_token_says_where_the_server_is_in_the_form_that_neptune_clients_read()
    {
        var (_, text) = await _credentials.CreateTokenAsync(_ada.Id, "laptop", null, None);

        using var parts = JsonDocument.Parse(Convert.FromBase64String(text));
        Assert.Equal("https://nereid.example.org", parts.RootElement.GetProperty("api_address").GetString());
        Assert.Equal("https://nereid.example.org", parts.RootElement.GetProperty("api_url").GetString());
        Assert.Equal(43, parts.RootElement.GetProperty("api_key").GetString()!.Length);
    }

    [Fact]
    public async Task A_token_is_known_whole_or_by_its_bare_key_and_whatever_address_it_carries()
    {
        var (token, text) = await _credentials.CreateTokenAsync(_ada.Id, "laptop", null, None);
        var key = TokenText.ReadKey(text)!;

        foreach (var form in new[] { text, key, TokenText.Write("http://elsewhere:1", key) })
            Assert.Equal((_ada, token.Id), await _credentials.IdentifyTokenAsync(form, None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no")]
    [InlineData("e30=")]
    [InlineData("eyJhcGlfa2V5IjpudWxsfQ==")]
    [InlineData("eyJhcGlfa2V5Ijp7fX0=")]
    [InlineData("eyI=")]
    [InlineData("ANONYMOUS")]
    public async Task A_text_that_is_no_token_is_nobody(string text) => Assert.Null(await _credentials.IdentifyTokenAsync(text, None));

    [Fact]
    public async Task A_very_long_text_is_nobody() =>
        Assert.Null(await _credentials.IdentifyTokenAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', 1_000_000))), None));

    [Fact]
    public async Task A_token_with_a_lifetime_ends_with_it()
    {
        var (_, text) = await _credentials.CreateTokenAsync(_ada.Id, "laptop", TimeSpan.FromDays(1), None);

        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await _credentials.CheckTokenAsync(text, None));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _credentials.CheckTokenAsync(text, None));
    }

    [Fact]
    public async Task Revoking_an_api_token_ends_everything_that_came_from_it()
    {
        var (token, text) = await _credentials.CreateTokenAsync(_ada.Id, "laptop", null, None);
        var access = _credentials.IssueAccessToken(_ada, token.Id, "https://nereid.example.org/x", TimeSpan.FromMinutes(5)).Text;
        var refresh = _credentials.IssueRefreshToken(_ada, token.Id, TimeSpan.FromDays(1));
        Assert.Equal((_ada, token.Id), await _credentials.CheckRefreshTokenAsync(refresh, None));
        Assert.Equal(new AccessTokenCheck(_ada, token.Id, Expired: false), await _credentials.CheckAccessTokenAsync(access, None));

        Assert.True(await _credentials.RevokeTokenAsync(_ada.Id, token.Id, None));

        Assert.Null(await _credentials.CheckTokenAsync(text, None));
        Assert.Null(await _credentials.CheckRefreshTokenAsync(refresh, None));
        Assert.Equal(default, await _credentials.CheckAccessTokenAsync(access, None));
    }

    [Fact]
    public async Task An_access_token_carries_what_the_neptune_client_reads()
    {
        var (token, _) = await _credentials.CreateTokenAsync(_ada.Id, "laptop", null, None);
        var access = _credentials.IssueAccessToken(_ada, token.Id, "https://nereid.example.org/auth", TimeSpan.FromMinutes(5));

        var parts = access.Text.Split('.');
        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        Assert.Equal(3, parts.Length);
        Assert.Equal("https://nereid.example.org/auth", claims.RootElement.GetProperty("iss").GetString());
        Assert.Equal("nereid", claims.RootElement.GetProperty("azp").GetString());
        Assert.Equal(access.Expires.ToUnixTimeSeconds(), claims.RootElement.GetProperty("exp").GetInt64());
        Assert.Equal(token.Id, claims.RootElement.GetProperty("jti").GetGuid());
        Assert.Equal(_ada.Id.Value, claims.RootElement.GetProperty("sub").GetGuid());
    }

    [Fact]
    public async Task An_access_token_that_is_too_old_is_told_from_a_wrong_one()
    {
        var (token, _) = await _credentials.CreateTokenAsync(_ada.Id, "laptop", null, None);
        var access = _credentials.IssueAccessToken(_ada, token.Id, "https://x", TimeSpan.FromMinutes(5)).Text;

        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(new AccessTokenCheck(null, null, Expired: true), await _credentials.CheckAccessTokenAsync(access, None));
        Assert.Equal(default, await _credentials.CheckAccessTokenAsync(access + "x", None));
    }

    [Fact]
    public async Task An_access_token_is_no_refresh_token_and_the_other_way_round()
    {
        var (token, _) = await _credentials.CreateTokenAsync(_ada.Id, "laptop", null, None);
        var access = _credentials.IssueAccessToken(_ada, token.Id, "https://x", TimeSpan.FromMinutes(5)).Text;
        var refresh = _credentials.IssueRefreshToken(_ada, token.Id, TimeSpan.FromDays(1));

        Assert.Null(await _credentials.CheckRefreshTokenAsync(access, None));
        Assert.Equal(default, await _credentials.CheckAccessTokenAsync(refresh, None));
    }

    [Fact]
    public async Task A_ticket_works_once_and_only_in_time()
    {
        var first = await _credentials.CreateTicketAsync(_ada.Id, TimeSpan.FromHours(1), None);
        Assert.Equal(_ada, await _credentials.SpendTicketAsync(first, None));
        Assert.Null(await _credentials.SpendTicketAsync(first, None));

        var second = await _credentials.CreateTicketAsync(_ada.Id, TimeSpan.FromHours(1), None);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await _credentials.SpendTicketAsync(second, None));
    }

    [Fact]
    public async Task A_session_ends_when_it_is_ended_or_old()
    {
        var first = await _credentials.CreateSessionAsync(_ada.Id, None);
        var second = await _credentials.CreateSessionAsync(_ada.Id, None);
        Assert.Equal(_ada, await _credentials.CheckSessionAsync(first, None));

        await _credentials.EndSessionAsync(first, None);
        Assert.Null(await _credentials.CheckSessionAsync(first, None));
        Assert.Equal(_ada, await _credentials.CheckSessionAsync(second, None));
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Null(await _credentials.CheckSessionAsync(second, None));
    }

    [Fact]
    public async Task The_last_use_of_a_token_is_kept_to_the_minute()
    {
        var (_, text) = await _credentials.CreateTokenAsync(_ada.Id, "laptop", null, None);
        await _credentials.CheckTokenAsync(text, None);
        var first = (await _credentials.ListTokensAsync(_ada.Id, None))[0].LastUsedUnixMicros;

        _time.Advance(TimeSpan.FromSeconds(59));
        await _credentials.CheckTokenAsync(text, None);
        Assert.Equal(first, (await _credentials.ListTokensAsync(_ada.Id, None))[0].LastUsedUnixMicros);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _credentials.CheckTokenAsync(text, None);
        Assert.Equal(first + 60_000_000, (await _credentials.ListTokensAsync(_ada.Id, None))[0].LastUsedUnixMicros);
    }

    [Fact]
    public async Task Nothing_that_is_stored_gives_a_secret_away()
    {
        var (_, text) = await _credentials.CreateTokenAsync(_ada.Id, "laptop", null, None);
        var key = TokenText.ReadKey(text)!;

        Assert.Null(await _store.FindTokenAsync(key, None));
        Assert.NotNull(await _store.FindTokenAsync(Secrets.Hash(key), None));
        Assert.Equal(64, Secrets.Hash(key).Length);
    }
}
