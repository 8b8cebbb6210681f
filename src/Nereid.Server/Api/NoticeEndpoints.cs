using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain.Live;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>What the caller was told: roles given and taken, changes and exports that ended, runs of his own that failed or fell silent.</summary>
static class NoticeEndpoints
{
    public static void MapNotices(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me/notices", ListAsync).WithName("listNotices").WithTags("session").WithSummary("What the caller was told, newest first; at most the last 200.");
        api.MapPost("/me/notices/read", ReadAsync).WithName("readNotices").WithTags("session").WithSummary("Marks the caller's notices up to a number as read.");
        api.MapDelete("/me/notices", ClearAsync).WithName("clearNotices").WithTags("session").WithSummary("Takes the caller's notices up to a number away.");
    }

    static async Task<Ok<NoticeListDto>> ListAsync(HttpContext http, INoticeStore notices, CancellationToken cancel)
    {
        var list = await notices.ListAsync(http.Caller().User.Id, cancel);
        return TypedResults.Ok(new NoticeListDto([.. list.Select(Describe)], list.Count(notice => !notice.IsRead)));
    }

    static async Task<NoContent> ReadAsync(NoticesReadDto body, HttpContext http, INoticeStore notices, CancellationToken cancel)
    {
        await notices.MarkReadAsync(http.Caller().User.Id, body.UpTo, cancel);
        return TypedResults.NoContent();
    }

    static async Task<NoContent> ClearAsync(long upTo, HttpContext http, INoticeStore notices, CancellationToken cancel)
    {
        await notices.ClearAsync(http.Caller().User.Id, upTo, cancel);
        return TypedResults.NoContent();
    }

    static NoticeDto Describe(Notice notice) => new(
        notice.Number, Moments.ToUtc(notice.UnixMicros), notice.IsRead, notice.About.Kind, notice.About.Place, notice.About.Actor, notice.About.Word,
        notice.About.Run?.Value, notice.About.RunShortId, notice.About.RunLabel, notice.About.Count, notice.About.Refused);
}
