namespace Nereid.Client.Capture;

/// <summary>The commit that a run was started from.</summary>
/// <param name="CommitId">Full hash.</param>
/// <param name="Branch">Null on a detached head.</param>
/// <param name="IsDirty">Tracked files differ from the commit.</param>
/// <param name="Remotes">Addresses, without the user names and passwords that they may carry.</param>
sealed record GitInfo(
    string CommitId, string Message, string AuthorName, string AuthorEmail, DateTimeOffset CommitTime,
    string? Branch, bool IsDirty, IReadOnlyList<string> Remotes);
