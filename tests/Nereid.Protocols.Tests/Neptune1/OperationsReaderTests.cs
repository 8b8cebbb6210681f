using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Writing;

namespace Nereid.Protocols.Tests.Neptune1;

/// <summary>The reader of batches: whatever operations were written come out again, however the body is cut into pieces, and no bytes break it.</summary>
public sealed class OperationsReaderTests
{
    [Fact]
    public void Any_batch_reads_as_it_was_written_however_it_is_cut()
    {
        var batches = Operation.ListOf().Zip(Gen.Choose(1, 300)).ToArbitrary();

        Prop.ForAll(batches, batch =>
        {
            var (operations, pieceBytes) = batch;
            var read = Read(Encoding.UTF8.GetBytes(Json(operations)), pieceBytes);
            Assert.Equal(operations.Count, read.Count);
            for (var i = 0; i < read.Count; i++)
                AssertSame(operations[i], read[i].Operation);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_order_of_keys_does_not_matter()
    {
        var read = Read("""[{"logFloats":{"entries":[{"timestampMilliseconds":7,"value":2,"step":3}]},"path":"a/b"}]"""u8, 1000);

        AssertSame(new AppendFloats(AttributePath.Of("a/b"), new[] { new FloatPoint(Step.From(3), 7000, 2) }), Assert.Single(read).Operation);
    }

    [Fact]
    public void A_body_cut_at_any_byte_is_refused_as_a_whole()
    {
        var body = Encoding.UTF8.GetBytes(
            """ [{"path":"a","assignFloat":{"value":"NaN"}},{"path":"é","logFloats":{"entries":[{"value":1.5e3,"step":null,"timestampMilliseconds":17}]}}, {"path":"s","assignString":{"value":"x\u00e9\n"}}] """);
        var end = Array.LastIndexOf(body, (byte)']');

        for (var length = 0; length <= end; length++)
            Assert.ThrowsAny<JsonException>(() => Read(body.AsSpan(0, length), 16));
        Assert.Equal(3, Read(body, 16).Count);
    }

    [Fact]
    public void Damaged_bodies_are_read_or_refused_but_never_break_the_reader()
    {
        var damaged = Operation.NonEmptyListOf().Zip(Gen.Choose(0, 1_000_000).Zip(Gen.Choose(0, 255))).ToArbitrary();

        Prop.ForAll(damaged, damage =>
        {
            var (operations, (place, value)) = damage;
            var body = Encoding.UTF8.GetBytes(Json(operations));
            body[place % body.Length] = (byte)value;
            try
            {
                foreach (var item in Read(body, 64))
                    Assert.True(item.Fault is not null || item.Operation is not null || item.Images is not null);
            }
            catch (JsonException)
            {
                // Refused as a whole, which is the other allowed outcome.
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("""5""", "not a JSON object")]
    [InlineData("""{"assignFloat":{"value":1}}""", "no 'path'")]
    [InlineData("""{"path":"a"}""", "does not say what to do")]
    [InlineData("""{"path":"","assignFloat":{"value":1}}""", "path is empty")]
    [InlineData("""{"path":7,"assignFloat":{"value":1}}""", "'path' is a number")]
    [InlineData("""{"path":"a","assignFloat":{"value":1},"assignInt":{"value":1}}""", "two things")]
    [InlineData("""{"path":"a","eatCake":{}}""", "'eatCake' is not supported")]
    [InlineData("""{"path":"a","assignFloat":{}}""", "no 'value'")]
    [InlineData("""{"path":"a","assignFloat":{"value":null}}""", "'value' is null; expected a number")]
    [InlineData("""{"path":"a","assignFloat":{"value":"many"}}""", "expected a number")]
    [InlineData("""{"path":"a","assignFloat":[1]}""", "expected an object")]
    [InlineData("""{"path":"a","assignInt":{"value":2147483648}}""", "32 bits")]
    [InlineData("""{"path":"a","assignInt":{"value":1.5}}""", "whole number")]
    [InlineData("""{"path":"a","assignBool":{"value":1}}""", "expected true or false")]
    [InlineData("""{"path":"a","assignString":{"value":1}}""", "expected a text")]
    [InlineData("""{"path":"a","assignString":{"value":"\ud800"}}""", "not valid Unicode")]
    [InlineData("""{"path":"a","assignDatetime":{"valueMilliseconds":99999999999999999}}""", "between the years")]
    [InlineData("""{"path":"a","assignArtifact":{"hash":"../../etc/passwd"}}""", "64 lower-case hexadecimal")]
    [InlineData("""{"path":"a","logFloats":{"entries":7}}""", "expected an array")]
    [InlineData("""{"path":"a","logFloats":{"entries":[7]}}""", "not a JSON object")]
    [InlineData("""{"path":"a","logFloats":{"entries":[{"step":1,"timestampMilliseconds":1}]}}""", "no 'value'")]
    [InlineData("""{"path":"a","logFloats":{"entries":[{"value":1,"step":"NaN","timestampMilliseconds":1}]}}""", "expected a finite number")]
    [InlineData("""{"path":"a","path":"b","assignInt":{"value":1}}""", "two paths")]
    [InlineData("""{"path":"a","logFloats":{"entries":[],"entries":[]}}""", "'entries' is not known here; expected one list")]
    [InlineData("""{"path":"a","logImages":{"entries":[{"value":{"data":""}}]}}""", "image is empty")]
    [InlineData("""{"path":"a","logImages":{"entries":[{"value":{"data":"###"}}]}}""", "not valid base64")]
    [InlineData("""{"path":"a/tags","insertStrings":{"values":["x"]}}""", "only at sys/tags")]
    [InlineData("""{"path":"sys/tags","insertStrings":{"values":[1]}}""", "not a text")]
    public void A_faulty_operation_is_named_and_the_others_are_read(string faulty, string expected)
    {
        var body = Encoding.UTF8.GetBytes($$$"""[{"path":"before","assignInt":{"value":1}},{{{faulty}}},{"path":"after","assignInt":{"value":2}}]""");

        for (var piece = 1; piece < body.Length; piece += 7)
        {
            var read = Read(body, piece);

            Assert.Equal(3, read.Count);
            Assert.Contains(expected, read[1].Fault, StringComparison.Ordinal);
            Assert.Equal("before", read[0].Operation?.Path.Text);
            Assert.Equal("after", read[2].Operation?.Path.Text);
        }
    }

    [Theory]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"Infinity\"", double.PositiveInfinity)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    [InlineData("\"0.5\"", 0.5)]
    [InlineData("-1e-300", -1e-300)]
    public void Numbers_may_be_text_as_old_clients_send_them(string json, double expected)
    {
        var read = Read(Encoding.UTF8.GetBytes($$$"""[{"path":"a","assignFloat":{"value":{{{json}}}}}]"""), 1000);

        AssertSame(new AssignValue(AttributePath.Of("a"), new FloatValue(expected)), Assert.Single(read).Operation);
    }

    [Fact]
    public void A_log_without_entries_makes_an_empty_series()
    {
        var read = Read("""[{"path":"a","logFloats":{"entries":[]}},{"path":"b","logStrings":{"entries":[]}}]"""u8, 1000);

        AssertSame(new AppendFloats(AttributePath.Of("a"), ReadOnlyMemory<FloatPoint>.Empty), read[0].Operation);
        AssertSame(new AppendStrings(AttributePath.Of("b"), []), read[1].Operation);
    }

    [Theory]
    [InlineData("""{"path":"a","assignInt":{"value":1}}""")]
    [InlineData("""[]]""")]
    [InlineData("""[] x""")]
    [InlineData("""[{"path":"a","assignFloat":{"value":NaN}}]""")]
    [InlineData("")]
    public void What_is_no_array_of_operations_is_refused(string body) =>
        Assert.ThrowsAny<JsonException>(() => Read(Encoding.UTF8.GetBytes(body), 1000));

    /// <summary>As the endpoint does: the reader gets what came, and keeps what it did not use.</summary>
    static List<DecodedOperation> Read(ReadOnlySpan<byte> body, int pieceBytes)
    {
        var reader = new OperationsReader();
        var held = 0;
        for (var end = Math.Min(pieceBytes, body.Length); ; end = Math.Min(end + pieceBytes, body.Length))
        {
            held += reader.Feed(body[held..end], final: false);
            if (end == body.Length)
                break;
        }

        reader.Feed(body[held..], final: true);
        return reader.Items;
    }

    static void AssertSame(RunOperation expected, RunOperation? actual)
    {
        Assert.Equal(expected.GetType(), actual?.GetType());
        Assert.Equal(expected.Path, actual!.Path);
        switch (expected, actual)
        {
            case (AppendFloats one, AppendFloats other):
                Assert.Equal(one.Points.ToArray(), other.Points.ToArray());
                break;
            case (AppendStrings one, AppendStrings other):
                Assert.Equal(one.Points.ToArray(), other.Points.ToArray());
                break;
            case (AddToSet one, AddToSet other):
                Assert.Equal(one.Members.ToArray(), other.Members.ToArray());
                break;
            default:
                Assert.Equal(expected, actual);
                break;
        }
    }

    static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<string>()
        .Select(text => text is null ? "" : string.Concat(text.Where(c => !char.IsSurrogate(c))) + (text.Length % 3 == 0 ? "😀" : ""));

    static readonly Gen<AttributePath> Path = Text.Where(text => AttributePath.TryParse(text, out _, out _)).Select(AttributePath.Of);

    static readonly Gen<double> Number = ArbMap.Default.GeneratorFor<double>();

    static readonly Gen<long> Millis = Gen.Choose(-2_000_000_000, 2_000_000_000).Select(seconds => seconds * 1000L + 7);

    static readonly Gen<Step> StepGen = Gen.OneOf(
        Gen.Constant(Step.Next), Gen.Choose(-100, 100_000).Select(step => Step.From(step)), Number.Where(double.IsFinite).Select(Step.From));

    static readonly Gen<FloatPoint> FloatPointGen =
        from step in StepGen from millis in Millis from value in Number select new FloatPoint(step, millis * 1000, value);

    static readonly Gen<StringPoint> StringPointGen =
        from step in StepGen from millis in Millis from value in Text select new StringPoint(step, millis * 1000, value);

    static readonly Gen<RunOperation> Operation = Path.SelectMany(path => Gen.OneOf(
        Number.Select(value => (RunOperation)new AssignValue(path, new FloatValue(value))),
        ArbMap.Default.GeneratorFor<int>().Select(value => (RunOperation)new AssignValue(path, new IntValue(value))),
        ArbMap.Default.GeneratorFor<bool>().Select(value => (RunOperation)new AssignValue(path, new BoolValue(value))),
        Text.Select(value => (RunOperation)new AssignValue(path, new StringValue(value))),
        Millis.Select(value => (RunOperation)new AssignValue(path, new DatetimeValue(value * 1000))),
        FloatPointGen.ListOf().Select(points => (RunOperation)new AppendFloats(path, points.ToArray())),
        StringPointGen.ListOf().Select(points => (RunOperation)new AppendStrings(path, [.. points])),
        Text.ListOf().Select(members => (RunOperation)new AddToSet(AttributePath.Of(SystemAttributes.Tags), [.. members])),
        Gen.Elements<RunOperation>(
            new ClearSeries(path, AttributeType.FloatSeries), new ClearSeries(path, AttributeType.StringSeries), new DeleteAttribute(path),
            new ClearSet(AttributePath.Of(SystemAttributes.GroupTags)), new ConfigureSeries(path, new SeriesDisplay(0.5, null, "px")))));

    /// <summary>Written independently of the reader, as the client writes it.</summary>
    static string Json(IEnumerable<RunOperation> operations) =>
        new JsonArray([.. operations.Select(operation =>
        {
            var (name, value) = Argument(operation);
            return (JsonNode)new JsonObject { ["path"] = operation.Path.Text, [name] = value };
        })]).ToJsonString();

    static (string Name, JsonNode Value) Argument(RunOperation operation) => operation switch
    {
        AssignValue { Value: FloatValue v } => ("assignFloat", new JsonObject { ["value"] = NumberNode(v.Value) }),
        AssignValue { Value: IntValue v } => ("assignInt", new JsonObject { ["value"] = v.Value }),
        AssignValue { Value: BoolValue v } => ("assignBool", new JsonObject { ["value"] = v.Value }),
        AssignValue { Value: StringValue v } => ("assignString", new JsonObject { ["value"] = v.Value }),
        AssignValue { Value: DatetimeValue v } => ("assignDatetime", new JsonObject { ["valueMilliseconds"] = v.UnixMicros / 1000 }),
        AppendFloats log => ("logFloats", new JsonObject
        {
            ["entries"] = new JsonArray([.. log.Points.ToArray().Select(point => Entry(point.Step, point.UnixMicros, NumberNode(point.Value)))]),
        }),
        AppendStrings log => ("logStrings", new JsonObject
        {
            ["entries"] = new JsonArray([.. log.Points.Select(point => Entry(point.Step, point.UnixMicros, point.Value))]),
        }),
        AddToSet add => ("insertStrings", new JsonObject { ["values"] = new JsonArray([.. add.Members.Select(member => (JsonNode)member)]) }),
        ClearSeries { SeriesType: AttributeType.FloatSeries } => ("clearFloatSeries", new JsonObject()),
        ClearSeries => ("clearStringSeries", new JsonObject()),
        DeleteAttribute => ("deleteAttribute", new JsonObject()),
        ClearSet => ("clearStringSet", new JsonObject()),
        ConfigureSeries configure => ("configFloatSeries", new JsonObject
        {
            ["min"] = configure.Display.Min, ["max"] = configure.Display.Max, ["unit"] = configure.Display.Unit,
        }),
        _ => throw new NotSupportedException(operation.GetType().Name),
    };

    static JsonNode Entry(Step step, long micros, JsonNode value) => step.IsNext
        ? new JsonObject { ["value"] = value, ["timestampMilliseconds"] = micros / 1000 }
        : new JsonObject { ["value"] = value, ["step"] = step.Value, ["timestampMilliseconds"] = micros / 1000 };

    static JsonNode NumberNode(double value) =>
        double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(double.IsNaN(value) ? "NaN" : value.ToString(CultureInfo.InvariantCulture));
}
