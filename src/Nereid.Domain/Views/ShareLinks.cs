using System.Collections.Immutable;
using Nereid.Domain.Access;

namespace Nereid.Domain.Views;

/// <summary>A short address that stands for a long one inside a project. It opens nothing, unless it is open: then whoever has its secret reads the project.</summary>
/// <param name="Code">What stands in the short address: letters and digits made by the server.</param>
/// <param name="Address">Path and query of a page of the web app, starting with a slash.</param>
/// <param name="CreatedBy">User name.</param>
/// <param name="ExpiresUnixMicros">Null: until it is revoked.</param>
/// <param name="SecretHash">Of an open link; null for one that is for members.</param>
/// <param name="Title">What the preview card of an open link says.</param>
/// <param name="HasPicture">The preview card has one.</param>
/// <param name="IsSnapshot">It shows the runs that it was made with, and no others.</param>
public sealed record ShareLink(
    string Code, ProjectId Project, string Address, UserId Owner, string CreatedBy, long CreatedUnixMicros, long? ExpiresUnixMicros,
    string? SecretHash = null, string? Title = null, bool HasPicture = false, bool IsSnapshot = false)
{
    /// <summary>Anyone who has the secret reads the project.</summary>
    public bool IsOpen => SecretHash is not null;
}

/// <summary>A link to make.</summary>
/// <param name="SecretHash">Set for an open link.</param>
/// <param name="Runs">Of a snapshot.</param>
/// <param name="Picture">A PNG file.</param>
public sealed record NewShareLink(
    ProjectId Project, string Address, long? ExpiresUnixMicros, string? SecretHash = null, string? Title = null, ImmutableArray<RunId>? Runs = null,
    ImmutableArray<byte>? Picture = null);

public static class ShareLinkLimits
{
    /// <summary>Characters of the address. Ours: longer ones are no use to any browser.</summary>
    public const int AddressChars = 65_536;

    /// <summary>Links of one person in one project that have not expired. Ours.</summary>
    public const int LinksPerOwner = 10_000;

    /// <summary>Open links of a project that have not expired: each may hold a picture, and people should be able to look through them. Ours.</summary>
    public const int OpenLinksPerProject = 200;

    /// <summary>Snapshots of one person in one project that have not expired. Ours.</summary>
    public const int SnapshotsPerOwner = 500;

    /// <summary>Runs of a snapshot: a page names them in each of its questions. Ours.</summary>
    public const int SnapshotRuns = 5_000;

    /// <summary>Characters of the title of a preview card. Ours.</summary>
    public const int TitleChars = 300;

    /// <summary>Bytes of the picture of a preview card: chat tools want 1200 × 630 pixels. Ours.</summary>
    public const int PictureBytes = 512 * 1024;
}

/// <summary>Short links. Every change is durable when its call returns.</summary>
public interface IShareLinkStore
{
    /// <summary>The same address asked for again by the same person with the same expiry gives the same link, when it is for members and no snapshot.
    /// Null when there are too many.</summary>
    ValueTask<ShareLink?> CreateAsync(NewShareLink wanted, User owner, CancellationToken cancel);

    /// <summary>Null when there is none, or when it has expired.</summary>
    ValueTask<ShareLink?> FindAsync(string code, CancellationToken cancel);

    /// <summary>The person's links in the project that have not expired, newest first.</summary>
    ValueTask<ImmutableArray<ShareLink>> ListAsync(ProjectId project, UserId owner, CancellationToken cancel);

    /// <summary>Everybody's open links to the project that have not expired, newest first.</summary>
    ValueTask<ImmutableArray<ShareLink>> ListOpenAsync(ProjectId project, CancellationToken cancel);

    /// <summary>The runs of a snapshot; empty for other links.</summary>
    ValueTask<ImmutableArray<RunId>> ReadRunsAsync(string code, CancellationToken cancel);

    /// <summary>Null when the link has none.</summary>
    ValueTask<ImmutableArray<byte>?> ReadPictureAsync(string code, CancellationToken cancel);

    /// <summary>Ends the link at once. False when there is none.</summary>
    ValueTask<bool> RevokeAsync(string code, CancellationToken cancel);
}
