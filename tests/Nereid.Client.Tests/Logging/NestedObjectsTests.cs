using System.Text.Json.Serialization;
using Nereid.Client.Logging;

namespace Nereid.Client.Tests.Logging;

enum Mood
{
    Calm,
}

sealed record Optimizer(double Rate, int? Warmup);

sealed record Settings(string Name, double Decay, Mood Mood, Optimizer Optimizer, int[] Layers, Dictionary<string, double> Weights)
{
    [JsonIgnore]
    public string Secret => "hidden";

    [JsonPropertyName("renamed")]
    public bool Flag => true;
}

sealed record Loop
{
    public Loop Again => this;
}

[JsonSerializable(typeof(Settings))]
[JsonSerializable(typeof(Loop))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
sealed partial class SettingsJson : JsonSerializerContext;

public sealed class NestedObjectsTests
{
    [Fact]
    public void Properties_become_paths_under_their_json_names_and_keep_their_types()
    {
        var settings = new Settings("x", Decay: 0, Mood.Calm, new Optimizer(1, null), [64, 10], new() { ["a"] = 2 });

        var entries = NestedObjects.Flatten("p", settings, SettingsJson.Default.Settings, (path, reason) => Assert.Fail($"{path}: {reason}"));

        Assert.Equal(
            new HashSet<AssignEntry>
            {
                new("p/name", new ScalarValue.Text("x")), new("p/decay", new ScalarValue.Float(0)), new("p/mood", new ScalarValue.Text("Calm")),
                new("p/optimizer/rate", new ScalarValue.Float(1)), new("p/layers/0", new ScalarValue.Int(64)), new("p/layers/1", new ScalarValue.Int(10)),
                new("p/weights/a", new ScalarValue.Float(2)), new("p/renamed", new ScalarValue.Bool(true)),
            }, entries.ToHashSet());
    }

    [Fact]
    public void An_object_that_holds_itself_ends()
    {
        var refused = new List<string>();

        Assert.Empty(NestedObjects.Flatten("p", new Loop(), SettingsJson.Default.Loop, (path, _) => refused.Add(path)));
        Assert.Single(refused);
    }
}
