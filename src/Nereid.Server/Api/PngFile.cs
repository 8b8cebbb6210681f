using System.Buffers.Binary;

namespace Nereid.Server.Api;

/// <summary>Looks whether bytes are a PNG file of a bearable size (PNG specification, third edition: signature in 5.2, IHDR in 11.2.1, IEND in 11.2.4).</summary>
public static class PngFile
{
    public const string MediaType = "image/png";

    /// <summary>Pixels each way: twice what chat tools ask for.</summary>
    public const int MostPixels = 2_400;

    const int HeaderBytes = 33;

    static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>A chunk of no bytes, named IEND, and its checksum: how each PNG file ends.</summary>
    static ReadOnlySpan<byte> End => [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xae, 0x42, 0x60, 0x82];

    /// <returns>Null when all is well.</returns>
    public static string? Fault(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes + End.Length || !file.StartsWith(Signature) || !file.EndsWith(End))
            return "Expected a whole PNG file.";
        var header = file[Signature.Length..];
        if (BinaryPrimitives.ReadUInt32BigEndian(header) != 13 || !header[4..8].SequenceEqual("IHDR"u8))
            return "Expected a PNG file that begins with its header.";
        var width = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        var height = BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
        if (width is 0 or > MostPixels || height is 0 or > MostPixels)
            return $"Expected a picture of 1 to {MostPixels} pixels each way, got {width} × {height}.";
        // Depth and colour type go together as its table 11.1 says; compression and filter have one method, interlacing two.
        return (header[16], header[17]) is not ((1 or 2 or 4 or 8 or 16, 0) or (8 or 16, 2 or 4 or 6) or (1 or 2 or 4 or 8, 3)) || header[18] != 0 || header[19] != 0 || header[20] > 1
            ? "Expected a PNG file; its header holds values that there are not."
            : null;
    }
}
