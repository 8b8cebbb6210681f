using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>The message <c>UpdateRunSnapshot</c>: values and points of one step and time. Points of float series go straight into the request's
/// rows; everything else becomes an operation, or a code for why not.</summary>
sealed class SnapshotDecoder(IngestRequest request, long nowUnixMicros)
{
    static ReadOnlySpan<byte> SystemPrefix => "sys/"u8;

    Step _step;
    IngestCode _pointCode;
    long _unixMicros;
    bool _rowBegun;

    /// <summary>Of points that are not final: how much of the work behind them is done.</summary>
    float? _previewRatio;

    public void Read(ReadOnlySpan<byte> message)
    {
        ReadHead(message);
        var reader = new MessageReader(message);
        for (PassRepeated(ref reader); reader.TryReadTag(); PassRepeated(ref reader))
        {
            switch (reader.Tag)
            {
                case (4 << 3) | WireTag.Bytes:
                    ReadEntry(reader.ReadBytes(), out var path, out var value);
                    Count(CodeOfPath(path) is var assign and not IngestCode.Ok ? assign : Assign(path, value));
                    break;
                case (5 << 3) | WireTag.Bytes:
                    ReadEntry(reader.ReadBytes(), out path, out value);
                    Count(CodeOfPath(path) is var modify and not IngestCode.Ok ? modify : ModifySet(path, value));
                    break;
                case (8 << 3) | WireTag.Bytes:
                    ReadEntry(reader.ReadBytes(), out path, out value);
                    Count(CodeOfPath(path) is var append and not IngestCode.Ok ? append : Append(path, value));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    /// <summary>Takes the points whose paths come in the order of the row before, as those of a training loop do. Their paths were checked there.</summary>
    void PassRepeated(ref MessageReader reader)
    {
        while (_rowBegun && FloatEntry.TryRead(reader.Rest, out var path, out var value, out var length) && request.Rows.TryRepeat(path, value))
            reader.Pass(length);
    }

    /// <summary>Step, time and preview mark may stand behind the points they are about.</summary>
    void ReadHead(ReadOnlySpan<byte> message)
    {
        (_step, _pointCode, _unixMicros, _rowBegun, _previewRatio) = (Step.Next, IngestCode.Ok, nowUnixMicros, false, null);
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case FloatEntry.Tag:
                    reader.Skip();
                    reader.PassAll(FloatEntry.Tag);
                    break;
                case (1 << 3) | WireTag.Bytes:
                    Refuse(Scalars.TryStep(reader.ReadBytes(), out _step));
                    break;
                case (2 << 3) | WireTag.Bytes:
                    Refuse(Scalars.TryTime(reader.ReadBytes(), out _unixMicros));
                    break;
                case (10 << 3) | WireTag.Bytes:
                    _previewRatio = PreviewRatio(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    /// <summary>Points of this snapshot cannot be stored; values can.</summary>
    void Refuse(IngestCode code)
    {
        if (_pointCode == IngestCode.Ok)
            _pointCode = code;
    }

    void Count(IngestCode code)
    {
        if (code != IngestCode.Ok)
            request.Refused.Add(code, 1);
    }

    /// <summary>Null: the points are final. A ratio that is none counts as nothing done.</summary>
    static float? PreviewRatio(ReadOnlySpan<byte> message)
    {
        var (preview, ratio) = (false, 0f);
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Varint:
                    preview = reader.ReadVarint() != 0;
                    break;
                case (2 << 3) | WireTag.Fixed32:
                    ratio = reader.ReadFloat();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return !preview ? null : float.IsNaN(ratio) ? 0 : Math.Clamp(ratio, 0, 1);
    }

    static void ReadEntry(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = [];
        value = [];
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Bytes:
                    key = reader.ReadBytes();
                    break;
                case (2 << 3) | WireTag.Bytes:
                    value = reader.ReadBytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    static IngestCode CodeOfPath(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
            return IngestCode.PathEmpty;
        if (path.Length > Limits.PathBytes)
            return IngestCode.PathTooLong;
        if (!path.StartsWith(SystemPrefix))
            return IngestCode.Ok;
        var name = path[SystemPrefix.Length..];
        return name.SequenceEqual("tags"u8) || name.SequenceEqual("group_tags"u8) || name.SequenceEqual("description"u8) || name.SequenceEqual("failed"u8)
            ? IngestCode.Ok : IngestCode.PathNotWritable;
    }

    static bool TryPath(ReadOnlySpan<byte> utf8, out AttributePath path) => AttributePath.TryParse(MessageReader.Text(utf8), out path, out _);

    IngestCode Assign(ReadOnlySpan<byte> name, ReadOnlySpan<byte> message)
    {
        var code = ValueMessage.TryRead(message, out var value);
        if (code != IngestCode.Ok)
            return code;
        if (!TryPath(name, out var path))
            return IngestCode.PathInvalid;
        request.Add(new AssignValue(path, value!));
        return IngestCode.Ok;
    }

    IngestCode ModifySet(ReadOnlySpan<byte> name, ReadOnlySpan<byte> message)
    {
        var code = SetChange.TryRead(message, out var added, out var removed);
        if (code != IngestCode.Ok)
            return code;
        if (!TryPath(name, out var path))
            return IngestCode.PathInvalid;
        // Adding nothing still makes the set.
        if (added.Length > 0 || removed.Length == 0)
            request.Add(new AddToSet(path, added));
        if (removed.Length > 0)
            request.Add(new RemoveFromSet(path, removed));
        return IngestCode.Ok;
    }

    IngestCode Append(ReadOnlySpan<byte> name, ReadOnlySpan<byte> message)
    {
        // A float is nine bytes and by far the most frequent.
        if (message is [(1 << 3) | (byte)WireTag.Fixed64, ..] && message.Length == 1 + sizeof(double))
            return AppendFloat(name, System.Buffers.Binary.BinaryPrimitives.ReadDoubleLittleEndian(message[1..]));

        var code = PointMessage.TryRead(message, out var point);
        if (code == IngestCode.Ok)
            code = _pointCode;
        if (code != IngestCode.Ok)
            return code;
        if (point.Kind == AttributeType.FloatSeries)
            return AppendFloat(name, point.Float);
        if (_previewRatio is not null)
            return IngestCode.TypeUnsupported;
        if (!TryPath(name, out var path))
            return IngestCode.PathInvalid;
        request.CountsOn |= _step.IsNext;
        request.Add(point.Kind switch
        {
            AttributeType.StringSeries => new AppendStrings(path, [new StringPoint(_step, _unixMicros, point.Text!)]),
            AttributeType.FileSeries => new AppendFiles(path, [new FilePoint(_step, _unixMicros, point.File!, null, null)]),
            _ => new AppendHistograms(path, [new HistogramPoint(_step, _unixMicros, point.Edges, point.Counts, point.IsDensity)]),
        });
        return IngestCode.Ok;
    }

    IngestCode AppendFloat(ReadOnlySpan<byte> name, double value)
    {
        if (_pointCode != IngestCode.Ok)
            return _pointCode;
        if (_previewRatio is { } ratio)
            return Preview(name, value, ratio);
        if (_step.IsNext)
        {
            if (!TryPath(name, out var path))
                return IngestCode.PathInvalid;
            request.CountsOn = true;
            request.Add(new AppendFloats(path, new[] { new FloatPoint(_step, _unixMicros, value) }));
            return IngestCode.Ok;
        }

        if (!_rowBegun)
            request.Rows.BeginRow(_step, _unixMicros);
        _rowBegun = true;
        request.Rows.Add(name, value);
        return IngestCode.Ok;
    }

    IngestCode Preview(ReadOnlySpan<byte> name, double value, float ratio)
    {
        if (_step.IsNext)
            return IngestCode.TypeUnsupported;
        if (!TryPath(name, out var path))
            return IngestCode.PathInvalid;
        request.Add(new PreviewFloats(path, [new PreviewPoint(_step, _unixMicros, value, ratio)]));
        return IngestCode.Ok;
    }
}

/// <summary>The message <c>ModifySet</c>.</summary>
static class SetChange
{
    const ulong Add = 1;
    const ulong Remove = 2;

    public static IngestCode TryRead(ReadOnlySpan<byte> message, out ImmutableArray<string> added, out ImmutableArray<string> removed)
    {
        var (adding, removing) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        var code = IngestCode.TypeUnsupported;
        var bytes = 0L;
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            if (reader.Tag != ((1 << 3) | WireTag.Bytes))
            {
                reader.Skip();
                continue;
            }

            code = IngestCode.Ok;
            var set = new MessageReader(reader.ReadBytes());
            while (set.TryReadTag())
            {
                if (set.Tag == ((1 << 3) | WireTag.Bytes))
                    bytes += ReadMember(set.ReadBytes(), adding, removing);
                else
                    set.Skip();
            }
        }

        (added, removed) = (adding.ToImmutable(), removing.ToImmutable());
        return bytes > Limits.StringValueBytes ? IngestCode.StringSetTooLarge : code;
    }

    static int ReadMember(ReadOnlySpan<byte> entry, ImmutableArray<string>.Builder adding, ImmutableArray<string>.Builder removing)
    {
        ReadOnlySpan<byte> member = [];
        var change = 0ul;
        var reader = new MessageReader(entry);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Bytes:
                    member = reader.ReadBytes();
                    break;
                case (2 << 3) | WireTag.Varint:
                    change = reader.ReadVarint();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var text = MessageReader.Text(member);
        if (change == Add)
            adding.Add(text);
        else if (change == Remove)
            removing.Add(text);
        return member.Length;
    }
}
