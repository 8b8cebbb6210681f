using System.Collections.Immutable;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>The message <c>Histogram</c>. Lists may be packed or not, as the encoding allows.</summary>
static class HistogramMessage
{
    public const int MaxEdges = 513;

    /// <summary>Densities and infinite edges are refused as unsupported: the store keeps counts over finite edges.</summary>
    public static IngestCode TryRead(ReadOnlySpan<byte> message, out ImmutableArray<double> edges, out ImmutableArray<double> counts)
    {
        var (edgeList, countList) = (new List<double>(), new List<double>());
        var (counted, densities) = (false, false);
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
                case (4 << 3) | WireTag.Bytes:
                    (counted, densities) = (true, false);
                    ReadCounts(reader.ReadBytes(), countList);
                    break;
                case (5 << 3) | WireTag.Bytes:
                    (counted, densities) = (false, true);
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        (edges, counts) = ([.. edgeList], [.. countList]);
        if (edges.Any(double.IsNaN))
            return IngestCode.HistogramEdgeNan;
        if (edges.Length > MaxEdges)
            return IngestCode.HistogramTooManyBins;
        for (var i = 1; i < edges.Length; i++)
        {
            if (edges[i] <= edges[i - 1])
                return IngestCode.HistogramEdgesNotIncreasing;
        }

        if (densities || edges.Any(double.IsInfinity))
            return IngestCode.TypeUnsupported;
        return counted && counts.Length == edges.Length - 1 ? IngestCode.Ok : IngestCode.HistogramLengthMismatch;
    }

    static void ReadPacked(ReadOnlySpan<byte> packed, List<double> into)
    {
        if (packed.Length % sizeof(double) != 0)
            throw new MalformedMessageException("The protobuf message has a packed list of doubles that is cut off.");
        for (; packed.Length > 0; packed = packed[sizeof(double)..])
            into.Add(System.Buffers.Binary.BinaryPrimitives.ReadDoubleLittleEndian(packed));
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
