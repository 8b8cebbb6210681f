using System.Globalization;

namespace Nereid.Load;

/// <summary>What ./bench was asked for.</summary>
sealed record Arguments(IReadOnlyList<string> Names, bool AsJson, double Minutes, double PointsPerSecond, string? Client)
{
    public const string Usage = "Usage: ./bench [NAME...|all] [--json] [--minutes N] [--rate POINTS_PER_SECOND] [--client PYTHONPATH]; without a name the benchmarks are listed.";

    const double UsualMinutes = 3;
    const double UsualRate = 1_000_000;

    public static bool TryParse(string[] args, out Arguments arguments, out string? fault)
    {
        var names = new List<string>();
        arguments = new Arguments(names, false, UsualMinutes, UsualRate, null);
        fault = null;
        for (var i = 0; i < args.Length && fault is null; i++)
        {
            switch (args[i])
            {
                case "--json":
                    arguments = arguments with { AsJson = true };
                    break;
                case "--minutes" when Number(args, ++i) is { } minutes:
                    arguments = arguments with { Minutes = minutes };
                    break;
                case "--rate" when Number(args, ++i) is { } rate:
                    arguments = arguments with { PointsPerSecond = rate };
                    break;
                case "--client" when i + 1 < args.Length:
                    arguments = arguments with { Client = args[++i] };
                    break;
                case "--client":
                    fault = "--client needs the PYTHONPATH under which neptune_scale is found.";
                    break;
                case "--minutes" or "--rate":
                    fault = $"{args[i - 1]} needs a number above 0.";
                    break;
                case ['-', '-', ..] unknown:
                    fault = $"Unknown: {unknown}.";
                    break;
                default:
                    names.Add(args[i]);
                    break;
            }
        }
        return fault is null;
    }

    static double? Number(string[] args, int place) =>
        place < args.Length && double.TryParse(args[place], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
