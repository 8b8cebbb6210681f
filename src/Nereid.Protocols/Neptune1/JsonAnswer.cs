using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Nereid.Protocols.Neptune1;

/// <summary>A 200 whose JSON is written by hand, piece by piece: answers may hold a hundred thousand attributes.</summary>
sealed class JsonAnswer(Action<Utf8JsonWriter> write) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // Exactly this type, or the client takes the body for text.
        httpContext.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter);
        write(writer);
        await writer.FlushAsync(httpContext.RequestAborted);
    }
}
