using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Files;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>Several blobs read as one stream, one after the other, forward only.</summary>
sealed class JoinedBlobs(IBlobStore blobs, ImmutableArray<BlobId> parts) : Stream
{
    Stream? _current;
    int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_current is not null)
            {
                var read = await _current.ReadAsync(buffer, cancellationToken);
                if (read > 0 || buffer.IsEmpty)
                    return read;
                await _current.DisposeAsync();
                _current = null;
            }

            if (_next == parts.Length)
                return 0;
            _current = await blobs.OpenAsync(parts[_next], cancellationToken)
                ?? throw new IOException($"Part {_next} of an upload is missing from the blob store.");
            _next++;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (_current is not null)
            await _current.DisposeAsync();
        await base.DisposeAsync();
    }
}
