using System.Buffers.Binary;
using System.Text;

namespace Nereid.Load.Clients;

/// <summary>Writes protobuf fields into memory that is used again for the next message.</summary>
sealed class ProtobufBuffer
{
    const int Varint = 0;
    const int Fixed64 = 1;
    const int Bytes = 2;

    byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public Span<byte> At(int start, int length) => _bytes.AsSpan(start, length);

    public void Clear() => Length = 0;

    public void Number(int field, ulong value)
    {
        Raw((ulong)(field << 3 | Varint));
        Raw(value);
    }

    /// <returns>Where the eight bytes of the value are.</returns>
    public int Double(int field, double value)
    {
        Raw((ulong)(field << 3 | Fixed64));
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);
        return Length - sizeof(double);
    }

    public void Message(int field, ReadOnlySpan<byte> content)
    {
        Head(field, content.Length);
        content.CopyTo(Reserve(content.Length));
    }

    /// <summary>The caller writes the content after it.</summary>
    public void Head(int field, int length)
    {
        Raw((ulong)(field << 3 | Bytes));
        Raw((ulong)length);
    }

    public void Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    public Span<byte> Reserve(int count)
    {
        if (Length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(Length + count, _bytes.Length * 2));
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    void Raw(ulong value)
    {
        for (; value > 127; value >>= 7)
            Reserve(1)[0] = (byte)(value | 128);
        Reserve(1)[0] = (byte)value;
    }
}
