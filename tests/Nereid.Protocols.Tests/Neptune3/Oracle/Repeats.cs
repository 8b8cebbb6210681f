using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Nereid.Protocols.Tests.Neptune3.Oracle;

/// <summary>Finds messages that say a thing twice: protobuf joins the parts and maps keep the last of equal keys, while the server takes the last part, or each as it comes.
/// No client sends such.</summary>
static class Repeats
{
    /// <param name="bytes">A message.</param>
    public static bool Nothing(byte[] bytes) =>
        Request.Parser.ParseFrom(bytes).CalculateSize() == bytes.Length && Nothing(Request.Descriptor, ByteString.CopyFrom(bytes));

    static bool Nothing(MessageDescriptor type, ByteString bytes)
    {
        var seen = new HashSet<object>();
        var from = bytes.CreateCodedInput();
        for (var tag = from.ReadTag(); tag != 0; tag = from.ReadTag())
        {
            var field = type.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag));
            if (field is { IsRepeated: false, IsMap: false } && !seen.Add((object?)field.RealContainingOneof ?? field))
                return false;
            if (field is { FieldType: FieldType.Message } && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                if (!Nothing(field.MessageType, from.ReadBytes()))
                    return false;
            }
            else
            {
                from.SkipLastField();
            }
        }
        return true;
    }
}
