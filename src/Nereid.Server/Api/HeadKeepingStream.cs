namespace Nereid.Server.Api;

/// <summary>Passes reads through and remembers the first bytes that went by. Does not own the inner stream.</summary>
sealed class HeadKeepingStream(Stream inner, int headBytes) : Stream
{
    readonly byte[] _head = new byte[headBytes];
    int _kept;

    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _kept);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Keep(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Keep(buffer.Span[..read]);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    int Keep(ReadOnlySpan<byte> read)
    {
        var kept = read[..Math.Min(read.Length, _head.Length - _kept)];
        kept.CopyTo(_head.AsSpan(_kept));
        _kept += kept.Length;
        return read.Length;
    }
}
