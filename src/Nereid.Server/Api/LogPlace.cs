using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api;

/// <summary>How far a search through the logs of a run has come: the log, and the last step looked at. Callers pass its text on without reading it.</summary>
/// <param name="Step">Null: nothing of this log was looked at.</param>
readonly record struct LogPlace(AttributePath Log, Step? Step)
{
    // The text is Base64 of "step path", the step being "-", "m" and exact millionths, or "d" and a double.

    public override string ToString()
    {
        var step = Step is not { } at ? "-"
            : at.TryGetMillionths(out var millionths) ? string.Create(CultureInfo.InvariantCulture, $"m{millionths}")
            : string.Create(CultureInfo.InvariantCulture, $"d{at.Value:R}");
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{step} {Log.Text}"));
    }

    /// <param name="place">Null for nothing or an empty text: the beginning.</param>
    public static bool TryParse(string? text, out LogPlace? place)
    {
        place = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!Base64Url.IsValid(text))
            return false;
        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        var space = plain.IndexOf(' ', StringComparison.Ordinal);
        if (space < 1 || !AttributePath.TryParse(plain[(space + 1)..], out var log, out _) || !TryStep(plain.AsSpan(0, space), out var step))
            return false;
        place = new LogPlace(log, step);
        return true;
    }

    static bool TryStep(ReadOnlySpan<char> text, out Step? step)
    {
        step = null;
        if (text is "-")
            return true;
        if (text[0] == 'm' && long.TryParse(text[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var millionths)
            && Math.Abs((double)millionths) < 1e18)
            step = Domain.Runs.Step.FromMillionths(millionths);
        else if (text[0] == 'd' && double.TryParse(text[1..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && Domain.Runs.Step.TryFrom(value, out var off))
            step = off;
        return step is not null;
    }
}
