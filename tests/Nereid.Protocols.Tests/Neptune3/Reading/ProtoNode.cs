using System.Text;

namespace Nereid.Protocols.Tests.Neptune3.Reading;

/// <summary>An independent reader of protobuf messages: the fields as they come.</summary>
public sealed class ProtoNode
{
    readonly List<(int Field, int Wire, ulong Number, byte[] Bytes)> _fields = [];

    public static ProtoNode Of(byte[] message)
    {
        var node = new ProtoNode();
        var at = 0;
        ulong Varint()
        {
            for (var (value, shift) = (0ul, 0); ; shift += 7)
            {
                var next = message[at++];
                value |= (ulong)(next & 127) << shift;
                if (next < 128)
                    return value;
            }
        }

        byte[] Take(int count)
        {
            at += count;
            return message[(at - count)..at];
        }

        while (at < message.Length)
        {
            var tag = Varint();
            var (field, wire) = ((int)(tag >> 3), (int)(tag & 7));
            node._fields.Add(wire switch
            {
                0 => (field, wire, Varint(), []),
                1 => (field, wire, BitConverter.ToUInt64(Take(8)), []),
                2 => (field, wire, 0, Take((int)Varint())),
                5 => (field, wire, BitConverter.ToUInt32(Take(4)), []),
                _ => throw new FormatException($"wire type {wire}"),
            });
        }

        return node;
    }

    public bool Has(int field) => _fields.Any(each => each.Field == field);

    public IEnumerable<ProtoNode> Messages(int field) => _fields.Where(each => each.Field == field).Select(each => Of(each.Bytes));

    /// <summary>An empty one when it is not there.</summary>
    public ProtoNode Message(int field) => Messages(field).LastOrDefault() ?? new ProtoNode();

    public string Text(int field) => Texts(field).LastOrDefault() ?? "";

    public IEnumerable<string> Texts(int field) => _fields.Where(each => each.Field == field).Select(each => Encoding.UTF8.GetString(each.Bytes));

    public long Number(int field) => (long)_fields.LastOrDefault(each => each.Field == field).Number;

    public double Double(int field) => BitConverter.UInt64BitsToDouble(_fields.LastOrDefault(each => each.Field == field).Number);

    public float Single(int field) => BitConverter.UInt32BitsToSingle((uint)_fields.LastOrDefault(each => each.Field == field).Number);

    public double[] Packed(int field)
    {
        var bytes = _fields.LastOrDefault(each => each.Field == field).Bytes ?? [];
        return [.. Enumerable.Range(0, bytes.Length / 8).Select(i => BitConverter.ToDouble(bytes, i * 8))];
    }
}
