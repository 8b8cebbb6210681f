using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Nereid.Protocols.Neptune1;

/// <summary>Reads the small JSON bodies; batches of operations have a reader of their own.</summary>
static class JsonBody
{
    /// <exception cref="JsonException">The body is not the expected JSON; answered once, by <see cref="Neptune1Routes"/>.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class =>
        await JsonSerializer.DeserializeAsync(context.Request.Body, type, cancel)
        ?? throw new JsonException("The body is null; expected a JSON value.");
}
