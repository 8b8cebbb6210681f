namespace Nereid.Load.Benchmarks;

/// <summary>The ports that the benchmarks use, out of the way of a server that is in use.</summary>
static class Ports
{
    public const int First = 7940;
}
