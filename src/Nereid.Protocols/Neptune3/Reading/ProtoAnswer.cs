using Microsoft.AspNetCore.Http;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>A 200 whose protobuf message is written and sent piece by piece, so that an answer of any size needs the memory of one piece.</summary>
/// <param name="write">Writes into the given writer and calls the given function whenever a piece is whole. Refusals come before: once it runs, the
/// status has been said.</param>
sealed class ProtoAnswer(Func<AnswerWriter, Func<ValueTask>, Task> write) : IResult
{
    /// <summary>Pieces below this size are gathered.</summary>
    const int PieceBytes = 64 * 1024;

    public const string ContentType = "application/x-protobuf";

    public static ProtoAnswer Whole(Action<AnswerWriter> write) => new((to, _) =>
    {
        write(to);
        return Task.CompletedTask;
    });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ContentType;
        var (body, cancel) = (httpContext.Response.Body, httpContext.RequestAborted);
        using var to = new AnswerWriter();
        await write(to, async () =>
        {
            if (to.Written.Length < PieceBytes)
                return;
            await body.WriteAsync(to.Written, cancel);
            to.Clear();
        });
        await body.WriteAsync(to.Written, cancel);
    }
}
