using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Views;
using Nereid.Server.Api.Shapes;
using Nereid.Server.Auth;
using Nereid.Server.Live;

namespace Nereid.Server.Api;

/// <summary>Short addresses for long ones. A link for members opens nothing by itself; one for anyone lets whoever has it read the project (<see cref="OpenLinks"/>).</summary>
static class ShareLinkEndpoints
{
    const long MaxLifetimeSeconds = 10L * 366 * 24 * 3600;

    public static void MapShareLinks(this IEndpointRouteBuilder api)
    {
        api.MapPost("/projects/{projectId}/links", CreateAsync).WithName("createLink").WithTags("links")
            .WithSummary("Makes a short link to a page of the project. One for anyone needs an owner.");
        api.MapGet("/projects/{projectId}/links", ListAsync).WithName("listLinks").WithTags("links")
            .WithSummary("The caller's links in the project that have not expired, newest first; for owners everybody's links for anyone too.");
        api.MapPost("/links/open", OpenAsync).AllowAnonymous().WithName("openLink").WithTags("links")
            .WithSummary("Follows a link for anyone: sets a cookie that lets the browser read its project, unless the caller may anyhow.");
        api.MapGet("/links/{code}", GetAsync).WithName("getLink").OpenToGuests().WithTags("links").WithSummary("Where a short link leads.");
        api.MapDelete("/links/{code}", RevokeAsync).WithName("revokeLink").WithTags("links")
            .WithSummary("Ends one of the caller's links at once, or somebody's link for anyone to a project that the caller owns.");
    }

    static async Task<Results<Ok<ShareLinkDto>, Problem>> CreateAsync(
        Guid projectId, NewShareLinkDto body, HttpContext http, ProjectGate gate, IShareLinkStore links, OpenLinks open, TimeProvider clock, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var needed = body.Audience == LinkAudience.Anyone ? ProjectRole.Owner : ProjectRole.Viewer;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), needed, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, needed);
        if (body.Audience == LinkAudience.Anyone && !open.Allowed)
            return Problems.Forbidden("This server allows no links that open a project to anyone.");
        if ((AddressFault(body, project) ?? ContentFault(body)) is { } fault)
            return fault;
        // Whole minutes from now, so that asking twice in a row gives the same link.
        long? expires = body.LifetimeSeconds is { } seconds
            ? (Moments.ToUnixMicros(clock.GetUtcNow()) / 60_000_000 * 60_000_000) + (seconds * 1_000_000) : null;
        var secret = body.Audience == LinkAudience.Anyone ? OpenLinks.MakeSecret() : null;
        var wanted = new NewShareLink(
            project.Id, body.Address, expires, secret is null ? null : Secrets.Hash(secret), body.Title,
            body.SnapshotRuns is { } runs ? [.. runs.Select(run => new RunId(run))] : null,
            body.Picture is { } picture ? ImmutableCollectionsMarshal.AsImmutableArray(picture) : null);
        return await links.CreateAsync(wanted, user, cancel) is { } link
            ? TypedResults.Ok(Describe(link) with { Path = $"/s/{link.Code}{secret}" })
            : Problems.Refused("$", $"There are as many links as there may be: {ShareLinkLimits.LinksPerOwner} of yours in this project, {ShareLinkLimits.SnapshotsPerOwner} of them snapshots, or {ShareLinkLimits.OpenLinksPerProject} that open the project to anyone; revoke some first.");
    }

    static Problem? AddressFault(NewShareLinkDto body, Project project)
    {
        if (body.Address.Length > ShareLinkLimits.AddressChars)
            return Problems.Invalid("$.address", $"Expected at most {ShareLinkLimits.AddressChars} characters, got {body.Address.Length}.");
        // Two slashes, or a slash and a backslash, would lead a browser to another host.
        if (!body.Address.StartsWith('/') || (body.Address.Length > 1 && body.Address[1] is '/' or '\\') || body.Address.Any(char.IsControl))
            return Problems.Invalid("$.address", "Expected path and query of a page of this server, starting with one slash.");
        if (body.LifetimeSeconds is < 1 or > MaxLifetimeSeconds)
            return Problems.Invalid("$.lifetimeSeconds", $"Expected 1 to {MaxLifetimeSeconds} seconds, or null for a link that lives until it is revoked.");
        var parts = body.Address.Split('?', '#')[0].Split('/').Select(Uri.UnescapeDataString).ToArray();
        return body.Audience == LinkAudience.Anyone
            && !(parts.Length > 2 && Names.Fold(parts[1]) == Names.Fold(project.Workspace) && Names.Fold(parts[2]) == Names.Fold(project.Name))
            ? Problems.Invalid("$.address", $"Expected a page of {project.Workspace}/{project.Name}: the link opens this project alone.") : null;
    }

    static Problem? ContentFault(NewShareLinkDto body)
    {
        if (body.SnapshotRuns is { Count: 0 or > ShareLinkLimits.SnapshotRuns })
            return Problems.Invalid("$.snapshotRuns", $"Expected 1 to {ShareLinkLimits.SnapshotRuns} runs, got {body.SnapshotRuns.Count}.");
        if (body.Audience == LinkAudience.Members && (body.Title is not null || body.Picture is not null))
            return Problems.Invalid(body.Title is null ? "$.picture" : "$.title", "Expected none: a link for members has no preview card.");
        if (body.Title is { } title && (title.Length is 0 or > ShareLinkLimits.TitleChars || title.Any(char.IsControl)))
            return Problems.Invalid("$.title", $"Expected 1 to {ShareLinkLimits.TitleChars} characters, none of them a control character.");
        if (body.Picture is { Length: > ShareLinkLimits.PictureBytes })
            return Problems.Invalid("$.picture", $"Expected at most {ShareLinkLimits.PictureBytes} bytes, got {body.Picture.Length}.");
        return body.Picture is { } picture && PngFile.Fault(picture) is { } fault ? Problems.Invalid("$.picture", fault) : null;
    }

    static async Task<Results<Ok<ShareLinkListDto>, Problem>> ListAsync(
        Guid projectId, HttpContext http, ProjectGate gate, IShareLinkStore links, OpenLinks open, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        var owns = await gate.GetRoleAsync(user, project, cancel) >= ProjectRole.Owner;
        IEnumerable<ShareLink> shown = await links.ListAsync(project.Id, user.Id, cancel);
        if (owns)
            shown = shown.Concat((await links.ListOpenAsync(project.Id, cancel)).Where(link => link.Owner != user.Id));
        return TypedResults.Ok(new ShareLinkListDto([.. shown.OrderByDescending(link => link.CreatedUnixMicros).Select(Describe)], owns && open.Allowed));
    }

    static async Task<Results<Ok<OpenedLinkDto>, Problem>> OpenAsync(
        LinkToOpenDto body, HttpContext http, OpenLinks open, ProjectGate gate, ServerAddress address, CancellationToken cancel)
    {
        if (await open.OpenAsync(body.Link, cancel) is not var (link, project))
            return Problems.NoSuchLink();
        var mayAnyhow = http.Features.Get<Caller>() is { } caller && await gate.GetRoleAsync(caller.User, project, cancel) >= ProjectRole.Viewer;
        if (!mayAnyhow)
            LinkCookie.Write(http.Response, body.Link, address);
        return TypedResults.Ok(new OpenedLinkDto(AddressOf(link), !mayAnyhow));
    }

    static async Task<Results<Ok<ShareLinkDto>, Problem>> GetAsync(
        string code, HttpContext http, ProjectGate gate, IShareLinkStore links, CancellationToken cancel)
    {
        var user = http.Caller().User;
        if (await links.FindAsync(code, cancel) is not { } link || (await gate.OpenProjectAsync(user, link.Project, ProjectRole.Viewer, cancel)).Value is null)
            return Problems.NoSuchLink();
        var described = Describe(link) with
        {
            SnapshotRuns = link.IsSnapshot ? [.. (await links.ReadRunsAsync(code, cancel)).Select(run => run.Value)] : null,
        };
        return TypedResults.Ok(user.IsGuest ? described with { CreatedBy = "" } : described);
    }

    static async Task<Results<NoContent, Problem>> RevokeAsync(
        string code, HttpContext http, ProjectGate gate, IShareLinkStore links, ChangeFeed feed, CancellationToken cancel)
    {
        var user = http.Caller().User;
        if (await links.FindAsync(code, cancel) is not { } link)
            return Problems.NoSuchLink();
        var owns = link.IsOpen && (await gate.OpenProjectAsync(user, link.Project, ProjectRole.Owner, cancel)).Value is not null;
        if (!(link.Owner == user.Id || owns) || !await links.RevokeAsync(code, cancel))
            return Problems.NoSuchLink();
        if (link.IsOpen)
            feed.AskRightsAgain(link.Project);
        return TypedResults.NoContent();
    }

    /// <summary>A snapshot's address names the link, whose runs its page asks for.</summary>
    static string AddressOf(ShareLink link) => !link.IsSnapshot ? link.Address
        : link.Address + (link.Address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + $"snap={link.Code}";

    static ShareLinkDto Describe(ShareLink link) => new(
        link.Code, link.IsOpen ? null : $"/s/{link.Code}", AddressOf(link), link.CreatedBy, Moments.ToUtc(link.CreatedUnixMicros), Moments.ToUtc(link.ExpiresUnixMicros),
        link.IsOpen ? LinkAudience.Anyone : LinkAudience.Members, link.IsSnapshot);
}
