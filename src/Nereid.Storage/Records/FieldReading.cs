using System.Text;
using Nereid.Domain.Runs;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Records;

/// <summary>Reads what <see cref="FieldWriting"/> wrote. A field that does not fit sets <see cref="ByteReader.Failed"/> and reads as nothing.</summary>
static class FieldReading
{
    public static bool ReadBool(this ref ByteReader from) => from.ReadByte() != 0;

    public static double ReadDouble(this ref ByteReader from) => BitConverter.Int64BitsToDouble(from.ReadInt64());

    public static Guid ReadGuid(this ref ByteReader from) => from.Take(16) is { Length: 16 } bytes ? new Guid(bytes, bigEndian: true) : default;

    public static string? ReadTextOrNull(this ref ByteReader from)
    {
        var length = from.ReadVarint();
        return length == 0 ? null : Encoding.UTF8.GetString(from.Take((int)Math.Min(length - 1, int.MaxValue)));
    }

    public static string ReadText(this ref ByteReader from) => from.ReadTextOrNull() ?? "";

    public static long? ReadOptionalInt64(this ref ByteReader from) => from.ReadBool() ? from.ReadSignedVarint() : null;

    public static double? ReadOptionalDouble(this ref ByteReader from) => from.ReadBool() ? from.ReadDouble() : null;

    public static Step ReadStep(this ref ByteReader from) =>
        from.ReadBool() ? Step.FromMillionths(from.ReadSignedVarint()) : Step.From(from.ReadDouble());

    /// <summary>A count of things of at least one byte each: never more than there are bytes left.</summary>
    public static int ReadCount(this ref ByteReader from)
    {
        var count = from.ReadVarint();
        if (count <= (ulong)from.Remaining)
            return (int)count;
        from.Take(-1);
        return 0;
    }
}
