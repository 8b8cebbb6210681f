using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nereid.Domain.Files;

/// <summary>One file of a set.</summary>
/// <param name="Name">Relative, with slashes; a label, see <see cref="FileSetNames"/>.</param>
/// <param name="ModifiedUnixMicros">When it came here.</param>
public sealed record FileSetEntry(string Name, Guid Blob, long Size, string Sha256, long ModifiedUnixMicros);

/// <summary>The files of a set in ordinal order of their names. Kept as a blob of JSON: an array of entries.</summary>
public sealed record FileSetListing(ImmutableArray<FileSetEntry> Entries)
{
    public static FileSetListing Empty { get; } = new([]);

    public long Size => Entries.Sum(entry => entry.Size);

    /// <summary>New entries take the place of those with the same name.</summary>
    public FileSetListing With(IEnumerable<FileSetEntry> added)
    {
        var merged = Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (var entry in added)
            merged[entry.Name] = entry;
        return new([.. merged.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Without the file of this name, or all files below the folder of this name.</summary>
    public FileSetListing Without(string name) => new(
        [.. Entries.Where(entry => entry.Name != name && !entry.Name.StartsWith(name + "/", StringComparison.Ordinal))]);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(Entries, FileSetJson.Default.ImmutableArrayFileSetEntry);

    public static async Task<FileSetListing> ReadAsync(Stream json, CancellationToken cancel) =>
        new(await JsonSerializer.DeserializeAsync(json, FileSetJson.Default.ImmutableArrayFileSetEntry, cancel));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImmutableArray<FileSetEntry>))]
sealed partial class FileSetJson : JsonSerializerContext;
