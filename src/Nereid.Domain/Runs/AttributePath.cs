using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Nereid.Domain.Runs;

/// <summary>The address of an attribute inside a run, such as <c>train/loss</c>. Not empty, at most
/// <see cref="Limits.PathBytes"/> bytes of UTF-8, no NUL and no unpaired surrogate. Compared by code unit.</summary>
/// <remarks>A path is a label: it never becomes a file name or a URL segment. Slashes only group attributes for people.</remarks>
public readonly record struct AttributePath : IComparable<AttributePath>
{
    AttributePath(string text) => Text = text;

    public string Text { get; }

    /// <summary>False with a reason for people when the text cannot be a path.</summary>
    public static bool TryParse(string? text, out AttributePath path, [NotNullWhen(false)] out string? fault)
    {
        path = default;
        fault = Fault(text);
        if (fault is not null)
            return false;
        path = new AttributePath(text!);
        return true;
    }

    /// <summary>For paths written in our own code. Throws <see cref="FormatException"/> on a text that is no path.</summary>
    public static AttributePath Of(string text) =>
        TryParse(text, out var path, out var fault) ? path : throw new FormatException(fault);

    public int CompareTo(AttributePath other) => string.CompareOrdinal(Text, other.Text);

    public override string ToString() => Text;

    static string? Fault(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "The attribute path is empty; expected something like 'train/loss'.";
        if (text.Contains('\0', StringComparison.Ordinal))
            return "The attribute path contains a NUL character.";
        try
        {
            var bytes = StrictUtf8.GetByteCount(text);
            return bytes > Limits.PathBytes
                ? $"The attribute path has {bytes} bytes of UTF-8; at most {Limits.PathBytes} are allowed."
                : null;
        }
        catch (EncoderFallbackException)
        {
            return "The attribute path contains an unpaired surrogate and is not valid Unicode.";
        }
    }

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
