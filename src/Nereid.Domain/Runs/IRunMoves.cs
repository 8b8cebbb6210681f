namespace Nereid.Domain.Runs;

/// <summary>Where runs went that were moved to another project. Every change is durable when its call returns; what is noted outlives the run.</summary>
public interface IRunMoves
{
    /// <summary>A later move of the same run counts.</summary>
    ValueTask NoteAsync(RunHead from, RunId to, CancellationToken cancel);

    /// <summary>Where the run went that had this short id in the project; null when none was moved.</summary>
    ValueTask<RunId?> FindAsync(ProjectId project, string shortId, CancellationToken cancel);

    /// <summary>Where the run went; null when it was not moved.</summary>
    ValueTask<RunId?> FindAsync(RunId run, CancellationToken cancel);
}
