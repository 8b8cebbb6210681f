using System.Buffers.Binary;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>An entry of the map <c>append</c> in the one form in which clients write a float: every tag and length of one byte, the path before the
/// value, nothing else. Nearly all bytes of a busy server's requests are such entries; any other form takes the way through <see cref="MessageReader"/>.</summary>
static class FloatEntry
{
    /// <summary>The tag of <c>append</c> in <c>UpdateRunSnapshot</c>.</summary>
    public const byte Tag = (8 << 3) | (byte)WireTag.Bytes;

    const byte KeyTag = (1 << 3) | (byte)WireTag.Bytes;
    const byte ValueTag = (2 << 3) | (byte)WireTag.Bytes;
    const byte FloatTag = (1 << 3) | (byte)WireTag.Fixed64;
    const byte FloatLength = 1 + sizeof(double);

    /// <summary>Bytes of an entry that are not its path: tag and length, those of the path, of the value and of the number, and the number.</summary>
    const int Frame = 2 + 2 + 2 + FloatLength;

    /// <param name="fields">What is left of the snapshot.</param>
    /// <param name="path">UTF-8 of the path, unchecked.</param>
    /// <param name="length">Bytes of the entry, its tag included.</param>
    /// <returns>False when <paramref name="fields"/> begin with anything else, malformed or not.</returns>
    public static bool TryRead(ReadOnlySpan<byte> fields, out ReadOnlySpan<byte> path, out double value, out int length)
    {
        path = [];
        (value, length) = (0, 0);
        if (fields.Length < Frame || fields[0] != Tag || fields[2] != KeyTag)
            return false;
        var pathLength = fields[3];
        // Together these also say that both lengths are below 128, and so are one byte.
        if (pathLength + Frame - 2 > sbyte.MaxValue || fields[1] != pathLength + Frame - 2 || fields.Length < pathLength + Frame)
            return false;
        var number = fields.Slice(4 + pathLength, 2 + FloatLength);
        if (number[0] != ValueTag || number[1] != FloatLength || number[2] != FloatTag)
            return false;
        path = fields.Slice(4, pathLength);
        value = BinaryPrimitives.ReadDoubleLittleEndian(number[3..]);
        length = pathLength + Frame;
        return true;
    }
}
