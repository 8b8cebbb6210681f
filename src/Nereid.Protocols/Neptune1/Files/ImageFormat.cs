namespace Nereid.Protocols.Neptune1.Files;

/// <summary>Tells image formats by their first bytes. What it says is a label for the preview, never trusted for serving.</summary>
static class ImageFormat
{
    public static (string MediaType, string Extension) Of(ReadOnlySpan<byte> content) => content switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ("image/png", "png"),
        [0xFF, 0xD8, 0xFF, ..] => ("image/jpeg", "jpg"),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => ("image/gif", "gif"),
        [(byte)'B', (byte)'M', ..] => ("image/bmp", "bmp"),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ("image/webp", "webp"),
        _ => ("application/octet-stream", ""),
    };
}
