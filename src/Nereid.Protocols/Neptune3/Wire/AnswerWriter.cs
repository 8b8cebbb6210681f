using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Nereid.Protocols.Neptune3.Wire;

/// <summary>Writes protobuf answers of any size into one rented buffer. A nested message is written in place between <see cref="Begin"/> and
/// <see cref="End"/>; its length goes before it once it is known.</summary>
/// <remarks>Fields with their default value are left out where the protocol has no presence for them: callers use the plain methods for fields
/// whose presence counts and the <c>Unless…</c> ones for the others.</remarks>
sealed class AnswerWriter : IDisposable
{
    const int FirstBytes = 16 * 1024;
    const int LongestVarint = 10;

    readonly Stack<int> _open = new();
    byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Clear() => _length = 0;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    public void Begin(int field)
    {
        Varint(((ulong)field << 3) | WireTag.Bytes);
        _open.Push(_length);
    }

    public void End()
    {
        var start = _open.Pop();
        var length = _length - start;
        var prefix = VarintLength((ulong)length);
        Room(prefix);
        Buffer.BlockCopy(_bytes, start, _bytes, start + prefix, length);
        _length = start;
        Varint((ulong)length);
        _length += length;
    }

    public void Number(int field, long value)
    {
        Varint(((ulong)field << 3) | WireTag.Varint);
        Varint((ulong)value);
    }

    public void Truth(int field, bool value) => Number(field, value ? 1 : 0);

    public void Double(int field, double value)
    {
        Varint(((ulong)field << 3) | WireTag.Fixed64);
        Room(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(double);
    }

    public void Single(int field, float value)
    {
        Varint(((ulong)field << 3) | WireTag.Fixed32);
        Room(sizeof(float));
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(float);
    }

    public void Text(int field, string value)
    {
        Varint(((ulong)field << 3) | WireTag.Bytes);
        var length = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)length);
        Room(length);
        Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length));
        _length += length;
    }

    public void TextUnlessEmpty(int field, string value)
    {
        if (value.Length > 0)
            Text(field, value);
    }

    public void NumberUnlessZero(int field, long value)
    {
        if (value != 0)
            Number(field, value);
    }

    /// <summary>Minus zero is written: it is another value.</summary>
    public void DoubleUnlessZero(int field, double value)
    {
        if (BitConverter.DoubleToInt64Bits(value) != 0)
            Double(field, value);
    }

    /// <summary>A packed list.</summary>
    public void Doubles(int field, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            return;
        Varint(((ulong)field << 3) | WireTag.Bytes);
        Varint((ulong)values.Length * sizeof(double));
        Room(values.Length * sizeof(double));
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_length), value);
            _length += sizeof(double);
        }
    }

    void Varint(ulong value)
    {
        Room(LongestVarint);
        for (; value >= 0x80; value >>= 7)
            _bytes[_length++] = (byte)(value | 0x80);
        _bytes[_length++] = (byte)value;
    }

    static int VarintLength(ulong value)
    {
        var length = 1;
        for (; value >= 0x80; value >>= 7)
            length++;
        return length;
    }

    void Room(int count)
    {
        if (_bytes.Length - _length >= count)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_bytes.Length * 2, _length + count)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
