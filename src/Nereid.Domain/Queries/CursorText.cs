using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Nereid.Domain.Queries;

/// <summary>Puts the pieces of a cursor into one text that is safe in addresses. Clients hand it back and do not look inside.</summary>
sealed class CursorWriter(byte version)
{
    readonly List<byte> _bytes = [version];

    public void Add(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    /// <summary>In UTF-16: a text that was cut may end with half of a surrogate pair.</summary>
    public void Add(string text)
    {
        Add(text.Length);
        foreach (var unit in text)
        {
            _bytes.Add((byte)unit);
            _bytes.Add((byte)(unit >> 8));
        }
    }

    public void Add(in ColumnValue value)
    {
        Add((long)value.Kind);
        switch (value.Kind)
        {
            case ColumnValueKind.Real:
                Add(BitConverter.DoubleToInt64Bits(value.Number));
                break;
            case ColumnValueKind.Text:
                Add(value.Text!);
                break;
            case ColumnValueKind.Set:
                Add(value.Members.Length);
                foreach (var member in value.Members)
                    Add(member);
                break;
            case ColumnValueKind.Missing or ColumnValueKind.NotANumber:
                break;
            default:
                Add(value.Bits);
                break;
        }
    }

    public override string ToString() => Base64Url.EncodeToString(CollectionsMarshal.AsSpan(_bytes));
}

/// <summary>Reads what <see cref="CursorWriter"/> wrote. What does not fit reads as zero and spoils <see cref="IsWhole"/>; look at it once, at the end.</summary>
sealed class CursorReader(byte[] bytes)
{
    int _at = 1;
    bool _failed;

    /// <summary>Null when the text is not of this kind.</summary>
    public static CursorReader? Begin(string text, byte version)
    {
        if (!Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return bytes.Length > 0 && bytes[0] == version ? new CursorReader(bytes) : null;
    }

    public bool IsWhole => !_failed && _at == bytes.Length;

    public long ReadLong() => Take(sizeof(long)) is { IsEmpty: false } taken ? BinaryPrimitives.ReadInt64LittleEndian(taken) : 0;

    public string ReadText()
    {
        var length = ReadLong();
        if (length is < 0 or > int.MaxValue / 2)
            _failed = true;
        return _failed ? "" : new string(MemoryMarshal.Cast<byte, char>(Take((int)length * sizeof(char))));
    }

    public ColumnValue ReadValue()
    {
        var kind = ReadLong();
        switch ((ColumnValueKind)kind)
        {
            case ColumnValueKind.Missing:
                return ColumnValue.Missing;
            case ColumnValueKind.NotANumber:
                return new ColumnValue(ColumnValueKind.NotANumber);
            case ColumnValueKind.Real:
                return ColumnValue.OfNumber(BitConverter.Int64BitsToDouble(ReadLong()));
            case ColumnValueKind.Text:
                return ColumnValue.OfText(ReadText());
            case ColumnValueKind.Set:
                var members = ImmutableArray.CreateBuilder<string>();
                for (var left = ReadLong(); left > 0 && !_failed; left--)
                    members.Add(ReadText());
                return ColumnValue.OfSet(members.ToImmutable());
            case ColumnValueKind.Whole or ColumnValueKind.Time or ColumnValueKind.Truth:
                return new ColumnValue((ColumnValueKind)kind, ReadLong());
            default:
                _failed = true;
                return default;
        }
    }

    ReadOnlySpan<byte> Take(int count)
    {
        _failed |= count > bytes.Length - _at;
        if (_failed)
            return [];
        _at += count;
        return bytes.AsSpan(_at - count, count);
    }
}
