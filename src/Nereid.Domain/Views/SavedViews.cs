using System.Collections.Immutable;
using Nereid.Domain.Access;

namespace Nereid.Domain.Views;

/// <summary>A saved state of a project's runs table under a name: query, columns, order and so on.</summary>
/// <param name="Owner">Who alone sees it; null for a view of all members.</param>
/// <param name="State">JSON of the web app, opaque to the server; at most <see cref="ViewLimits.StateChars"/> characters.</param>
/// <param name="Version">From 1; each change makes the next.</param>
/// <param name="ChangedBy">User name of whoever made this version.</param>
public sealed record SavedView(
    Guid Id, ProjectId Project, string Name, UserId? Owner, string State, int Version, string ChangedBy, long ChangedUnixMicros);

/// <summary>What a view was at one of its versions.</summary>
public sealed record ViewVersion(int Version, string Name, string State, string ChangedBy, long ChangedUnixMicros);

/// <param name="Default">The view that the project opens with; null for the built-in one.</param>
public sealed record ViewList(ImmutableArray<SavedView> Views, Guid? Default);

public static class ViewLimits
{
    /// <summary>Characters (UTF-16) of a view's state. Ours: far above what the app writes for 200 columns.</summary>
    public const int StateChars = 200_000;

    /// <summary>Views of one project that are not deleted, private ones included. Ours.</summary>
    public const int ViewsPerProject = 1000;

    /// <summary>Versions kept of one view; the oldest go first. Ours.</summary>
    public const int VersionsPerView = 100;
}

/// <summary>What became of a change to a view.</summary>
public enum ViewChange
{
    Done,

    /// <summary>There is none of that id, or it is somebody else's own.</summary>
    NotFound,

    /// <summary>Somebody changed it meanwhile.</summary>
    OutOfDate,

    /// <summary>The project has <see cref="ViewLimits.ViewsPerProject"/> already.</summary>
    TooMany,
}

/// <summary>Saved views of projects, with their history. Every change is durable when its call returns.</summary>
/// <remarks>Knows nothing of roles: callers ask only for projects that the reader may see.</remarks>
public interface IViewStore
{
    /// <summary>Views of all members and the reader's own, by name.</summary>
    ValueTask<ViewList> ListAsync(ProjectId project, UserId reader, CancellationToken cancel);

    ValueTask<SavedView?> FindAsync(ProjectId project, Guid view, UserId reader, CancellationToken cancel);

    /// <summary>Null when there are too many.</summary>
    ValueTask<SavedView?> CreateAsync(ProjectId project, string name, bool isPrivate, string state, User author, CancellationToken cancel);

    /// <param name="expected">The version that the change was made from; null changes whatever is there.</param>
    /// <returns>The view as it is afterwards, when it was changed.</returns>
    ValueTask<(ViewChange Change, SavedView? View)> UpdateAsync(
        ProjectId project, Guid view, string name, bool isPrivate, string state, int? expected, User author, CancellationToken cancel);

    /// <summary>A deleted view can be brought back by <see cref="RestoreAsync"/>. It stops being the default.</summary>
    ValueTask<ViewChange> DeleteAsync(ProjectId project, Guid view, User author, CancellationToken cancel);

    ValueTask<ViewChange> RestoreAsync(ProjectId project, Guid view, User author, CancellationToken cancel);

    /// <summary>Newest first; null when there is no such view.</summary>
    ValueTask<ImmutableArray<ViewVersion>?> ListVersionsAsync(ProjectId project, Guid view, UserId reader, CancellationToken cancel);

    /// <param name="view">One of all members; null for the built-in view.</param>
    ValueTask<ViewChange> SetDefaultAsync(ProjectId project, Guid? view, CancellationToken cancel);
}
