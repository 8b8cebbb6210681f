namespace Nereid.Server.Api.Shapes;

/// <summary>A saved state of the runs table.</summary>
/// <param name="IsPrivate">Only its owner, who is the caller, sees it.</param>
/// <param name="State">JSON text of the web app; opaque to the server.</param>
/// <param name="Version">From 1; each change makes the next.</param>
/// <param name="ChangedBy">User name of whoever made this version.</param>
public sealed record SavedViewDto(Guid Id, string Name, bool IsPrivate, string State, int Version, string ChangedBy, DateTime Changed);

/// <param name="Default">The view that the project opens with; null for the built-in one.</param>
public sealed record SavedViewListDto(IReadOnlyList<SavedViewDto> Views, Guid? Default);

/// <param name="Name">1 to 128 characters, none of them a slash or a control character.</param>
/// <param name="IsPrivate">For the caller alone; this a viewer may do too.</param>
/// <param name="State">JSON text, at most 200,000 characters.</param>
/// <param name="Version">When changing a view: the version that the change was made from, so that nobody's change is lost; null changes what is there.</param>
public sealed record NewSavedViewDto(string Name, string State, bool IsPrivate = false, int? Version = null);

public sealed record ViewVersionDto(int Version, string Name, string State, string ChangedBy, DateTime Changed);

/// <param name="Versions">Newest first; at most the last 100.</param>
public sealed record ViewVersionListDto(IReadOnlyList<ViewVersionDto> Versions);

/// <param name="View">A view of all members; null for the built-in one.</param>
public sealed record DefaultViewDto(Guid? View);

/// <summary>Whom a link opens the project to.</summary>
public enum LinkAudience
{
    /// <summary>Nobody: who follows it needs the right to read the project.</summary>
    Members,

    /// <summary>Whoever has the link reads the whole project, without an account, until the link ends.</summary>
    Anyone,
}

/// <param name="Address">Path and query of a page of the project in the web app, such as /lab/digits/runs?q=adam; at most 65,536 characters.</param>
/// <param name="LifetimeSeconds">Null: until it is revoked.</param>
/// <param name="Audience">For anyone: only owners of the project may make one, and only where the server allows it.</param>
/// <param name="SnapshotRuns">Ids of at most 5,000 runs: the link shows these and no others, whatever is created later. Null: what there is when somebody looks.</param>
/// <param name="Title">What the preview card of a link for anyone says; at most 300 characters.</param>
/// <param name="Picture">The picture of that card: a PNG file in base64, at most 524,288 bytes and 2,400 pixels each way.</param>
public sealed record NewShareLinkDto(
    string Address, long? LifetimeSeconds = null, LinkAudience Audience = LinkAudience.Members, IReadOnlyList<Guid>? SnapshotRuns = null, string? Title = null,
    byte[]? Picture = null);

/// <summary>A short address that stands for a long one.</summary>
/// <param name="Code">Names the link. The short address of one for members is /s/ and this.</param>
/// <param name="Path">The short address. That of a link for anyone is told only once, when it is made: the server keeps a hash of its secret.</param>
/// <param name="CreatedBy">User name; empty for whom the link lets in without an account.</param>
/// <param name="IsSnapshot">It shows the runs that it was made with.</param>
/// <param name="SnapshotRuns">Their ids, where one link is asked for; otherwise null.</param>
public sealed record ShareLinkDto(
    string Code, string? Path, string Address, string CreatedBy, DateTime Created, DateTime? Expires, LinkAudience Audience, bool IsSnapshot,
    IReadOnlyList<Guid>? SnapshotRuns = null);

/// <param name="Link">What stands behind /s/ in the address of a link for anyone.</param>
public sealed record LinkToOpenDto(string Link);

/// <param name="Address">Where the link leads.</param>
/// <param name="AsGuest">A cookie was set that lets the browser read the project by this link. False for somebody signed in who may read it anyhow.</param>
public sealed record OpenedLinkDto(string Address, bool AsGuest);

/// <param name="Links">The caller's own and, for owners of the project, everybody's links for anyone; newest first.</param>
/// <param name="MayOpen">The caller may make links for anyone here.</param>
public sealed record ShareLinkListDto(IReadOnlyList<ShareLinkDto> Links, bool MayOpen);

/// <summary>How the lines of a run, or of all runs with a group tag, are drawn. What is null follows from the run's id.</summary>
/// <param name="Target">A run's id, or "tag:" and a group tag.</param>
/// <param name="Color">A colour of the palette by number, from "0", or #rrggbb.</param>
/// <param name="Dash">A dash pattern by number, from 0: solid, dashed, dotted, dash-dotted.</param>
/// <param name="Width">Pixels, 0.5 to 8.</param>
public sealed record RunStyleDto(string Target, string? Color = null, int? Dash = null, double? Width = null);

/// <param name="Shared">What all members see.</param>
/// <param name="Own">What the caller alone sees; wins over the shared style of the same target.</param>
public sealed record RunStyleListDto(IReadOnlyList<RunStyleDto> Shared, IReadOnlyList<RunStyleDto> Own);

/// <param name="Styles">At most 10,000. A style without colour, dash and width takes the target's away.</param>
/// <param name="IsPrivate">For the caller alone; this a viewer may do too.</param>
public sealed record RunStyleChangeDto(IReadOnlyList<RunStyleDto> Styles, bool IsPrivate = false);

/// <param name="Shared">What all members see, JSON of the web app; null when nothing was saved.</param>
/// <param name="Own">What the caller alone sees.</param>
public sealed record ChartSettingsDto(string? Shared, string? Own);

/// <param name="State">At most 200,000 characters; null takes the settings away.</param>
/// <param name="IsPrivate">For the caller alone; this a viewer may do too.</param>
public sealed record ChartSettingsChangeDto(string? State, bool IsPrivate = false);
