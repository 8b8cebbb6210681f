using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Live;

/// <summary>What somebody is told. The numbers are written to disk.</summary>
public enum NoticeKind : byte
{
    /// <summary>A role in a project was given, changed or taken.</summary>
    ProjectRole = 1,

    /// <summary>The same in a workspace.</summary>
    WorkspaceRole = 2,

    /// <summary>A change to many runs ended.</summary>
    BulkChange = 3,

    /// <summary>An export ended.</summary>
    Export = 4,

    /// <summary>A run of one's own ended as failed.</summary>
    RunFailed = 5,

    /// <summary>A run of one's own gives no sign of life any more, and did not say that it ended.</summary>
    RunSilent = 6,
}

/// <summary>What is to be told. Texts are labels as they were at the time.</summary>
/// <param name="Place">Workspace and project, such as lab/digits, or a workspace.</param>
/// <param name="Actor">User name of who did it; empty for what happened by itself.</param>
/// <param name="Word">The role (none when it was taken), the kind of change, or the format of the export.</param>
/// <param name="Run">The run it is about.</param>
/// <param name="RunShortId">Its short id at that time.</param>
/// <param name="RunLabel">Its name, if it had one.</param>
/// <param name="Count">Runs that were changed or exported.</param>
/// <param name="Refused">Runs that could not be changed.</param>
public sealed record NewNotice(
    NoticeKind Kind, string Place, string Actor = "", string Word = "", RunId? Run = null, string RunShortId = "", string RunLabel = "", long Count = 0, long Refused = 0);

/// <param name="Number">Rises with each notice of the server.</param>
public sealed record Notice(long Number, long UnixMicros, bool IsRead, NewNotice About);

public static class NoticeLimits
{
    /// <summary>Notices of one person; the oldest go. Ours.</summary>
    public const int PerPerson = 200;

    /// <summary>Characters of each label; longer ones are cut. Ours.</summary>
    public const int LabelChars = 300;
}

/// <summary>What each person was told. Every change is durable when its call returns. Safe for use from many threads.</summary>
public interface INoticeStore
{
    /// <summary>An unread notice of the same kind about the same run gives way to the new one.</summary>
    ValueTask<Notice> AddAsync(UserId person, NewNotice notice, CancellationToken cancel);

    /// <summary>Newest first.</summary>
    ValueTask<ImmutableArray<Notice>> ListAsync(UserId person, CancellationToken cancel);

    /// <summary>Marks what the person has up to a number as read.</summary>
    ValueTask MarkReadAsync(UserId person, long upTo, CancellationToken cancel);

    /// <summary>Takes away what the person has up to a number.</summary>
    ValueTask ClearAsync(UserId person, long upTo, CancellationToken cancel);
}

/// <summary>Tells people what concerns them. A fault of the store is logged and stops nobody's work.</summary>
public interface INotices
{
    ValueTask TellAsync(UserId person, NewNotice notice, CancellationToken cancel);
}
