using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nereid.Load.Reporting;

/// <summary>What a figure should be: at least, at most, or neither when it is only watched.</summary>
sealed record Target(double? AtLeast = null, double? AtMost = null)
{
    [JsonIgnore]
    public string? Text => AtLeast is { } least ? string.Create(CultureInfo.InvariantCulture, $">= {least:#,0.##}")
        : AtMost is { } most ? string.Create(CultureInfo.InvariantCulture, $"<= {most:#,0.##}") : null;

    public bool IsMet(double value) => (AtLeast is not { } least || value >= least) && (AtMost is not { } most || value <= most);
}

/// <summary>The targets of all benchmarks: benchmarks/targets.json, by the name of the row.</summary>
sealed class Targets(IReadOnlyDictionary<string, Target> byName)
{
    public static async Task<Targets> ReadAsync(string file, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file);
        return new Targets(await JsonSerializer.DeserializeAsync(stream, ReportJson.Default.DictionaryStringTarget, cancel)
            ?? throw new InvalidDataException($"{file} holds no targets."));
    }

    /// <summary>A row without an entry is a mistake in the file or in a name: a target must not get lost.</summary>
    public Target For(string name) =>
        byName.TryGetValue(name, out var target) ? target : throw new InvalidDataException($"benchmarks/targets.json has no entry '{name}'; write {{}} for a figure without a target.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Dictionary<string, Target>))]
[JsonSerializable(typeof(Row))]
sealed partial class ReportJson : JsonSerializerContext;
