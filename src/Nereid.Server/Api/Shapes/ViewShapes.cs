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

/// <param name="Address">Path and query of a page of the project in the web app, such as /lab/digits/runs?q=adam; at most 65,536 characters.</param>
/// <param name="LifetimeSeconds">Null: until it is revoked.</param>
public sealed record NewShareLinkDto(string Address, long? LifetimeSeconds = null);

/// <summary>A short address that stands for a long one. Who follows it needs the right to read the project.</summary>
/// <param name="Code">The short address is /s/ and this.</param>
/// <param name="CreatedBy">User name.</param>
public sealed record ShareLinkDto(string Code, string Address, string CreatedBy, DateTime Created, DateTime? Expires);

/// <param name="Links">The caller's own, newest first.</param>
public sealed record ShareLinkListDto(IReadOnlyList<ShareLinkDto> Links);

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
