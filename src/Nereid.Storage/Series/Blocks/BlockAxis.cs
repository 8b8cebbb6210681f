using System.Buffers.Binary;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Series.Blocks;

/// <summary>What the series of a block share: step, time and place in the run's order of arrival of each row. Rows are kept in that order.</summary>
/// <remarks>Made from head rows, or read from bytes; the columns of the latter are decoded when first asked for. Safe for one thread at a time.
/// Format: docs/formats/chunk.md.</remarks>
sealed class BlockAxis
{
    /// <summary>Rows of one block at most.</summary>
    public const int MaxRows = IntegerColumn.MaxCount;

    const byte Version = 1;
    const byte RisingFlag = 1;
    const int ChecksumBytes = sizeof(uint);

    readonly string _where;
    readonly byte[] _encoded;
    readonly int _columnsAt;
    Memory<Step> _steps;
    Memory<long> _times;
    Memory<long> _sequences;
    double[]? _x;

    BlockAxis(string where, byte[] encoded, int columnsAt) => (_where, _encoded, _columnsAt) = (where, encoded, columnsAt);

    public int Rows { get; private init; }

    /// <summary>Every step is higher than the one before.</summary>
    public bool IsRising { get; private init; }

    public Step Lowest { get; private init; }

    public Step Highest { get; private init; }

    public long MinUnixMicros { get; private init; }

    public long MaxUnixMicros { get; private init; }

    public ReadOnlySpan<Step> Steps
    {
        get
        {
            Decode();
            return _steps.Span;
        }
    }

    public ReadOnlySpan<long> UnixMicros
    {
        get
        {
            Decode();
            return _times.Span;
        }
    }

    public ReadOnlySpan<long> Sequences
    {
        get
        {
            Decode();
            return _sequences.Span;
        }
    }

    /// <summary>Fills in the exact millionths of all steps, without keeping them.</summary>
    /// <param name="room">As many as there are rows.</param>
    /// <returns>False when a step has none.</returns>
    public bool TryReadMillionths(Span<long> room)
    {
        if (_steps.Length == 0)
        {
            var from = Columns();
            return TryReadMillionths(ref from, room);
        }
        var steps = _steps.Span;
        for (var i = 0; i < steps.Length; i++)
            if (!steps[i].TryGetMillionths(out room[i]))
                return false;
        return true;
    }

    /// <summary>Fills in the times, without keeping them.</summary>
    /// <param name="room">As many as there are rows.</param>
    public void ReadUnixMicros(Span<long> room)
    {
        if (_times.Length == 0)
        {
            var from = Columns();
            if (TryReadMillionths(ref from, room))
            {
                if (!IntegerColumn.TryDecode(ref from, room))
                    throw Undecodable();
                return;
            }
        }
        UnixMicros.CopyTo(room);
    }

    bool TryReadMillionths(ref ByteReader from, Span<long> room) =>
        StepColumn.TryDecodeMillionths(ref from, room, out var areAllExact) ? areAllExact : throw Undecodable();

    /// <summary>The steps as doubles.</summary>
    public ReadOnlySpan<double> X
    {
        get
        {
            if (_x is null)
            {
                var steps = Steps;
                var x = new double[steps.Length];
                for (var i = 0; i < x.Length; i++)
                    x[i] = steps[i].Value;
                _x = x;
            }
            return _x;
        }
    }

    /// <summary>Takes the memory over: it must not change any more.</summary>
    public static BlockAxis Of(Memory<Step> steps, Memory<long> unixMicros, Memory<long> sequences)
    {
        var span = steps.Span;
        var (lowest, highest, rising) = (span[0], span[0], true);
        for (var i = 1; i < span.Length; i++)
        {
            rising &= span[i] > span[i - 1];
            if (span[i] < lowest)
                lowest = span[i];
            if (span[i] > highest)
                highest = span[i];
        }
        var (earliest, latest) = (unixMicros.Span[0], unixMicros.Span[0]);
        foreach (var time in unixMicros.Span)
            (earliest, latest) = (Math.Min(earliest, time), Math.Max(latest, time));
        return new BlockAxis("memory", [], 0)
        {
            Rows = span.Length, IsRising = rising, Lowest = lowest, Highest = highest, MinUnixMicros = earliest, MaxUnixMicros = latest,
            _steps = steps, _times = unixMicros, _sequences = sequences,
        };
    }

    public void Write(ByteWriter to)
    {
        var start = to.Length;
        to.WriteByte(Version);
        to.WriteByte(IsRising ? RisingFlag : (byte)0);
        to.WriteVarint((ulong)Rows);
        StepBits.Write(to, Lowest);
        StepBits.Write(to, Highest);
        to.WriteSignedVarint(MinUnixMicros);
        to.WriteVarint((ulong)MaxUnixMicros - (ulong)MinUnixMicros);
        StepColumn.Encode(Steps, to);
        IntegerColumn.Encode(UnixMicros, to);
        IntegerColumn.Encode(Sequences, to);
        var checksum = Crc32C.Of(to.Written[start..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to.Reserve(ChecksumBytes), checksum);
    }

    /// <param name="where">For the message when it is damaged.</param>
    /// <param name="bytes">Kept: must not change.</param>
    /// <exception cref="SeriesDamageException">The bytes are no axis.</exception>
    public static BlockAxis Read(string where, byte[] bytes)
    {
        if (bytes.Length < ChecksumBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - ChecksumBytes)) != Crc32C.Of(bytes.AsSpan(..^ChecksumBytes)))
            throw new SeriesDamageException(where, "the checksum of the axis does not match");
        var from = new ByteReader(bytes.AsSpan(..^ChecksumBytes));
        if (from.ReadByte() is var version && version != Version)
            throw new SeriesDamageException(where, $"the axis has version {version}, this server reads {Version}");
        var flags = from.ReadByte();
        var rows = from.ReadVarint();
        if (rows is 0 or > MaxRows || flags > RisingFlag || !StepBits.TryRead(ref from, out var lowest) || !StepBits.TryRead(ref from, out var highest))
            throw new SeriesDamageException(where, "the head of the axis makes no sense");
        var earliest = from.ReadSignedVarint();
        var latest = unchecked(earliest + (long)from.ReadVarint());
        if (from.Failed)
            throw new SeriesDamageException(where, "the axis is cut off");
        return new BlockAxis(where, bytes, bytes.Length - ChecksumBytes - from.Remaining)
        {
            Rows = (int)rows, IsRising = flags == RisingFlag, Lowest = lowest, Highest = highest, MinUnixMicros = earliest, MaxUnixMicros = latest,
        };
    }

    void Decode()
    {
        if (_steps.Length > 0)
            return;
        var from = Columns();
        var (steps, times, sequences) = (new Step[Rows], new long[Rows], new long[Rows]);
        if (!StepColumn.TryDecode(ref from, steps) || !IntegerColumn.TryDecode(ref from, times) || !IntegerColumn.TryDecode(ref from, sequences) || from.Remaining > 0)
            throw Undecodable();
        (_steps, _times, _sequences) = (steps, times, sequences);
    }

    ByteReader Columns() => new(_encoded.AsSpan(_columnsAt.._encoded.Length)[..^ChecksumBytes]);

    SeriesDamageException Undecodable() => new(_where, "the columns of the axis cannot be decoded");
}
