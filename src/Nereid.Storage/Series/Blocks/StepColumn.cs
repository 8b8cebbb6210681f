using System.Buffers;
using System.Runtime.CompilerServices;
using Nereid.Domain.Runs;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Series.Blocks;

/// <summary>A column of steps, exactly. Format: docs/formats/chunk.md.</summary>
static class StepColumn
{
    const long OffGrid = long.MinValue;

    enum Form : byte
    {
        /// <summary>All are exact millionths.</summary>
        Millionths = 0,

        /// <summary>Millionths where a step has them, and the doubles of all.</summary>
        Mixed = 1,
    }

    /// <param name="steps">1 to 1,024 steps.</param>
    [SkipLocalsInit]
    public static void Encode(ReadOnlySpan<Step> steps, ByteWriter target)
    {
        Span<long> millionths = stackalloc long[steps.Length];
        var form = Form.Millionths;
        for (var i = 0; i < steps.Length; i++)
        {
            if (!steps[i].TryGetMillionths(out millionths[i]))
                (form, millionths[i]) = (Form.Mixed, OffGrid);
        }
        target.WriteByte((byte)form);
        IntegerColumn.Encode(millionths, target);
        if (form == Form.Millionths)
            return;
        Span<double> values = stackalloc double[steps.Length];
        for (var i = 0; i < steps.Length; i++)
            values[i] = steps[i].Value;
        DoubleColumn.Encode(values, target);
    }

    /// <summary>Fills <paramref name="millionths"/> of a column whose steps all have them. False when the bytes are no such column.</summary>
    /// <param name="areAllExact">False when a step has none: nothing is filled then, and the reader is inside the column.</param>
    public static bool TryDecodeMillionths(ref ByteReader source, Span<long> millionths, out bool areAllExact)
    {
        var form = (Form)source.ReadByte();
        areAllExact = form == Form.Millionths;
        if (!areAllExact)
            return form == Form.Mixed;
        if (!IntegerColumn.TryDecode(ref source, millionths))
            return false;
        var (least, greatest) = IntegerColumn.Range(millionths);
        return StepBits.IsOnGrid(least) && StepBits.IsOnGrid(greatest);
    }

    /// <summary>Fills <paramref name="steps"/>. False when the bytes are no such column.</summary>
    public static bool TryDecode(ref ByteReader source, Span<Step> steps)
    {
        var millionths = ArrayPool<long>.Shared.Rent(steps.Length);
        var values = ArrayPool<double>.Shared.Rent(steps.Length);
        try
        {
            return TryDecode(ref source, steps, millionths.AsSpan(0, steps.Length), values.AsSpan(0, steps.Length));
        }
        finally
        {
            ArrayPool<long>.Shared.Return(millionths);
            ArrayPool<double>.Shared.Return(values);
        }
    }

    static bool TryDecode(ref ByteReader source, Span<Step> steps, Span<long> millionths, Span<double> values)
    {
        var form = (Form)source.ReadByte();
        if (form > Form.Mixed || !IntegerColumn.TryDecode(ref source, millionths) || (form == Form.Mixed && !DoubleColumn.TryDecode(ref source, values)))
            return false;
        for (var i = 0; i < steps.Length; i++)
        {
            if (StepBits.IsOnGrid(millionths[i]))
                steps[i] = Step.FromMillionths(millionths[i]);
            else if (form == Form.Millionths || !double.IsFinite(values[i]))
                return false;
            else
                steps[i] = Step.From(values[i]);
        }
        return true;
    }
}
