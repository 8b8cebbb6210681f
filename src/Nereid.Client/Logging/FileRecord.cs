using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nereid.Client.Logging;

/// <summary>What the spool keeps of one file upload: a JSON head and, unless the file is read from its own place when sent, its bytes.</summary>
/// <param name="LocalFile">Where the file lies on this machine, chosen by the program that logs. Null when the bytes follow the head.</param>
/// <param name="IsSeries">A point of a file series; otherwise the value of a file attribute. The fields after it are the point's.</param>
sealed record FileRecordHead(
    Guid RequestId, string Path, string Extension, string? LocalFile, bool IsSeries, double? Step, long UnixMicros, string? Name, string? Description);

/// <summary>Body of a file record: head length (4 bytes, little-endian), head, content.</summary>
static class FileRecord
{
    public static byte[] ToBody(FileEntry entry, Guid requestId)
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(
            new FileRecordHead(
                requestId, entry.Path, entry.Extension, entry.LocalFile, entry.Series is not null,
                entry.Series?.Step, entry.Series?.UnixMicros ?? 0, entry.Series?.Name, entry.Series?.Description),
            FileRecordJson.Default.FileRecordHead);
        var content = entry.Content ?? default;
        var body = new byte[sizeof(int) + head.Length + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(body, head.Length);
        head.CopyTo(body, sizeof(int));
        content.CopyTo(body.AsMemory(sizeof(int) + head.Length));
        return body;
    }

    public static (FileRecordHead Head, ReadOnlyMemory<byte> Content) Read(ReadOnlyMemory<byte> body)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(body.Span);
        var head = JsonSerializer.Deserialize(body.Span.Slice(sizeof(int), length), FileRecordJson.Default.FileRecordHead)
            ?? throw new JsonException("A file record without a head.");
        return (head, body[(sizeof(int) + length)..]);
    }
}

[JsonSerializable(typeof(FileRecordHead))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class FileRecordJson : JsonSerializerContext;
