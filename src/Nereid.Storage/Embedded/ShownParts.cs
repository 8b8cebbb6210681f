using System.Collections.Concurrent;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;

namespace Nereid.Storage.Embedded;

/// <summary>Figures of the parts of ancestors' series that forks show, which nothing else keeps: counting one goes over all its points.</summary>
/// <remarks>Safe for many threads.</remarks>
sealed class ShownParts
{
    /// <summary>About 400 bytes each.</summary>
    const int Most = 20_000;

    readonly ConcurrentDictionary<(long Series, Step Limit), (State State, FloatSummary Figures)> _parts = new();

    /// <summary>Changes whenever points of the whole series do.</summary>
    /// <param name="Version">Of its figures in memory.</param>
    /// <param name="Through">Of its saved figures.</param>
    public readonly record struct State(FloatSummary Whole, long Version, long Through);

    /// <summary>Null when they are not known for this state.</summary>
    public FloatSummary? Find((long Series, Step Limit) part, State state) =>
        _parts.TryGetValue(part, out var known) && known.State.Equals(state) ? known.Figures : null;

    public FloatSummary Keep((long Series, Step Limit) part, State state, in FloatSummary figures)
    {
        if (_parts.Count >= Most)
            _parts.Clear();
        _parts[part] = (state, figures);
        return figures;
    }
}
