namespace Nereid.Load.Clients;

/// <summary>Points of a made-up training that follow from run, series and step alone, so that a checker can compute each again and nobody has to
/// remember them.</summary>
/// <remarks>Values are 32-bit floats that fall from a start to a floor with noise, as losses do; divisions and products only, which give the same bits everywhere.</remarks>
readonly struct TrainingCurve(int run, int series)
{
    const long FirstUnixMicros = 1_780_000_000_000_000;
    const long MicrosPerStep = 100_000;
    const double NoiseShare = 0.02;
    const double Floor = 0.05;

    readonly ulong _seed = Mix(((ulong)run << 32) + (ulong)series + 1);
    readonly double _fall = 500 + series % 40 * 250;
    readonly double _start = 1 + series % 7 * 0.5;

    public double At(long step)
    {
        // 24 random bits as -1 to 1.
        var noise = (Mix(_seed + (ulong)step) >> 40) * (2.0 / (1 << 24)) - 1;
        return (float)((Floor + _start * _fall / (_fall + step)) * (1 + NoiseShare * noise));
    }

    /// <summary>Of a row: the series of a run that are logged together share it. Steps are not evenly spaced in time.</summary>
    public static long UnixMicros(int run, long step) => FirstUnixMicros + step * MicrosPerStep + (long)(Mix(((ulong)run << 40) ^ (ulong)step) % 5_000);

    /// <summary>Finaliser of SplitMix64: every bit of the result hangs on every bit of the number.</summary>
    static ulong Mix(ulong number)
    {
        number += 0x9E3779B97F4A7C15;
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }
}
