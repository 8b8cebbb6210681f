using System.Text;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Ingest;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Tests.Neptune3;

/// <summary>What is written by an independent writer is read back equal; what is damaged is refused or read as something else, never as a crash.</summary>
public sealed class RequestDecoderTests
{
    const long Now = 42;

    [Fact]
    public void Random_float_points_are_read_back_equal()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var expected = new List<(long Millionths, long Micros, string Path, long Bits)>();
            var snapshots = new List<ProtoMessage>();
            for (var row = random.Next(1, 6); row > 0; row--)
            {
                var (whole, micro) = (random.NextInt64(0, 1_000_000_000_000), random.Next(1_000_000));
                var (seconds, nanos) = (random.NextInt64(0, 4_000_000_000), random.Next(1_000_000_000));
                var snapshot = new ProtoMessage();
                if (random.Next(2) == 0)
                    snapshot.Message(1, Scale.Step((ulong)whole, (ulong)micro)).Message(2, Scale.Time(seconds, nanos));
                for (var entry = random.Next(1, 8); entry > 0; entry--)
                {
                    var path = "metrics/é" + random.Next(10);
                    var bits = random.Next(4) == 0 ? BitConverter.DoubleToInt64Bits(double.NaN) : random.NextInt64();
                    snapshot.Message(8, Scale.Entry(path, Scale.Float(BitConverter.Int64BitsToDouble(bits))));
                    expected.Add(((whole * 1_000_000) + micro, (seconds * 1_000_000) + (nanos / 1000), path, bits));
                }

                // Fields again and at the end: the last one counts, and unknown ones are passed over.
                snapshot.Message(1, Scale.Step((ulong)whole, (ulong)micro)).Message(2, Scale.Time(seconds, nanos));
                snapshot.Varint(99, 7).Double(98, 1).Float(97, 1).Text(96, "x").Group(95, new ProtoMessage().Group(95, new ProtoMessage().Varint(1, 1)));
                snapshots.Add(snapshot);
            }

            using var request = RequestDecoder.Decode(Scale.Batch("lab/vision", "run", [.. snapshots]), Now);

            Assert.Equal(("lab/vision", "run"), (request.Project, request.Run));
            Assert.Equal(expected, Points(request));
            Assert.Empty(request.Refused.Counts);
            Assert.Empty(request.Operations);
        }
    }

    /// <summary>Most rows repeat the paths of the row before, which has a way of its own: with paths around the longest that it takes, with entries
    /// missing, doubled, in another order, and with other fields between them.</summary>
    [Fact]
    public void Rows_that_repeat_their_paths_are_read_back_equal()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var paths = Enumerable.Range(0, random.Next(1, 12)).Select(i => $"m/{i}/".PadRight(random.Next(3) == 0 ? random.Next(105, 130) : random.Next(6, 40), 'x')).ToArray();
            var expected = new List<(long Millionths, long Micros, string Path, long Bits)>();
            var snapshots = new List<ProtoMessage>();
            for (var row = 0; row < 6; row++)
            {
                var snapshot = new ProtoMessage().Message(1, Scale.Step((ulong)row)).Message(2, Scale.Time(row));
                foreach (var path in random.Next(5) == 0 ? [.. paths.Reverse()] : paths)
                {
                    for (var times = random.Next(8) switch { 0 => 0, 1 => 2, _ => 1 }; times > 0; times--)
                    {
                        var bits = random.NextInt64();
                        snapshot.Message(8, Scale.Entry(path, Scale.Float(BitConverter.Int64BitsToDouble(bits))));
                        expected.Add((row * 1_000_000L, row * 1_000_000L, path, bits));
                    }
                    if (random.Next(10) == 0)
                        snapshot.Varint(99, 7);
                }
                snapshots.Add(snapshot);
            }

            using var request = RequestDecoder.Decode(Scale.Batch("lab/vision", "run", [.. snapshots]), Now);

            Assert.Equal(expected, Points(request));
            Assert.Empty(request.Refused.Counts);
        }
    }

    [Fact]
    public void Every_kind_of_value_becomes_its_operation()
    {
        var tags = new ProtoMessage().Message(1, new ProtoMessage()
            .Message(1, new ProtoMessage().Text(1, "new").Varint(2, 1)).Message(1, new ProtoMessage().Text(1, "old").Varint(2, 2)));
        using var request = RequestDecoder.Decode(Scale.Batch("lab/vision", "run", Scale.Snapshot(
            3,
            (4, "float", Scale.Float(double.NegativeInfinity)), (4, "int", new ProtoMessage().Varint(3, ulong.MaxValue)),
            (4, "bool", new ProtoMessage().Varint(5, 1)), (4, "text", Scale.Text("rés")), (4, "time", new ProtoMessage().Message(8, Scale.Time(-5))),
            (4, "set", new ProtoMessage().Message(12, new ProtoMessage().Text(1, "b").Text(1, "a"))),
            (5, "sys/tags", tags), (8, "log", Scale.Text("line")), (8, "hist", Scale.Histogram([0, 1, 4], [3, 9])))), Now);

        Assert.Equal(
            [new FloatValue(double.NegativeInfinity), new IntValue(-1), new BoolValue(true), new StringValue("rés"), new DatetimeValue(-5_000_000), new StringSetValue(["a", "b"])],
            request.Operations.OfType<AssignValue>().Select(assign => assign.Value));
        Assert.Equal("new", request.Operations.OfType<AddToSet>().Single().Members.Single());
        Assert.Equal("old", request.Operations.OfType<RemoveFromSet>().Single().Members.Single());
        Assert.Equal(new StringPoint(Step.From(3), 1_700_000_000_000_005, "line"), request.Operations.OfType<AppendStrings>().Single().Points.Single());
        var histogram = request.Operations.OfType<AppendHistograms>().Single().Points.Single();
        Assert.Equal(new double[] { 0, 1, 4 }, histogram.Edges.ToArray());
        Assert.Equal(new double[] { 3, 9 }, histogram.Counts.ToArray());
        Assert.Empty(request.Refused.Counts);
        Assert.False(request.CountsOn);
    }

    [Fact]
    public void An_empty_step_is_zero_and_no_step_is_the_next_one()
    {
        using var zero = RequestDecoder.Decode(Scale.Batch("p", "r", Scale.Snapshot(0, (8, "a", Scale.Float(1)))), Now);
        using var next = RequestDecoder.Decode(Scale.Batch("p", "r", Scale.Snapshot(null, (8, "a", Scale.Float(1)))), Now);

        Assert.Equal(Step.From(0), zero.Rows.StepOf(0));
        Assert.Equal(0, next.Rows.EntryCount);
        Assert.True(next.CountsOn);
        Assert.True(next.Operations.OfType<AppendFloats>().Single().Points.Span[0].Step.IsNext);
    }

    [Theory]
    [InlineData(999_999_999_999, 999_999, null)]
    [InlineData(1_000_000_000_000, 0, 40)]
    [InlineData(-1, 0, 40)]
    [InlineData(0, 1_000_000, 41)]
    [InlineData(0, -1, 41)]
    public void A_step_out_of_range_refuses_the_points_and_keeps_the_values(long whole, long micro, int? code)
    {
        var snapshot = new ProtoMessage().Message(8, Scale.Entry("a", Scale.Float(1))).Message(8, Scale.Entry("b", Scale.Text("x")))
            .Message(4, Scale.Entry("c", Scale.Float(2))).Message(1, Scale.Step((ulong)whole, (ulong)micro));

        using var request = RequestDecoder.Decode(Scale.Batch("p", "r", snapshot), Now);

        Assert.Equal(code is null ? [] : [KeyValuePair.Create((IngestCode)code, 2L)], request.Refused.Counts);
        Assert.Equal(code is null ? 1 : 0, request.Rows.EntryCount);
        Assert.Equal(code is null ? 2 : 1, request.Operations.Count);
    }

    [Theory]
    [InlineData(Limits.PathBytes - 1, null)]
    [InlineData(Limits.PathBytes, null)]
    [InlineData(Limits.PathBytes + 1, IngestCode.PathTooLong)]
    [InlineData(0, IngestCode.PathEmpty)]
    public void A_path_has_at_most_1024_bytes_and_is_not_empty(int bytes, object? code) =>
        Assert.Equal(code, CodeOf((8, new string('p', bytes), Scale.Float(1))));

    [Theory]
    [InlineData("sys/tags", null)]
    [InlineData("sys/failed", null)]
    [InlineData("sys/description", null)]
    [InlineData("sys/group_tags", null)]
    [InlineData("sys/id", IngestCode.PathNotWritable)]
    [InlineData("sys/experiment/name", IngestCode.PathNotWritable)]
    [InlineData("sys/", IngestCode.PathNotWritable)]
    [InlineData("system", null)]
    [InlineData("a\0b", IngestCode.PathInvalid)]
    public void Of_the_system_paths_few_can_be_written(string path, object? code) => Assert.Equal(code, CodeOf((4, path, Scale.Text("x"))));

    [Theory]
    [InlineData(4, Limits.StringValueBytes - 1, null)]
    [InlineData(4, Limits.StringValueBytes, null)]
    [InlineData(4, Limits.StringValueBytes + 1, IngestCode.StringTooLong)]
    [InlineData(8, Limits.StringValueBytes, null)]
    [InlineData(8, Limits.StringValueBytes + 1, IngestCode.StringTooLong)]
    public void A_string_has_at_most_one_mebibyte(int map, int bytes, object? code) =>
        Assert.Equal(code, CodeOf((map, "a", Scale.Text(new string('x', bytes)))));

    [Theory]
    [InlineData(Limits.StringValueBytes, null)]
    [InlineData(Limits.StringValueBytes + 1, IngestCode.StringSetTooLarge)]
    public void A_set_has_at_most_one_mebibyte(int bytes, object? code)
    {
        Assert.Equal(code, CodeOf((4, "a", new ProtoMessage().Message(12, new ProtoMessage().Text(1, new string('x', bytes - 1)).Text(1, "y")))));
        Assert.Equal(code, CodeOf((5, "a", new ProtoMessage().Message(1, new ProtoMessage()
            .Message(1, new ProtoMessage().Text(1, new string('x', bytes)).Varint(2, 1))))));
    }

    [Theory]
    [InlineData(512, null)]
    [InlineData(513, null)]
    [InlineData(514, IngestCode.HistogramTooManyBins)]
    public void A_histogram_has_at_most_513_edges(int edges, object? code) =>
        Assert.Equal(code, CodeOf((8, "a", Scale.Histogram([.. Enumerable.Range(0, edges).Select(edge => (double)edge)], new ulong[edges - 1]))));

    [Fact]
    public void A_histogram_that_is_none_says_why()
    {
        Assert.Equal(IngestCode.HistogramEdgeNan, CodeOf((8, "a", Scale.Histogram([0, double.NaN], [1]))));
        Assert.Equal(IngestCode.HistogramEdgesNotIncreasing, CodeOf((8, "a", Scale.Histogram([0, 0], [1]))));
        Assert.Equal(IngestCode.HistogramLengthMismatch, CodeOf((8, "a", Scale.Histogram([0, 1], [1, 2]))));
        Assert.Equal(IngestCode.HistogramLengthMismatch, CodeOf((8, "a", Scale.Histogram([], []))));
    }

    [Fact]
    public void Densities_and_infinite_outer_edges_are_kept()
    {
        var densities = new ProtoMessage().Message(14, new ProtoMessage().Double(1, 0).Double(1, 1).Message(5, new ProtoMessage().Double(1, 0.5)));
        var both = new ProtoMessage().Message(14, new ProtoMessage().Double(1, 0).Double(1, 1)
            .Message(4, new ProtoMessage().Varint(1, 7)).Message(5, new ProtoMessage().Double(1, 0.25)));
        using var request = RequestDecoder.Decode(Scale.Batch("p", "r", Scale.Snapshot(
            1, (8, "d", densities), (8, "both", both), (8, "c", Scale.Histogram([double.NegativeInfinity, double.PositiveInfinity], [1])))), Now);

        var points = request.Operations.Cast<AppendHistograms>().Select(append => append.Points.Single()).ToArray();

        Assert.Equal([true, true, false], points.Select(point => point.IsDensity));
        Assert.Equal([0.5, 0.25, 1], points.Select(point => point.Counts.Single()));
        Assert.Equal([double.NegativeInfinity, double.PositiveInfinity], points[2].Edges.ToArray());
    }

    [Theory]
    [InlineData(4094, null)]
    [InlineData(4095, null)]
    [InlineData(4096, IngestCode.FileReferenceTooLong)]
    public void A_file_reference_has_at_most_4_kibibytes(int pathBytes, object? code)
    {
        var file = new ProtoMessage().Message(13, new ProtoMessage().Text(1, new string('p', pathBytes)).Varint(2, 3).Text(3, "t"));

        Assert.Equal(code, CodeOf((4, "a", file)));
        Assert.Equal(code, CodeOf((8, "a", file)));
    }

    [Fact]
    public void A_file_reference_to_nowhere_or_of_a_negative_size_is_none()
    {
        Assert.Equal(IngestCode.TypeUnsupported, CodeOf((4, "a", new ProtoMessage().Message(13, new ProtoMessage().Varint(2, 3)))));
        Assert.Equal(IngestCode.TypeUnsupported, CodeOf((4, "a", new ProtoMessage().Message(13, new ProtoMessage().Text(1, "x").Varint(2, ulong.MaxValue)))));
    }

    [Fact]
    public void Kinds_that_do_not_fit_the_map_are_unsupported()
    {
        Assert.Equal(IngestCode.TypeUnsupported, CodeOf((8, "a", new ProtoMessage().Varint(3, 1))));
        Assert.Equal(IngestCode.TypeUnsupported, CodeOf((4, "a", new ProtoMessage())));
        Assert.Equal(IngestCode.TypeUnsupported, CodeOf((5, "a", new ProtoMessage())));
    }

    [Theory]
    [InlineData(-2_208_988_801, IngestCode.DatetimeOutOfRange)]
    [InlineData(-2_208_988_800, null)]
    [InlineData(10_413_791_999, null)]
    [InlineData(10_413_792_000, IngestCode.DatetimeOutOfRange)]
    public void A_time_lies_between_1900_and_2299(long seconds, object? code) =>
        Assert.Equal(code, CodeOf((4, "a", new ProtoMessage().Message(8, Scale.Time(seconds)))));

    [Theory]
    [InlineData(0.5f, 0.5f)]
    [InlineData(1f, 1f)]
    [InlineData(-1f, 0f)]
    [InlineData(7f, 1f)]
    [InlineData(float.NaN, 0f)]
    [InlineData(null, 0f)]
    public void Previews_are_kept_apart_from_points(float? ratio, float expected)
    {
        var mark = new ProtoMessage().Varint(1, 1);
        var snapshot = Scale.Snapshot(1, (8, "a", Scale.Float(2))).Message(10, ratio is { } said ? mark.Float(2, said) : mark);

        using var request = RequestDecoder.Decode(Scale.Batch("p", "r", snapshot), Now);

        Assert.Equal(0, request.Rows.EntryCount);
        Assert.Empty(request.Refused.Counts);
        var preview = Assert.IsType<PreviewFloats>(Assert.Single(request.Operations));
        Assert.Equal((Step.From(1), 2.0, expected), (preview.Points.Single().Step, preview.Points.Single().Value, preview.Points.Single().Ratio));
    }

    [Fact]
    public void Only_floats_with_a_step_have_previews_and_a_mark_that_says_no_is_none()
    {
        var (yes, no) = (new ProtoMessage().Varint(1, 1), new ProtoMessage().Varint(1, 0).Float(2, 0.5f));
        using var texts = RequestDecoder.Decode(Scale.Batch("p", "r", Scale.Snapshot(1, (8, "a", Scale.Text("x"))).Message(10, yes)), Now);
        using var stepless = RequestDecoder.Decode(Scale.Batch("p", "r", Scale.Snapshot(null, (8, "a", Scale.Float(1))).Message(10, yes)), Now);
        using var final = RequestDecoder.Decode(Scale.Batch("p", "r", Scale.Snapshot(1, (8, "a", Scale.Float(1))).Message(10, no)), Now);

        Assert.Equal([KeyValuePair.Create(IngestCode.TypeUnsupported, 1L)], texts.Refused.Counts);
        Assert.Equal([KeyValuePair.Create(IngestCode.TypeUnsupported, 1L)], stepless.Refused.Counts);
        Assert.Equal(1, final.Rows.EntryCount);
    }

    [Fact]
    public void A_request_cut_at_any_byte_is_malformed()
    {
        var whole = Sample();
        using var complete = RequestDecoder.Decode(whole, Now);
        Assert.Equal(2, complete.Rows.EntryCount);
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<MalformedMessageException>(() => RequestDecoder.Decode(whole.AsSpan(0, length), Now).Dispose());
    }

    [Fact]
    public void A_request_with_flipped_bits_is_decoded_or_malformed_and_nothing_else()
    {
        var (whole, malformed) = (Sample(), 0);
        for (var at = 0; at < whole.Length * 8; at++)
        {
            var damaged = whole.ToArray();
            damaged[at / 8] ^= (byte)(1 << (at % 8));
            try
            {
                RequestDecoder.Decode(damaged, Now).Dispose();
            }
            catch (MalformedMessageException)
            {
                malformed++;
            }
        }

        Assert.InRange(malformed, 1, whole.Length * 8);
    }

    [Fact]
    public void Exactly_one_operation_is_needed()
    {
        var creation = new ProtoMessage().Text(4, "r");
        Assert.Throws<MalformedMessageException>(() => RequestDecoder.Decode(new ProtoMessage().Text(1, "p").ToArray(), Now).Dispose());
        Assert.Throws<MalformedMessageException>(() =>
            RequestDecoder.Decode(new ProtoMessage().Message(6, creation).Message(8, new ProtoMessage()).ToArray(), Now).Dispose());
    }

    [Fact]
    public void Malformed_encodings_are_refused()
    {
        byte[][] bodies =
        [
            [0x00], [0x07], [0x0B], [0x0C], [0x0B, 0x14], Enumerable.Repeat((byte)0xFF, 11).ToArray(), [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            [0x0A, 1, 0xFF], Enumerable.Repeat((byte)0x0B, 100_000).ToArray(),
        ];
        foreach (var body in bodies)
            Assert.Throws<MalformedMessageException>(() => RequestDecoder.Decode(body, Now).Dispose());
    }

    /// <summary>The batch is the last field, so that no shorter body is whole.</summary>
    static byte[] Sample() => Scale.Batch("lab/vision", "run", Scale.Snapshot(
        7, (8, "loss", Scale.Float(1.5)), (8, "acc", Scale.Float(double.NaN)), (4, "name", Scale.Text("x")), (8, "hist", Scale.Histogram([0, 1], [2]))));

    static IngestCode? CodeOf((int Map, string Path, ProtoMessage Value) entry)
    {
        using var request = RequestDecoder.Decode(Scale.Batch("p", "r", Scale.Snapshot(1, entry)), Now);
        Assert.Equal(1, request.Refused.Counts.Sum(each => each.Value) + request.Rows.EntryCount + request.Operations.Count);
        return request.Refused.Counts.Select(each => (IngestCode?)each.Key).SingleOrDefault();
    }

    static List<(long Millionths, long Micros, string Path, long Bits)> Points(IngestRequest request)
    {
        var points = new List<(long, long, string, long)>();
        for (var row = 0; row < request.Rows.RowCount; row++)
        {
            Assert.True(request.Rows.StepOf(row).TryGetMillionths(out var millionths));
            for (var i = 0; i < request.Rows.PathsOf(row).Length; i++)
            {
                points.Add((millionths, request.Rows.UnixMicrosOf(row), Encoding.UTF8.GetString(request.Rows.Path(request.Rows.PathsOf(row)[i])),
                    BitConverter.DoubleToInt64Bits(request.Rows.ValuesOf(row)[i])));
            }
        }

        return points;
    }
}
