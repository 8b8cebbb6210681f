using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nereid.Domain.Files;

/// <summary>A file that stays where it is, such as on the user's disk or in a bucket, and of which only this is kept.</summary>
/// <param name="FilePath">Relative to what was tracked; a label.</param>
/// <param name="FileHash">As the client computed it: SHA-1 of a local file, the ETag of one in a bucket.</param>
/// <param name="Type">Where it is: Local, S3; a label.</param>
/// <param name="Size">Bytes; null when unknown.</param>
public sealed record ArtifactFile(string FilePath, string FileHash, string Type, long? Size, ImmutableArray<ArtifactMetadata> Metadata);

/// <summary>A fact about a file, such as its absolute path, by which clients find it again.</summary>
public sealed record ArtifactMetadata(string Key, string Value);

/// <summary>Which of the two ways an artifact's hash is computed; the client says which one it uses.</summary>
public enum ArtifactHashVersion
{
    /// <summary>With the metadata of each file; all that 0.x clients know.</summary>
    WithMetadata = 1,

    /// <summary>Without.</summary>
    WithoutMetadata = 2,
}

/// <summary>The files of an artifact, ordered by the code points of their paths, each path once.</summary>
public sealed record ArtifactListing
{
    ArtifactListing(ImmutableArray<ArtifactFile> files) => Files = files;

    public ImmutableArray<ArtifactFile> Files { get; }

    /// <summary>Bytes of all files whose size is known.</summary>
    public long Size => Files.Sum(file => file.Size ?? 0);

    /// <summary>Of files with one path the last one counts.</summary>
    public static ArtifactListing Of(IEnumerable<ArtifactFile> files)
    {
        var byPath = new Dictionary<string, ArtifactFile>(StringComparer.Ordinal);
        foreach (var file in files)
            byPath[file.FilePath] = file;
        return new([.. byPath.Values.OrderBy(file => file.FilePath, ByCodePoint)]);
    }

    /// <summary>New files take the place of those with the same path.</summary>
    public ArtifactListing With(IEnumerable<ArtifactFile> added) => Of(Files.Concat(added));

    /// <summary>Lower-case hex of SHA-256 over the files in their order. Clients compute the same; docs/protocols/neptune-1x.md has it byte by byte.</summary>
    public string Hash(ArtifactHashVersion version)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files)
        {
            hash.AppendData("#"u8);
            AddCounted(hash, file.FilePath);
            hash.AppendData("#"u8);
            hash.AppendData(Encoding.UTF8.GetBytes(file.FileHash));
            hash.AppendData("#"u8);
            if (file.Size is { } size)
                AddInt64(hash, size);
            hash.AppendData("#"u8);
            AddCounted(hash, file.Type);
            if (version == ArtifactHashVersion.WithMetadata)
                AddMetadata(hash, file.Metadata);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(Files, ArtifactJson.Default.ImmutableArrayArtifactFile);

    public static ArtifactListing FromJson(ReadOnlySpan<byte> json) => new(JsonSerializer.Deserialize(json, ArtifactJson.Default.ImmutableArrayArtifactFile));

    static void AddMetadata(IncrementalHash hash, ImmutableArray<ArtifactMetadata> metadata)
    {
        hash.AppendData("#"u8);
        foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, ByCodePoint))
        {
            hash.AppendData("|"u8);
            AddCounted(hash, key);
            hash.AppendData("|"u8);
            AddCounted(hash, value);
        }
    }

    /// <summary>The count is of code points, as the client's language counts characters.</summary>
    static void AddCounted(IncrementalHash hash, string text)
    {
        Span<byte> count = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(count, text.EnumerateRunes().Count());
        hash.AppendData(count);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
    }

    static void AddInt64(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    static readonly IComparer<string> ByCodePoint = Comparer<string>.Create(CompareByCodePoint);

    /// <summary>Not <see cref="StringComparer.Ordinal"/>: that puts characters above U+FFFF before some below it.</summary>
    static int CompareByCodePoint(string left, string right)
    {
        var (one, other) = (left.EnumerateRunes(), right.EnumerateRunes());
        while (true)
        {
            var (more, otherMore) = (one.MoveNext(), other.MoveNext());
            if (!more || !otherMore)
                return more.CompareTo(otherMore);
            if (one.Current.CompareTo(other.Current) is not 0 and var order)
                return order;
        }
    }
}

/// <param name="Size">Bytes of its files, as announced or counted.</param>
/// <param name="IsListed">Its files are known.</param>
public sealed record StoredArtifact(string Hash, long? Size, bool IsListed);

/// <summary>Artifacts by project and hash: the same content twice is one artifact. Safe for use from many threads; changes are durable when their call returns.</summary>
public interface IArtifactStore
{
    ValueTask<StoredArtifact?> FindAsync(ProjectId project, string hash, CancellationToken cancel);

    /// <summary>The artifact of that hash, made when it is not there.</summary>
    ValueTask<StoredArtifact> EnsureAsync(ProjectId project, string hash, long? size, CancellationToken cancel);

    /// <summary>Stores the files, unless they are known already: a hash means one list for ever.</summary>
    ValueTask<StoredArtifact> ListAsync(ProjectId project, string hash, ArtifactListing files, CancellationToken cancel);

    /// <summary>Null when there is no such artifact or its files never came.</summary>
    ValueTask<ArtifactListing?> ReadAsync(ProjectId project, string hash, CancellationToken cancel);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImmutableArray<ArtifactFile>))]
sealed partial class ArtifactJson : JsonSerializerContext;
