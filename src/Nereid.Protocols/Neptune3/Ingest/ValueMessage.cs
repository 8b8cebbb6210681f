using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>The message <c>Value</c> where it is assigned to an attribute.</summary>
static class ValueMessage
{
    /// <param name="value">Set when the answer is Ok.</param>
    public static IngestCode TryRead(ReadOnlySpan<byte> message, out AttributeValue? value)
    {
        value = null;
        var code = IngestCode.TypeUnsupported;
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Fixed64:
                    (value, code) = (new FloatValue(reader.ReadDouble()), IngestCode.Ok);
                    break;
                case (3 << 3) | WireTag.Varint:
                    (value, code) = (new IntValue((long)reader.ReadVarint()), IngestCode.Ok);
                    break;
                case (5 << 3) | WireTag.Varint:
                    (value, code) = (new BoolValue(reader.ReadVarint() != 0), IngestCode.Ok);
                    break;
                case (6 << 3) | WireTag.Bytes:
                    var text = reader.ReadBytes();
                    code = text.Length > Limits.StringValueBytes ? IngestCode.StringTooLong : IngestCode.Ok;
                    value = code == IngestCode.Ok ? new StringValue(MessageReader.Text(text)) : null;
                    break;
                case (8 << 3) | WireTag.Bytes:
                    code = Scalars.TryTime(reader.ReadBytes(), out var unixMicros);
                    value = new DatetimeValue(unixMicros);
                    break;
                case (12 << 3) | WireTag.Bytes:
                    code = TrySet(reader.ReadBytes(), out value);
                    break;
                case (13 << 3) | WireTag.Bytes:
                    code = FileMessage.TryRead(reader.ReadBytes(), out var file);
                    value = file is null ? null : new FileValue(file);
                    break;
                case (14 << 3) | WireTag.Bytes:
                    code = IngestCode.TypeUnsupported;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return code;
    }

    static IngestCode TrySet(ReadOnlySpan<byte> message, out AttributeValue? value)
    {
        var members = new List<string>();
        var bytes = 0L;
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            if (reader.Tag != ((1 << 3) | WireTag.Bytes))
            {
                reader.Skip();
                continue;
            }

            var member = reader.ReadBytes();
            bytes += member.Length;
            members.Add(MessageReader.Text(member));
        }

        value = new StringSetValue(members);
        return bytes > Limits.StringValueBytes ? IngestCode.StringSetTooLarge : IngestCode.Ok;
    }
}

/// <summary>The message <c>Value</c> where it is a point of a series.</summary>
/// <param name="Kind">Which of the fields holds the point.</param>
readonly record struct PointMessage(
    AttributeType Kind, double Float = 0, string? Text = null, ImmutableArray<double> Edges = default, ImmutableArray<double> Counts = default,
    bool IsDensity = false, FileContent? File = null)
{
    /// <summary>Kinds that are no points are unsupported.</summary>
    public static IngestCode TryRead(ReadOnlySpan<byte> message, out PointMessage point)
    {
        point = default;
        var code = IngestCode.TypeUnsupported;
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Fixed64:
                    point = new PointMessage(AttributeType.FloatSeries, reader.ReadDouble());
                    code = IngestCode.Ok;
                    break;
                case (6 << 3) | WireTag.Bytes:
                    var text = reader.ReadBytes();
                    code = text.Length > Limits.StringValueBytes ? IngestCode.StringTooLong : IngestCode.Ok;
                    point = code == IngestCode.Ok ? new PointMessage(AttributeType.StringSeries, Text: MessageReader.Text(text)) : default;
                    break;
                case (14 << 3) | WireTag.Bytes:
                    code = HistogramMessage.TryRead(reader.ReadBytes(), out var edges, out var counts, out var isDensity);
                    point = new PointMessage(AttributeType.HistogramSeries, Edges: edges, Counts: counts, IsDensity: isDensity);
                    break;
                case (13 << 3) | WireTag.Bytes:
                    code = FileMessage.TryRead(reader.ReadBytes(), out var file);
                    point = new PointMessage(AttributeType.FileSeries, File: file);
                    break;
                case (3 << 3) | WireTag.Varint or (5 << 3) | WireTag.Varint or (8 << 3) | WireTag.Bytes or (12 << 3) | WireTag.Bytes:
                    code = IngestCode.TypeUnsupported;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return code;
    }
}
