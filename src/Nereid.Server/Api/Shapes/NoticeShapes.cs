using Nereid.Domain.Live;

namespace Nereid.Server.Api.Shapes;

/// <summary>Something that somebody was told. Texts are labels as they were at the time.</summary>
/// <param name="Number">Rises with time.</param>
/// <param name="Place">The project as workspace/name, or the workspace.</param>
/// <param name="Actor">User name of who did it; empty for what happened by itself.</param>
/// <param name="Word">Of a role: viewer, contributor, owner, member, administrator, or none when it was taken. Of a change: its kind. Of an export: its format.</param>
/// <param name="RunId">The run it is about, if it is about one.</param>
/// <param name="Count">Runs that were changed or exported.</param>
/// <param name="Refused">Runs that could not be changed.</param>
public sealed record NoticeDto(
    long Number, DateTime Time, bool IsRead, NoticeKind Kind, string Place, string Actor, string Word, Guid? RunId, string RunShortId, string RunName, long Count, long Refused);

/// <param name="Notices">Newest first; at most the last 200.</param>
public sealed record NoticeListDto(IReadOnlyList<NoticeDto> Notices, int Unread);

/// <param name="UpTo">Number of the newest notice that was seen.</param>
public sealed record NoticesReadDto(long UpTo);
