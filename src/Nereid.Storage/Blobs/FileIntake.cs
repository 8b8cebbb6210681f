using System.Security.Cryptography;
using Nereid.Domain.Files;
using Nereid.Storage.Files;

namespace Nereid.Storage.Blobs;

/// <summary>Takes content into a file as it arrives: hashed, written at its place, and sent on to the disk.</summary>
/// <remarks>A request's body copies itself into a stream from the buffers of its connection, so that no byte is copied on its way. Write to it with
/// <see cref="Stream.CopyToAsync(Stream, CancellationToken)"/>, then <see cref="FlushAsync(CancellationToken)"/>.</remarks>
sealed class FileIntake(IDurableFile file, long first, long mostBytes, IncrementalHash? hash) : Stream
{
    readonly FlushAhead _ahead = new(file, first);

    /// <summary>Takes a part to its place in a file. On disk when it returns, unless it came too short.</summary>
    /// <returns>Bytes that came.</returns>
    /// <exception cref="BlobTooLargeException">More came than <paramref name="length"/>.</exception>
    public static async Task<long> TakePartAsync(
        IDurableFile file, Stream content, long first, long length, IncrementalHash? hash, CancellationToken cancel)
    {
        await using var intake = new FileIntake(file, first, length, hash);
        await content.CopyToAsync(intake, cancel);
        if (intake.Size == length)
            await intake.FlushAsync(cancel);
        return intake.Size;
    }

    /// <summary>Bytes that came.</summary>
    public long Size { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="BlobTooLargeException">More came than allowed.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Size + buffer.Length > mostBytes)
            throw new BlobTooLargeException(mostBytes);
        hash?.AppendData(buffer.Span);
        file.Write(buffer.Span, first + Size);
        Size += buffer.Length;
        await _ahead.WroteAsync(first + Size);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    public override void Flush() => throw new NotSupportedException("Flush asynchronously.");

    /// <summary>Returns when everything is on disk.</summary>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _ahead.FinishAsync();
        file.Flush();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Before the file is closed.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _ahead.DisposeAsync();
        await base.DisposeAsync();
    }
}
