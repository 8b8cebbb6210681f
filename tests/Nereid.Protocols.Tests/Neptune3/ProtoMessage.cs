using System.Text;

namespace Nereid.Protocols.Tests.Neptune3;

/// <summary>An independent writer of protobuf messages, in the order the test says.</summary>
public sealed class ProtoMessage
{
    readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public ProtoMessage Varint(int field, ulong value)
    {
        Raw((ulong)field << 3);
        Raw(value);
        return this;
    }

    public ProtoMessage Double(int field, double value)
    {
        Raw(((ulong)field << 3) | 1);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtoMessage Float(int field, float value)
    {
        Raw(((ulong)field << 3) | 5);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtoMessage Bytes(int field, byte[] value)
    {
        Raw(((ulong)field << 3) | 2);
        Raw((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public ProtoMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Message(int field, ProtoMessage value) => Bytes(field, value.ToArray());

    public ProtoMessage Group(int field, ProtoMessage value)
    {
        Raw(((ulong)field << 3) | 3);
        _bytes.AddRange(value._bytes);
        Raw(((ulong)field << 3) | 4);
        return this;
    }

    void Raw(ulong value)
    {
        while (value > 127)
        {
            _bytes.Add((byte)((value % 128) + 128));
            value /= 128;
        }

        _bytes.Add((byte)value);
    }
}

/// <summary>The messages of the write side, as short as tests want them.</summary>
static class Scale
{
    public static ProtoMessage Step(ulong whole, ulong micro = 0) => new ProtoMessage().Varint(1, whole).Varint(2, micro);

    public static ProtoMessage Time(long seconds, int nanos = 0) => new ProtoMessage().Varint(1, (ulong)seconds).Varint(2, (ulong)nanos);

    public static ProtoMessage Float(double value) => new ProtoMessage().Double(1, value);

    public static ProtoMessage Text(string value) => new ProtoMessage().Text(6, value);

    public static ProtoMessage File(string place, long size, string mediaType) =>
        new ProtoMessage().Message(13, new ProtoMessage().Text(1, place).Varint(2, (ulong)size).Text(3, mediaType));

    public static ProtoMessage Entry(string key, ProtoMessage value) => new ProtoMessage().Text(1, key).Message(2, value);

    public static ProtoMessage Snapshot(ulong? step, params (int Field, string Path, ProtoMessage Value)[] entries)
    {
        var snapshot = new ProtoMessage();
        foreach (var (field, path, value) in entries)
            snapshot.Message(field, Entry(path, value));
        // Last on purpose: the order of fields is free.
        if (step is { } whole)
            snapshot.Message(1, whole == 0 ? new ProtoMessage() : Step(whole));
        return snapshot.Message(2, Time(1_700_000_000, 5000));
    }

    public static byte[] Batch(string project, string run, params ProtoMessage[] snapshots)
    {
        var batch = new ProtoMessage();
        foreach (var snapshot in snapshots)
            batch.Message(1, snapshot);
        return new ProtoMessage().Text(1, project).Text(2, run).Message(8, batch).ToArray();
    }

    public static byte[] Create(string project, string run, ProtoMessage creation) =>
        new ProtoMessage().Text(1, project).Text(2, run).Message(6, creation).ToArray();

    public static ProtoMessage Histogram(double[] edges, ulong[] counts)
    {
        var (edgeBytes, list) = (edges.SelectMany(BitConverter.GetBytes).ToArray(), new ProtoMessage());
        foreach (var count in counts)
            list.Varint(1, count);
        return new ProtoMessage().Message(14, new ProtoMessage().Bytes(1, edgeBytes).Message(4, list));
    }
}
