using System.Buffers;
using System.Text;

namespace Nereid.Protocols.Neptune3.Wire;

/// <summary>Writes the few and small protobuf messages that the ingest endpoints answer.</summary>
sealed class MessageWriter
{
    readonly ArrayBufferWriter<byte> _bytes = new();

    public void Number(int field, long value)
    {
        Varint(((ulong)field << 3) | WireTag.Varint);
        Varint((ulong)value);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Message(int field, MessageWriter part) => Bytes(field, part._bytes.WrittenSpan);

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    void Bytes(int field, ReadOnlySpan<byte> content)
    {
        Varint(((ulong)field << 3) | WireTag.Bytes);
        Varint((ulong)content.Length);
        _bytes.Write(content);
    }

    void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
