using Nereid.Domain.Runs;

namespace Nereid.Storage.Series;

/// <summary>The kept figures of a string, file or histogram series.</summary>
struct PointSummary
{
    public long Count;
    public Step LastStep;
    public long LastUnixMicros;

    /// <summary>Of a file series: size of all its files.</summary>
    public long FileBytes;

    /// <summary>Takes a point whose step is the highest so far, new or not.</summary>
    public void SetLast(Step step, long unixMicros) => (LastStep, LastUnixMicros) = (step, unixMicros);
}
