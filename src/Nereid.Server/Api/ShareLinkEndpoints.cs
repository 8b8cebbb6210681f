using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Views;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Short addresses for long ones. A link opens nothing by itself: whoever follows it needs the right to read the project.</summary>
static class ShareLinkEndpoints
{
    const long MaxLifetimeSeconds = 10L * 366 * 24 * 3600;

    public static void MapShareLinks(this IEndpointRouteBuilder api)
    {
        api.MapPost("/projects/{projectId}/links", CreateAsync).WithName("createLink").WithTags("links")
            .WithSummary("Makes a short link to a page of the project.");
        api.MapGet("/projects/{projectId}/links", ListAsync).WithName("listLinks").WithTags("links")
            .WithSummary("The caller's links in the project that have not expired, newest first.");
        api.MapGet("/links/{code}", GetAsync).WithName("getLink").WithTags("links").WithSummary("Where a short link leads.");
        api.MapDelete("/links/{code}", RevokeAsync).WithName("revokeLink").WithTags("links").WithSummary("Ends one of the caller's links at once.");
    }

    static async Task<Results<Ok<ShareLinkDto>, Problem>> CreateAsync(
        Guid projectId, NewShareLinkDto body, HttpContext http, ProjectGate gate, IShareLinkStore links, TimeProvider clock, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (body.Address.Length > ShareLinkLimits.AddressChars)
            return Problems.Invalid("$.address", $"Expected at most {ShareLinkLimits.AddressChars} characters, got {body.Address.Length}.");
        // Two slashes, or a slash and a backslash, would lead a browser to another host.
        if (!body.Address.StartsWith('/') || (body.Address.Length > 1 && body.Address[1] is '/' or '\\') || body.Address.Any(char.IsControl))
            return Problems.Invalid("$.address", "Expected path and query of a page of this server, starting with one slash.");
        if (body.LifetimeSeconds is < 1 or > MaxLifetimeSeconds)
            return Problems.Invalid("$.lifetimeSeconds", $"Expected 1 to {MaxLifetimeSeconds} seconds, or null for a link that lives until it is revoked.");
        // Whole minutes from now, so that asking twice in a row gives the same link.
        long? expires = body.LifetimeSeconds is { } seconds
            ? (Moments.ToUnixMicros(clock.GetUtcNow()) / 60_000_000 * 60_000_000) + (seconds * 1_000_000) : null;
        var link = await links.CreateAsync(project.Id, body.Address, user, expires, cancel);
        return link is null
            ? Problems.Refused("$", $"You have {ShareLinkLimits.LinksPerOwner} links in this project already; revoke some first.")
            : TypedResults.Ok(Describe(link));
    }

    static async Task<Results<Ok<ShareLinkListDto>, Problem>> ListAsync(
        Guid projectId, HttpContext http, ProjectGate gate, IShareLinkStore links, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        return project is null
            ? Problems.RefusedProject(refusal, ProjectRole.Viewer)
            : TypedResults.Ok(new ShareLinkListDto([.. (await links.ListAsync(project.Id, user.Id, cancel)).Select(Describe)]));
    }

    static async Task<Results<Ok<ShareLinkDto>, Problem>> GetAsync(
        string code, HttpContext http, ProjectGate gate, IShareLinkStore links, CancellationToken cancel)
    {
        if (await links.FindAsync(code, cancel) is not { } link)
            return Problems.NoSuchLink();
        var (project, _) = await gate.OpenProjectAsync(http.Caller().User, link.Project, ProjectRole.Viewer, cancel);
        return project is null ? Problems.NoSuchLink() : TypedResults.Ok(Describe(link));
    }

    static async Task<Results<NoContent, Problem>> RevokeAsync(string code, HttpContext http, IShareLinkStore links, CancellationToken cancel) =>
        await links.RevokeAsync(code, http.Caller().User.Id, cancel) ? TypedResults.NoContent() : Problems.NoSuchLink();

    static ShareLinkDto Describe(ShareLink link) =>
        new(link.Code, link.Address, link.CreatedBy, Moments.ToUtc(link.CreatedUnixMicros), Moments.ToUtc(link.ExpiresUnixMicros));
}
