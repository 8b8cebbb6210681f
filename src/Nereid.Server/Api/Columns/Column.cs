using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Nereid.Server.Api.Columns;

/// <summary>One column of a <see cref="ColumnTable"/>: numbers side by side, or one number that all rows share.</summary>
sealed class Column
{
    readonly Array _values;
    readonly int _width;

    Column(string name, string type, Array values, int width, double? constant) =>
        (Name, Type, _values, _width, Constant) = (name, type, values, width, constant);

    public string Name { get; }

    /// <summary>f64 or u32.</summary>
    public string Type { get; }

    /// <summary>What all rows have; the column then takes no bytes.</summary>
    public double? Constant { get; }

    public int Bytes => Constant is null ? _values.Length * _width : 0;

    public static Column Of(string name, double[] values)
    {
        // By their bits, so that a NaN equals itself and -0 does not equal 0.
        var bits = MemoryMarshal.Cast<double, long>(values.AsSpan());
        return new Column(name, "f64", values, sizeof(double), AreSame(bits) ? values[0] : null);
    }

    /// <param name="values">At least 0. Counts above 32 bits make it a column of doubles.</param>
    public static Column OfCounts(string name, long[] values)
    {
        if (values.Length > 0 && values.Max() > uint.MaxValue)
            return Of(name, [.. values.Select(value => (double)value)]);
        var narrow = GC.AllocateUninitializedArray<uint>(values.Length);
        for (var i = 0; i < narrow.Length; i++)
            narrow[i] = (uint)values[i];
        return new Column(name, "u32", narrow, sizeof(uint), AreSame<uint>(narrow) ? narrow[0] : null);
    }

    static bool AreSame<T>(ReadOnlySpan<T> values)
        where T : IEquatable<T> => !values.IsEmpty && values.IndexOfAnyExcept(values[0]) < 0;

    public void Write(Span<byte> to)
    {
        var bytes = _values is double[] doubles ? MemoryMarshal.AsBytes(doubles.AsSpan()) : MemoryMarshal.AsBytes(((uint[])_values).AsSpan());
        if (BitConverter.IsLittleEndian)
            bytes.CopyTo(to);
        else if (_values is double[] wide)
            for (var i = 0; i < wide.Length; i++)
                BinaryPrimitives.WriteDoubleLittleEndian(to[(i * _width)..], wide[i]);
        else
            for (var i = 0; i < _values.Length; i++)
                BinaryPrimitives.WriteUInt32LittleEndian(to[(i * _width)..], ((uint[])_values)[i]);
    }
}

/// <summary>Columns of equal length.</summary>
/// <param name="Facts">What else is to be said of the table, in JSON: text or numbers.</param>
sealed record ColumnTable(int Rows, IReadOnlyList<(string Name, object Value)> Facts, IReadOnlyList<Column> Columns);
