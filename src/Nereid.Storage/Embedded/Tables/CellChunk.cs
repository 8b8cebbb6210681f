using System.Runtime.InteropServices;
using Nereid.Domain.Runs;
using Nereid.Storage.Querying;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>Some neighbouring cells of a column, as arrays of which only those exist that a cell needed.</summary>
/// <remarks>Once a question holds it, it never changes: the next change goes to a copy.</remarks>
sealed class CellChunk
{
    public const int Cells = 4096;

    readonly byte[] _types;
    long[]? _bits;
    double[]? _numbers;
    object?[]? _texts;

    public CellChunk() => _types = new byte[Cells];

    CellChunk(CellChunk other)
    {
        _types = [.. other._types];
        _bits = other._bits is { } bits ? [.. bits] : null;
        _numbers = other._numbers is { } numbers ? [.. numbers] : null;
        _texts = other._texts is { } texts ? [.. texts] : null;
        Bytes = other.Bytes;
    }

    /// <summary>A question holds it.</summary>
    public bool IsShared { get; set; }

    /// <summary>Memory, texts included as if each were its own.</summary>
    public long Bytes { get; private set; } = Cells;

    public CellChunk Copy() => new(this);

    public Cell this[int at]
    {
        get
        {
            var type = (AttributeType)_types[at];
            if (type == default)
                return default;
            var text = _texts?[at];
            return new Cell(
                type, _bits is null ? 0 : _bits[at], _numbers is null ? double.NaN : _numbers[at], text as string,
                text is string[] members ? ImmutableCollectionsMarshal.AsImmutableArray(members) : default);
        }
    }

    public void Set(int at, in Cell cell)
    {
        _types[at] = (byte)cell.Type;
        if (_bits is null && cell.Bits != 0)
        {
            _bits = new long[Cells];
            Bytes += Cells * sizeof(long);
        }
        if (_bits is not null)
            _bits[at] = cell.Bits;
        if (_numbers is null && !double.IsNaN(cell.Number))
        {
            _numbers = new double[Cells];
            _numbers.AsSpan().Fill(double.NaN);
            Bytes += Cells * sizeof(double);
        }
        if (_numbers is not null)
            _numbers[at] = cell.Number;
        object? text = cell.Members.IsDefault ? cell.Text : ImmutableCollectionsMarshal.AsArray(cell.Members);
        if (_texts is null && text is not null)
        {
            _texts = new object?[Cells];
            Bytes += Cells * (long)IntPtr.Size;
        }
        if (_texts is null)
            return;
        Bytes += SizeOf(text) - SizeOf(_texts[at]);
        _texts[at] = text;
    }

    static long SizeOf(object? text)
    {
        const int ofObject = 24;
        return text switch
        {
            string single => ofObject + sizeof(char) * single.Length,
            string[] members => ofObject + members.Sum(member => ofObject + IntPtr.Size + sizeof(char) * (long)member.Length),
            _ => 0,
        };
    }
}
