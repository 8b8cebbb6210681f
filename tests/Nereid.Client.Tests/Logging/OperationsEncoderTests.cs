using System.Text.Json;
using Nereid.Client.Logging;

namespace Nereid.Client.Tests.Logging;

public sealed class OperationsEncoderTests
{
    static readonly Guid Request = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");

    [Fact]
    public void Points_of_a_series_share_an_operation_in_columns()
    {
        var json = Encode(
            new FloatPointEntry("a", 1, 10, 0.5), new FloatPointEntry("b", null, 20, double.NaN), new FloatPointEntry("a", null, 30, double.NegativeInfinity));

        Assert.Equal(
            """
            {"requestId":"0f8fad5b-d9cb-469f-a165-70867728950e","operations":[
            {"op":"appendFloats","path":"a","steps":[1,null],"unixMicros":[10,30],"values":[0.5,"-Infinity"]},
            {"op":"appendFloats","path":"b","steps":[null],"unixMicros":[20],"values":["NaN"]}]}
            """.ReplaceLineEndings(""), json);
    }

    [Fact]
    public void Another_entry_for_the_path_ends_the_sharing()
    {
        var json = Encode(new FloatPointEntry("a", 1, 10, 1), new DeleteEntry("a"), new FloatPointEntry("a", 2, 20, 2), new FloatPointEntry("a", 3, 30, 3));

        var operations = JsonDocument.Parse(json).RootElement.GetProperty("operations").EnumerateArray();
        Assert.Equal(["appendFloats", "delete", "appendFloats"], operations.Select(operation => operation.GetProperty("op").GetString()));
    }

    [Fact]
    public void Values_carry_their_type()
    {
        var json = Encode(
            new AssignEntry("f", new ScalarValue.Float(1)), new AssignEntry("i", new ScalarValue.Int(-3)), new AssignEntry("b", new ScalarValue.Bool(false)),
            new AssignEntry("s", new ScalarValue.Text("ü\"")), new AssignEntry("t", new ScalarValue.Time(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 6, TimeSpan.FromHours(1)))));

        var values = JsonDocument.Parse(json).RootElement.GetProperty("operations").EnumerateArray().Select(operation => operation.GetProperty("value"));
        Assert.Equal(["float", "int", "bool", "string", "datetime"], values.Select(value => value.GetProperty("type").GetString()));
        Assert.Equal("2026-01-02T02:04:05.006000Z", values.Last().GetProperty("value").GetString());
    }

    [Fact]
    public void Tags_are_added_and_removed_by_name()
    {
        var json = Encode(new TagsEntry("sys/tags", ["a", "b"], Remove: false), new TagsEntry("sys/tags", ["c"], Remove: true));

        Assert.Contains("""{"op":"addToSet","path":"sys/tags","values":["a","b"]},{"op":"removeFromSet","path":"sys/tags","values":["c"]}""", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\ud800")]
    [InlineData("x\udc00y")]
    [InlineData("\0\u001f\u2028")]
    public void Any_text_makes_valid_json(string text)
    {
        var json = Encode(new AssignEntry(text, new ScalarValue.Text(text)), new StringPointEntry(text, 1, 1, text));

        Assert.Equal(2, JsonDocument.Parse(json).RootElement.GetProperty("operations").GetArrayLength());
    }

    static string Encode(params LogEntry[] entries)
    {
        var encoder = new OperationsEncoder(Request);
        foreach (var entry in entries)
            encoder.Add(entry);
        return System.Text.Encoding.UTF8.GetString(encoder.ToBody());
    }
}
