using Nereid.Domain.Runs;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Series.Blocks;

/// <summary>One step as bytes: 1 and its millionths, or 0 and its double.</summary>
static class StepBits
{
    /// <summary>What <see cref="Step.FromMillionths"/> takes.</summary>
    const long GridBound = 1_000_000_000_000_000_000;

    public static bool IsOnGrid(long millionths) => millionths is > -GridBound and < GridBound;

    public static void Write(ByteWriter to, Step step)
    {
        if (step.TryGetMillionths(out var millionths))
        {
            to.WriteByte(1);
            to.WriteSignedVarint(millionths);
        }
        else
        {
            to.WriteByte(0);
            to.WriteInt64(BitConverter.DoubleToInt64Bits(step.Value));
        }
    }

    /// <summary>False when the bytes are no step.</summary>
    public static bool TryRead(ref ByteReader from, out Step step)
    {
        step = default;
        if (from.ReadByte() == 0)
            return Step.TryFrom(BitConverter.Int64BitsToDouble(from.ReadInt64()), out step) && !from.Failed;
        var millionths = from.ReadSignedVarint();
        if (from.Failed || !IsOnGrid(millionths))
            return false;
        step = Step.FromMillionths(millionths);
        return true;
    }
}
