using System.Globalization;

namespace Nereid.Load.Benchmarks;

/// <summary>The ports that the benchmarks use, out of the way of a server that is in use.</summary>
static class Ports
{
    /// <summary>NEREID_BENCH_PORT names others.</summary>
    public static int First { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("NEREID_BENCH_PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 7940;
}
