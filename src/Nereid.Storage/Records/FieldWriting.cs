using System.Buffers.Binary;
using System.Text;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;

namespace Nereid.Storage.Records;

/// <summary>Appends single fields to a record. Each has its reading twin in <see cref="FieldReading"/>.</summary>
static class FieldWriting
{
    const int LongestVarint = 10;

    public static void WriteByte(this GrowingBuffer to, byte value) => to.Reserve(1)[0] = value;

    public static void WriteBool(this GrowingBuffer to, bool value) => to.WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>Seven bits a byte, least significant first.</summary>
    public static void WriteVarint(this GrowingBuffer to, ulong value)
    {
        var room = to.Reserve(LongestVarint);
        var used = 0;
        for (; value >= 0x80; value >>= 7)
            room[used++] = (byte)(value | 0x80);
        room[used++] = (byte)value;
        to.TakeBack(LongestVarint - used);
    }

    public static void WriteSignedVarint(this GrowingBuffer to, long value) => to.WriteVarint(((ulong)value << 1) ^ (ulong)(value >> 63));

    public static void WriteDouble(this GrowingBuffer to, double value) => BinaryPrimitives.WriteDoubleLittleEndian(to.Reserve(sizeof(double)), value);

    public static void WriteGuid(this GrowingBuffer to, Guid value) => value.TryWriteBytes(to.Reserve(16), bigEndian: true, out _);

    /// <summary>Length in bytes plus one, 0 for null, then UTF-8.</summary>
    public static void WriteText(this GrowingBuffer to, string? value)
    {
        if (value is null)
        {
            to.WriteVarint(0);
            return;
        }
        var bytes = Encoding.UTF8.GetByteCount(value);
        to.WriteVarint((ulong)bytes + 1);
        Encoding.UTF8.GetBytes(value, to.Reserve(bytes));
    }

    public static void WriteOptional(this GrowingBuffer to, long? value)
    {
        to.WriteBool(value is not null);
        if (value is { } known)
            to.WriteSignedVarint(known);
    }

    public static void WriteOptional(this GrowingBuffer to, double? value)
    {
        to.WriteBool(value is not null);
        if (value is { } known)
            to.WriteDouble(known);
    }

    /// <summary>1 and millionths, or 0 and the double.</summary>
    public static void WriteStep(this GrowingBuffer to, Step step)
    {
        var onGrid = step.TryGetMillionths(out var millionths);
        to.WriteBool(onGrid);
        if (onGrid)
            to.WriteSignedVarint(millionths);
        else
            to.WriteDouble(step.Value);
    }
}
