using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Live;

namespace Nereid.Storage.Catalog;

/// <summary>Notices in memory: the reference that <see cref="SqliteNoticeStore"/> is held to.</summary>
public sealed class MemoryNoticeStore(TimeProvider time) : INoticeStore
{
    readonly Lock _lock = new();
    readonly Dictionary<UserId, List<Notice>> _notices = [];
    long _last;

    public ValueTask<Notice> AddAsync(UserId person, NewNotice notice, CancellationToken cancel)
    {
        lock (_lock)
        {
            var list = Of(person);
            if (notice.Run is not null)
                list.RemoveAll(other => !other.IsRead && other.About.Kind == notice.Kind && other.About.Run == notice.Run);
            var made = new Notice(++_last, time.GetUtcNow().ToUnixMicros(), IsRead: false, notice);
            list.Insert(0, made);
            if (list.Count > NoticeLimits.PerPerson)
                list.RemoveRange(NoticeLimits.PerPerson, list.Count - NoticeLimits.PerPerson);
            return ValueTask.FromResult(made);
        }
    }

    public ValueTask<ImmutableArray<Notice>> ListAsync(UserId person, CancellationToken cancel)
    {
        lock (_lock)
            return ValueTask.FromResult<ImmutableArray<Notice>>([.. Of(person)]);
    }

    public ValueTask MarkReadAsync(UserId person, long upTo, CancellationToken cancel)
    {
        lock (_lock)
            _notices[person] = [.. Of(person).Select(notice => notice.Number <= upTo ? notice with { IsRead = true } : notice)];
        return ValueTask.CompletedTask;
    }

    public ValueTask ClearAsync(UserId person, long upTo, CancellationToken cancel)
    {
        lock (_lock)
            Of(person).RemoveAll(notice => notice.Number <= upTo);
        return ValueTask.CompletedTask;
    }

    List<Notice> Of(UserId person)
    {
        if (!_notices.TryGetValue(person, out var list))
            _notices[person] = list = [];
        return list;
    }
}
