using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>The caller's own API tokens.</summary>
static class TokenEndpoints
{
    const int NameChars = 200;
    const int LifetimeDays = 3650;

    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me/tokens", ListAsync).WithName("listTokens").WithTags("tokens").WithSummary("The caller's API tokens, without their secrets.");
        api.MapPost("/me/tokens", CreateAsync).WithName("createToken").WithTags("tokens").WithSummary("Makes an API token and shows its secret once.");
        api.MapDelete("/me/tokens/{tokenId}", RevokeAsync).WithName("revokeToken").WithTags("tokens").WithSummary("Makes a token useless at once.");
    }

    static async Task<Ok<ApiTokenListDto>> ListAsync(HttpContext http, ICredentials credentials, CancellationToken cancel) =>
        TypedResults.Ok(await ListOfAsync(http.Caller().User.Id, credentials, cancel));

    /// <summary>Anybody's tokens: who may ask is the caller's to know.</summary>
    public static async Task<ApiTokenListDto> ListOfAsync(UserId owner, ICredentials credentials, CancellationToken cancel) =>
        new([.. (await credentials.ListTokensAsync(owner, cancel)).Select(Describe)]);

    static async Task<Results<Created<CreatedApiTokenDto>, Problem>> CreateAsync(
        NewApiTokenDto body, HttpContext http, ICredentials credentials, CancellationToken cancel)
    {
        var (created, problem) = await CreateForAsync(http.Caller().User.Id, body, http, credentials, cancel);
        return created is null ? problem! : TypedResults.Created($"/api/v1/me/tokens/{created.Id}", created);
    }

    /// <summary>A token for anybody: who may ask is the caller's to know.</summary>
    public static async Task<(CreatedApiTokenDto? Created, Problem? Problem)> CreateForAsync(
        UserId owner, NewApiTokenDto body, HttpContext http, ICredentials credentials, CancellationToken cancel)
    {
        if (body.Name.Length is 0 or > NameChars || body.Name.Any(char.IsControl))
            return (null, Problems.Invalid("$.name", $"Expected a name of 1 to {NameChars} characters without control characters."));
        if (body.LifetimeDays is < 1 or > LifetimeDays)
            return (null, Problems.Invalid("$.lifetimeDays", $"Expected 1 to {LifetimeDays} days, or null for a token that lives until it is revoked."));
        TimeSpan? lifetime = body.LifetimeDays is { } days ? TimeSpan.FromDays(days) : null;
        var (token, text) = await credentials.CreateTokenAsync(owner, body.Name, lifetime, cancel);
        http.Response.Headers.CacheControl = "no-store";
        return (new CreatedApiTokenDto(
            token.Id, token.Label, Moments.ToUtc(token.CreatedUnixMicros), Moments.ToUtc(token.ExpiresUnixMicros), text), null);
    }

    static async Task<Results<NoContent, Problem>> RevokeAsync(Guid tokenId, HttpContext http, ICredentials credentials, CancellationToken cancel) =>
        await credentials.RevokeTokenAsync(http.Caller().User.Id, tokenId, cancel) ? TypedResults.NoContent() : Problems.NoSuchToken();

    static ApiTokenDto Describe(ApiToken token) =>
        new(token.Id, token.Label, Moments.ToUtc(token.CreatedUnixMicros), Moments.ToUtc(token.ExpiresUnixMicros), Moments.ToUtc(token.LastUsedUnixMicros));
}
