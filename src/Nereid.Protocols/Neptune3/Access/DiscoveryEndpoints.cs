using Microsoft.AspNetCore.Http;
using Nereid.Domain.Access;
using Nereid.Protocols.Neptune1.Access;

namespace Nereid.Protocols.Neptune3.Access;

/// <summary>What the 3.x clients ask before they have a token. The exchange of the API token and the refresh are the 1.x client's.</summary>
sealed class DiscoveryEndpoints(ServerAddress address)
{
    public const string ConfigPath = "/api/backend/v1/clients/config";

    public const string DiscoveryPath = SessionEndpoints.RealmPath + "/.well-known/openid-configuration";

    /// <summary>Equals the <c>azp</c> claim of access tokens.</summary>
    const string ClientId = "nereid";

    public IResult GetConfig() => TypedResults.Json(
        new ClientConfig(address.Text, address.Text, new SupportedVersions(), new ClientSecurity(ClientId, address.Text + DiscoveryPath)),
        Neptune3Json.Default.ClientConfig);

    public IResult GetDiscovery()
    {
        var issuer = address.Text + SessionEndpoints.RealmPath;
        return TypedResults.Json(
            new OpenIdDiscovery(issuer, issuer + "/protocol/openid-connect/auth", address.Text + SessionEndpoints.TokenPath),
            OpenIdJson.Default.OpenIdDiscovery);
    }
}

sealed record ClientConfig(string ApiUrl, string ApplicationUrl, SupportedVersions PyLibVersions, ClientSecurity Security);

/// <summary>No version is refused or warned; the object must be there.</summary>
sealed record SupportedVersions;

sealed record ClientSecurity(string ClientId, string OpenIdDiscovery);

/// <param name="AuthorizationEndpoint">Must be there; the clients never open it, and nothing answers there.</param>
sealed record OpenIdDiscovery(string Issuer, string AuthorizationEndpoint, string TokenEndpoint);
