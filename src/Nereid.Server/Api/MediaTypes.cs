using System.Text;

namespace Nereid.Server.Api;

/// <summary>What bytes are, by the bytes alone, and which kinds a browser may show inside our origin.</summary>
static class MediaTypes
{
    /// <summary>How many first bytes <see cref="Sniff"/> wants to see.</summary>
    public const int HeadBytes = 1024;

    public const string Unknown = "application/octet-stream";
    public const string Text = "text/plain";
    public const string Html = "text/html";
    public const string Svg = "image/svg+xml";

    /// <summary>Kinds that cannot run anything. All others are sent as a download.</summary>
    static readonly HashSet<string> ShownInline = new(StringComparer.Ordinal)
    {
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", Text,
        "audio/wav", "audio/mpeg", "audio/ogg", "video/mp4", "video/webm",
    };

    public static bool MayBeShownInline(string mediaType) => ShownInline.Contains(mediaType);

    public static string Sniff(ReadOnlySpan<byte> head)
    {
        if (StartsWith(head, 0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'))
            return "image/png";
        if (StartsWith(head, 0xFF, 0xD8, 0xFF))
            return "image/jpeg";
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return "image/gif";
        if (head.StartsWith("BM"u8) && head.Length > 14 && head[6..10].IndexOfAnyExcept((byte)0) < 0)
            return "image/bmp";
        if (head.StartsWith("RIFF"u8) && head.Length >= 12)
            return Riff(head[8..12]);
        if (head.StartsWith("%PDF-"u8))
            return "application/pdf";
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
            return "application/zip";
        if (StartsWith(head, 0x1F, 0x8B))
            return "application/gzip";
        if (StartsWith(head, 0x28, 0xB5, 0x2F, 0xFD))
            return "application/zstd";
        if (head.StartsWith("PAR1"u8))
            return "application/vnd.apache.parquet";
        if (head.StartsWith("OggS"u8))
            return "audio/ogg";
        if (head.StartsWith("ID3"u8) || (head.Length > 2 && head[0] == 0xFF && (head[1] & 0xE6) == 0xE2))
            return "audio/mpeg";
        if (StartsWith(head, 0x1A, 0x45, 0xDF, 0xA3))
            return "video/webm";
        if (head.Length >= 12 && head[4..].StartsWith("ftyp"u8))
            return "video/mp4";
        return IsText(head) ? TextKind(head) : Unknown;
    }

    static bool StartsWith(ReadOnlySpan<byte> head, params ReadOnlySpan<byte> sign) => head.StartsWith(sign);

    static string Riff(ReadOnlySpan<byte> form) =>
        form.SequenceEqual("WEBP"u8) ? "image/webp" : form.SequenceEqual("WAVE"u8) ? "audio/wav" : Unknown;

    /// <summary>UTF-8 without control characters other than white space and the escape of coloured console output. A character that the end
    /// of the head cuts in two is no fault.</summary>
    static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var one in head)
        {
            if (one < 0x20 && one is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C or 0x1B))
                return false;
        }
        while (!head.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(head, out _, out var consumed);
            if (status == System.Buffers.OperationStatus.NeedMoreData)
                return true;
            if (status != System.Buffers.OperationStatus.Done)
                return false;
            head = head[consumed..];
        }
        return true;
    }

    static string TextKind(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head);
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase))
            return Svg;
        return Array.Exists(HtmlSigns, sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase)) ? Html : Text;
    }

    static readonly string[] HtmlSigns = ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<div", "<img", "<table"];
}
