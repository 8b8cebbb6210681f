using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>A whole request body in borrowed memory, given back when disposed.</summary>
sealed class PooledBody : IDisposable
{
    byte[] _buffer;
    int _length;

    PooledBody(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <exception cref="BadHttpRequestException">The body is larger than the limit.</exception>
    public static async Task<PooledBody> ReadAsync(HttpRequest request, int firstBytes, int limit, CancellationToken cancel)
    {
        // One more than announced, so that the end is seen without growing.
        var body = new PooledBody((int)Math.Clamp(request.ContentLength + 1 ?? 0, firstBytes, limit));
        try
        {
            for (; ; )
            {
                if (body._length == body._buffer.Length)
                    body.Grow();
                var read = await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancel);
                if (read == 0)
                    return body;
                body._length += read;
                if (body._length > limit)
                    throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
