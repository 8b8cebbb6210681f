using System.Buffers.Binary;

namespace Nereid.Storage.Series.Encoding;

/// <summary>Reads the fields of one encoded column, in order.</summary>
/// <remarks>A field that does not fit makes this and every later read return zero and sets <see cref="Failed"/>; callers decode the whole
/// column and look at it once.</remarks>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    public bool Failed { get; private set; }

    public readonly int Remaining => _rest.Length;

    public byte ReadByte() => Take(1) is [var value, ..] ? value : (byte)0;

    public long ReadInt64() => Take(sizeof(long)) is { Length: sizeof(long) } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    /// <summary>Seven bits a byte, least significant first, at most ten bytes.</summary>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        Failed = true;
        return 0;
    }

    /// <summary>Small magnitudes of either sign in few bytes.</summary>
    public long ReadSignedVarint()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Empty when fewer than <paramref name="count"/> bytes are left.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || _rest.Length < count)
        {
            Failed = true;
            _rest = default;
        }
        if (Failed)
            return default;
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
