using System.Net;
using System.Text.Json.Nodes;
using Nereid.Domain.Access;
using Nereid.Server.Auth;
using Nereid.Server.Tests.Api;
using Nereid.Testing;

namespace Nereid.Server.Tests;

/// <summary>Links for anyone, and the browsers that follow them.</summary>
public static class GuestLink
{
    /// <returns>What stands behind /s/ in the link's address.</returns>
    public static async Task<string> MakeAsync(RunningServer server, User owner, Project project, int? lifetimeSeconds = null)
    {
        using var client = await server.SignInAsync(owner);
        var made = await client.PostAsync(
            $"/api/v1/projects/{project.Id}/links",
            new JsonObject { ["address"] = $"/{Uri.EscapeDataString(project.Workspace)}/{Uri.EscapeDataString(project.Name)}/runs", ["audience"] = "anyone", ["lifetimeSeconds"] = lifetimeSeconds });
        Assert.Equal((HttpStatusCode.OK, null), made.Kind);
        return ((string)made.Json!["path"]!)["/s/".Length..];
    }

    /// <summary>A browser without an account that has the link's cookie.</summary>
    public static HttpClient Follow(RunningServer server, string link, string? session = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }, disposeHandler: true) { BaseAddress = server.Listening };
        client.DefaultRequestHeaders.Add("Cookie", $"{LinkCookie.Name}={link}" + (session is null ? "" : $"; {SessionCookie.Name}={session}"));
        client.DefaultRequestHeaders.Add(RequestGuards.OwnPageHeader, "1");
        return client;
    }

    public static async Task<HttpClient> FollowAsync(RunningServer server, User owner, Project project) => Follow(server, await MakeAsync(server, owner, project));
}
