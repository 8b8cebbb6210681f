using System.Globalization;

namespace Nereid.Protocols.Neptune1;

/// <summary>What old versions of the client send otherwise than today's. Turned into today's form here, so that nothing else knows of it.</summary>
static class OldClients
{
    /// <summary>The 0.x client creates runs without saying what they are.</summary>
    public static string ContainerType(string? type) => type ?? "run";

    /// <summary>The 0.x client sends numbers as text, and NaN and the infinities as words.</summary>
    public static bool TryParseNumber(string text, out double number)
    {
        (var known, number) = text.ToUpperInvariant() switch
        {
            "NAN" => (true, double.NaN),
            "INFINITY" or "INF" or "+INFINITY" => (true, double.PositiveInfinity),
            "-INFINITY" or "-INF" => (true, double.NegativeInfinity),
            _ => (false, 0),
        };
        return known || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
