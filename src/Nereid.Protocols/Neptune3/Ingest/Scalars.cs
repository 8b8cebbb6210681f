using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>Steps and times of the wire. A value out of range is an ingest code, not a malformed message.</summary>
static class Scalars
{
    const ulong WholeBound = (ulong)Limits.ExactStepBound;
    const ulong MillionthsPerUnit = 1_000_000;
    const long MicrosPerSecond = 1_000_000;
    const long NanosPerMicro = 1000;

    /// <summary>1900-01-01.</summary>
    const long FirstSecond = -2_208_988_800;

    /// <summary>2300-01-01, the first second that is too late.</summary>
    const long SecondBound = 10_413_792_000;

    public static IngestCode TryStep(ReadOnlySpan<byte> message, out Step step)
    {
        step = default;
        var (whole, millionths) = (0ul, 0ul);
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Varint:
                    whole = reader.ReadVarint();
                    break;
                case (2 << 3) | WireTag.Varint:
                    millionths = reader.ReadVarint();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (whole >= WholeBound)
            return IngestCode.StepTooLarge;
        if (millionths >= MillionthsPerUnit)
            return IngestCode.StepInvalid;
        step = Step.FromMillionths((long)((whole * MillionthsPerUnit) + millionths));
        return IngestCode.Ok;
    }

    public static IngestCode TryTime(ReadOnlySpan<byte> message, out long unixMicros)
    {
        unixMicros = 0;
        var (seconds, nanos) = (0L, 0L);
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Varint:
                    seconds = (long)reader.ReadVarint();
                    break;
                case (2 << 3) | WireTag.Varint:
                    nanos = (int)reader.ReadVarint();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (seconds is < FirstSecond or >= SecondBound || nanos is < 0 or >= MicrosPerSecond * NanosPerMicro)
            return IngestCode.DatetimeOutOfRange;
        unixMicros = (seconds * MicrosPerSecond) + (nanos / NanosPerMicro);
        return IngestCode.Ok;
    }
}
