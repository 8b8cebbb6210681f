using System.Data.Common;
using Nereid.Domain;
using Nereid.Domain.Live;

namespace Nereid.Server.Live;

/// <summary>Keeps what people are told and wakes the browsers that they look from.</summary>
public sealed partial class Notices(INoticeStore store, ChangeFeed feed, ILogger<Notices> log) : INotices
{
    public async ValueTask TellAsync(UserId person, NewNotice notice, CancellationToken cancel)
    {
        try
        {
            // Whoever did what is told of has it done by now: his hanging up is no reason to tell nobody.
            await store.AddAsync(
                person, notice with { Place = Cut(notice.Place), Actor = Cut(notice.Actor), RunShortId = Cut(notice.RunShortId), RunLabel = Cut(notice.RunLabel) }, CancellationToken.None);
            feed.Tell(person);
        }
        catch (DbException fault)
        {
            LogNotKept(fault.Message);
        }
    }

    static string Cut(string label) => label.Length <= NoticeLimits.LabelChars ? label : label[..NoticeLimits.LabelChars];

    [LoggerMessage(3011, LogLevel.Warning, "A notice could not be kept: {Fault}")]
    partial void LogNotKept(string fault);
}
