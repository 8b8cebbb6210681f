using System.Collections.Immutable;

namespace Nereid.Domain.Files;

/// <summary>A Jupyter notebook of a project; its contents are its checkpoints.</summary>
/// <param name="Last">The newest checkpoint; null before the first.</param>
public sealed record Notebook(Guid Id, ProjectId Project, UserId Owner, string OwnerName, long CreatedUnixMicros, Checkpoint? Last)
{
    /// <summary>What people call it: the last part of the newest checkpoint's path.</summary>
    public string Name => Last?.FileName ?? "notebook";
}

/// <param name="Path">Where the notebook was on its user's machine; a label.</param>
/// <param name="Content">Null until it is uploaded.</param>
public sealed record Checkpoint(
    Guid Id, Guid Notebook, string OwnerName, string? Name, string? Description, string Path, long CreatedUnixMicros, BlobId? Content, long Size)
{
    /// <summary>The last part of the path, whichever system it is from.</summary>
    public string FileName => Path[(Path.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>0.x clients give no names and print the one they get.</summary>
    public string ShownName => Name ?? FileName;
}

/// <summary>A checkpoint to make.</summary>
public sealed record NewCheckpoint(Guid Notebook, UserId Owner, string? Name, string? Description, string Path, StoredBlob? Content);

/// <summary>Notebooks and their checkpoints. Safe for use from many threads; changes are durable when their call returns.</summary>
public interface INotebookStore
{
    ValueTask<Notebook> CreateAsync(ProjectId project, UserId owner, CancellationToken cancel);

    ValueTask<Notebook?> FindAsync(Guid notebook, CancellationToken cancel);

    /// <summary>Newest first.</summary>
    ValueTask<(long Total, ImmutableArray<Notebook> Notebooks)> ListAsync(ProjectId project, ImmutableArray<Guid> only, long offset, int limit, CancellationToken cancel);

    /// <summary>Null when there is no such notebook.</summary>
    ValueTask<Checkpoint?> AddCheckpointAsync(NewCheckpoint checkpoint, CancellationToken cancel);

    ValueTask<Checkpoint?> FindCheckpointAsync(Guid checkpoint, CancellationToken cancel);

    /// <summary>Newest first.</summary>
    ValueTask<(long Total, ImmutableArray<Checkpoint> Checkpoints)> ListCheckpointsAsync(Guid notebook, long offset, int limit, CancellationToken cancel);

    /// <returns>The content that it had before; the caller frees it.</returns>
    ValueTask<BlobId?> SetContentAsync(Guid checkpoint, StoredBlob content, CancellationToken cancel);

    /// <returns>Contents that nothing refers to any more; the caller frees them.</returns>
    ValueTask<ImmutableArray<BlobId>> DeleteCheckpointAsync(Guid checkpoint, CancellationToken cancel);

    /// <returns>As <see cref="DeleteCheckpointAsync"/>.</returns>
    ValueTask<ImmutableArray<BlobId>> DeleteAsync(Guid notebook, CancellationToken cancel);
}
