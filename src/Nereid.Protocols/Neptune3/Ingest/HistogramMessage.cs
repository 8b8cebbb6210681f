using System.Collections.Immutable;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>The message <c>Histogram</c>. Lists may be packed or not, as the encoding allows.</summary>
static class HistogramMessage
{
    public const int MaxEdges = 513;

    const int CountsField = 4;
    const int DensitiesField = 5;

    /// <param name="values">Counts, or densities: the last list that came.</param>
    public static IngestCode TryRead(
        ReadOnlySpan<byte> message, out ImmutableArray<double> edges, out ImmutableArray<double> values, out bool isDensity)
    {
        var (edgeList, valueList) = (new List<double>(), new List<double>());
        var last = 0;
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Bytes:
                    ReadPacked(reader.ReadBytes(), edgeList);
                    break;
                case (1 << 3) | WireTag.Fixed64:
                    edgeList.Add(reader.ReadDouble());
                    break;
                case (CountsField << 3) | WireTag.Bytes or (DensitiesField << 3) | WireTag.Bytes:
                    // A message that comes again is joined to itself; another of the two takes its place.
                    if (last != reader.Tag >> 3)
                        valueList.Clear();
                    last = (int)(reader.Tag >> 3);
                    if (last == CountsField)
                        ReadCounts(reader.ReadBytes(), valueList);
                    else
                        ReadDensities(reader.ReadBytes(), valueList);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        (edges, values, isDensity) = ([.. edgeList], [.. valueList], last == DensitiesField);
        if (edges.Any(double.IsNaN))
            return IngestCode.HistogramEdgeNan;
        if (edges.Length > MaxEdges)
            return IngestCode.HistogramTooManyBins;
        for (var i = 1; i < edges.Length; i++)
        {
            if (edges[i] <= edges[i - 1])
                return IngestCode.HistogramEdgesNotIncreasing;
        }

        return last != 0 && values.Length == edges.Length - 1 ? IngestCode.Ok : IngestCode.HistogramLengthMismatch;
    }

    static void ReadPacked(ReadOnlySpan<byte> packed, List<double> into)
    {
        if (packed.Length % sizeof(double) != 0)
            throw new MalformedMessageException("The protobuf message has a packed list of doubles that is cut off.");
        for (; packed.Length > 0; packed = packed[sizeof(double)..])
            into.Add(System.Buffers.Binary.BinaryPrimitives.ReadDoubleLittleEndian(packed));
    }

    static void ReadDensities(ReadOnlySpan<byte> message, List<double> into)
    {
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Bytes:
                    ReadPacked(reader.ReadBytes(), into);
                    break;
                case (1 << 3) | WireTag.Fixed64:
                    into.Add(reader.ReadDouble());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    static void ReadCounts(ReadOnlySpan<byte> message, List<double> into)
    {
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Bytes:
                    var packed = new MessageReader(reader.ReadBytes());
                    while (!packed.AtEnd)
                        into.Add(packed.ReadVarint());
                    break;
                case (1 << 3) | WireTag.Varint:
                    into.Add(reader.ReadVarint());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
