using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain.Access;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Access;

/// <summary>The client's first steps: configuration, exchange of the API token, and OAuth refresh.</summary>
/// <remarks>The client refreshes its brand-new access token before it uses it once, so all three are on the way of every start.</remarks>
sealed class SessionEndpoints(ICredentials credentials, ServerAddress address)
{
    /// <summary>The client refreshes when less than 30 s remain; much more than that keeps refreshes rare.</summary>
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(5);

    /// <summary>A client that pauses longer exchanges its API token again by itself.</summary>
    static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(1);

    /// <summary>Path of the OAuth realm; the client appends <see cref="TokenPath"/> to the issuer it reads from the access token.</summary>
    public const string RealmPath = "/auth/realms/nereid";

    public const string TokenPath = RealmPath + "/protocol/openid-connect/token";

    string Issuer => address.Text + RealmPath;

    public Task<IResult> GetConfigAsync(HttpContext context, CancellationToken cancel) => Task.FromResult(TypedResults.Json(
        new ClientConfigAnswer(
            address.Text, address.Text, new ClientVersionsAnswer(),
            new MultiPartUploadAnswer(true, FileLimits.SinglePartBytes, FileLimits.LargestPartBytes, FileLimits.Parts, FileLimits.SinglePartBytes),
            new ArtifactsConfigAnswer(true, 2), SysNameSetByBackend: false),
        Neptune1Json.Default.ClientConfigAnswer) as IResult);

    public Task<IResult> ExchangeAsync(HttpContext context, CancellationToken cancel)
    {
        var caller = context.Caller();
        if (caller.ApiToken is not { } token)
            return Task.FromResult<IResult>(Fault.Unauthorized(expired: false));
        var access = credentials.IssueAccessToken(caller.User, token, Issuer, AccessLifetime);
        return Task.FromResult<IResult>(TypedResults.Json(
            new TokensAnswer(access.Text, credentials.IssueRefreshToken(caller.User, token, RefreshLifetime), caller.User.Username),
            Neptune1Json.Default.TokensAnswer));
    }

    /// <summary>RFC 6749, section 6. Needs no caller: the refresh secret says who it is.</summary>
    public async Task<IResult> RefreshAsync(HttpContext context, CancellationToken cancel)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.HasFormContentType)
            return Refused("invalid_request", "Expected a form with grant_type and refresh_token.");
        var form = await context.Request.ReadFormAsync(cancel);
        if (form["grant_type"] is not ["refresh_token"])
            return Refused("unsupported_grant_type", "Only refresh_token is known here.");
        if (await credentials.CheckRefreshTokenAsync(form["refresh_token"].ToString(), cancel) is not var (user, token))
            return Refused("invalid_grant", "The refresh token is not valid, has expired, or its API token was revoked.");
        var access = credentials.IssueAccessToken(user, token, Issuer, AccessLifetime);
        return TypedResults.Json(
            new RefreshAnswer(access.Text, "bearer", (int)AccessLifetime.TotalSeconds, credentials.IssueRefreshToken(user, token, RefreshLifetime)),
            Neptune1OAuthJson.Default.RefreshAnswer);
    }

    static JsonHttpResult<RefreshRefusal> Refused(string error, string description) => TypedResults.Json(
        new RefreshRefusal(error, description), Neptune1OAuthJson.Default.RefreshRefusal, statusCode: StatusCodes.Status400BadRequest);
}

sealed record ClientConfigAnswer(
    string ApiUrl, string ApplicationUrl, ClientVersionsAnswer PyLibVersions, MultiPartUploadAnswer MultiPartUpload,
    ArtifactsConfigAnswer Artifacts, bool SysNameSetByBackend);

/// <summary>No version of the client is refused or warned; the 0.x client still wants the object.</summary>
sealed record ClientVersionsAnswer;

sealed record MultiPartUploadAnswer(bool Enabled, long MinChunkSize, long MaxChunkSize, int MaxChunkCount, long MaxSinglePartSize);

/// <param name="ApiVersion">2: hashes leave metadata out.</param>
sealed record ArtifactsConfigAnswer(bool Enabled, int ApiVersion);

sealed record TokensAnswer(string AccessToken, string RefreshToken, string Username);

sealed record RefreshAnswer(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken);

sealed record RefreshRefusal(string Error, string ErrorDescription);
