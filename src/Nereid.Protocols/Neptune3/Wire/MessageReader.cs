using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Nereid.Protocols.Neptune3.Wire;

/// <summary>Reads one protobuf message field by field from memory, without copying. A nested message is a span for another reader.</summary>
/// <remarks>Follows the protobuf encoding: unknown fields are skipped, and so are known ones with another wire type, since a caller switches
/// over number and wire type together. Whatever does not fit the encoding is a <see cref="MalformedMessageException"/>.</remarks>
ref struct MessageReader(ReadOnlySpan<byte> message)
{
    /// <summary>Deeper nesting of (long deprecated) groups than this is no honest message.</summary>
    const int GroupDepth = 64;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly ReadOnlySpan<byte> _message = message;
    int _at;

    /// <summary>Tag of the field that <see cref="TryReadTag"/> found: its number times eight plus its wire type, see <see cref="WireTag"/>.</summary>
    public uint Tag { get; private set; }

    public readonly bool AtEnd => _at == _message.Length;

    /// <summary>The fields not read yet, for callers that know a frequent form of them; <see cref="Pass"/> says how much they took.</summary>
    public readonly ReadOnlySpan<byte> Rest => _message[_at..];

    /// <param name="length">Whole fields, from the beginning of <see cref="Rest"/>.</param>
    public void Pass(int length) => _at += length;

    /// <summary>Passes all fields in a row that have this tag and a length, both of one byte, without looking into them.</summary>
    public void PassAll(byte tag)
    {
        var fields = _message;
        var at = _at;
        while (at + 1 < fields.Length && fields[at] == tag && fields[at + 1] < 0x80 && at + 2 + fields[at + 1] <= fields.Length)
            at += 2 + fields[at + 1];
        _at = at;
    }

    /// <summary>False at the end of the message. Each field must be read or skipped before the next call.</summary>
    public bool TryReadTag()
    {
        if (AtEnd)
            return false;
        var tag = ReadVarint();
        if (tag > uint.MaxValue || tag >> 3 == 0)
            throw Fault("a field number that is none");
        Tag = (uint)tag;
        return true;
    }

    public ulong ReadVarint()
    {
        // Nearly all tags and lengths are one byte.
        if (_at < _message.Length && _message[_at] < 0x80)
            return _message[_at++];
        var value = 0ul;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_at == _message.Length)
                throw Fault("a number that is cut off");
            var next = _message[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Fault("a number of more than ten bytes");
    }

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    /// <summary>A nested message, a packed list, or the UTF-8 of a text that need not become a string.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadVarint();
        return length <= (ulong)(_message.Length - _at) ? Take((int)length) : throw Fault("a field that is cut off");
    }

    public string ReadText() => Text(ReadBytes());

    public static string Text(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedMessageException("The protobuf message has a text that is not valid UTF-8.");
        }
    }

    /// <summary>Leaves the field out whose tag was read last.</summary>
    public void Skip() => Skip(Tag, 0);

    void Skip(uint tag, int depth)
    {
        switch (tag & 7)
        {
            case WireTag.Varint:
                ReadVarint();
                break;
            case WireTag.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireTag.Bytes:
                ReadBytes();
                break;
            case WireTag.GroupStart when depth < GroupDepth:
                SkipGroup(tag >> 3, depth);
                break;
            case WireTag.Fixed32:
                Take(sizeof(uint));
                break;
            default:
                throw Fault(string.Create(CultureInfo.InvariantCulture, $"a field of the wire type {tag & 7} where none may stand"));
        }
    }

    void SkipGroup(uint number, int depth)
    {
        while (TryReadTag())
        {
            if ((Tag & 7) == WireTag.GroupEnd)
            {
                if (Tag >> 3 == number)
                    return;
                throw Fault("the end of a group that did not begin");
            }

            Skip(Tag, depth + 1);
        }

        throw Fault("a group that is cut off");
    }

    ReadOnlySpan<byte> Take(int length)
    {
        if (length > _message.Length - _at)
            throw Fault("a value that is cut off");
        var taken = _message.Slice(_at, length);
        _at += length;
        return taken;
    }

    readonly MalformedMessageException Fault(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The protobuf message has {what}, before byte {_at} of {_message.Length} of one of its parts."));
}

/// <summary>Number and wire type of a field in one number, as they stand before it.</summary>
static class WireTag
{
    public const uint Varint = 0;
    public const uint Fixed64 = 1;
    public const uint Bytes = 2;
    public const uint GroupStart = 3;
    public const uint GroupEnd = 4;
    public const uint Fixed32 = 5;
}
