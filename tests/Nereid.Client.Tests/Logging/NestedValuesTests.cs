using System.Text.Json;
using Nereid.Client.Logging;

namespace Nereid.Client.Tests.Logging;

public sealed class NestedValuesTests
{
    [Fact]
    public void Dictionaries_and_lists_become_paths()
    {
        var entries = Flatten(new Dictionary<string, object?>
        {
            ["optimizer"] = new Dictionary<string, object?> { ["lr"] = 0.1, ["nesterov"] = true },
            ["layers"] = new[] { 64, 10 },
            ["weights"] = new Dictionary<string, float> { ["a"] = 1.5f },
            ["nothing"] = null,
        });

        Assert.Equal(
            [
                new AssignEntry("p/optimizer/lr", new ScalarValue.Float(0.1)), new AssignEntry("p/optimizer/nesterov", new ScalarValue.Bool(true)),
                new AssignEntry("p/layers/0", new ScalarValue.Int(64)), new AssignEntry("p/layers/1", new ScalarValue.Int(10)),
                new AssignEntry("p/weights/a", new ScalarValue.Float(1.5)),
            ], entries);
    }

    [Fact]
    public void Json_becomes_paths()
    {
        var entries = Flatten(JsonDocument.Parse("""{"a":{"b":1},"c":[2.5,"x",null,true]}""").RootElement);

        Assert.Equal(
            [
                new AssignEntry("p/a/b", new ScalarValue.Int(1)), new AssignEntry("p/c/0", new ScalarValue.Float(2.5)),
                new AssignEntry("p/c/1", new ScalarValue.Text("x")), new AssignEntry("p/c/3", new ScalarValue.Bool(true)),
            ], entries);
    }

    [Fact]
    public void A_value_of_an_unknown_type_is_refused_by_path_and_type()
    {
        var refused = new List<string>();

        var entries = NestedValues.Flatten("p", new Dictionary<string, object?> { ["odd"] = new Version(1, 2), ["fine"] = 1 }, (path, reason) => refused.Add($"{path}: {reason}")).ToList();

        Assert.Single(entries);
        Assert.StartsWith("p/odd: a value of type Version", Assert.Single(refused), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dictionary_that_holds_itself_ends()
    {
        var loop = new Dictionary<string, object?>();
        loop["again"] = loop;
        var refused = new List<string>();

        Assert.Empty(NestedValues.Flatten("p", loop, (path, _) => refused.Add(path)));
        Assert.Single(refused);
    }

    static List<AssignEntry> Flatten(object value) =>
        [.. NestedValues.Flatten("p", value, (path, reason) => Assert.Fail($"{path}: {reason}"))];
}
