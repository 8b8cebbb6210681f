using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Series.Heads;

/// <summary>What is known of a series besides its points, at one moment.</summary>
/// <param name="IsStale">A late or repeated step came: only first and last step and last value of the summary are right; a recount makes it whole.</param>
/// <param name="Version">Changes with every point; tells whether a recount is still true.</param>
/// <param name="Previews">By step; those that points have overtaken included.</param>
readonly record struct HeadFigures(FloatSummary Summary, bool IsStale, long Version, SeriesDisplay? Display, ImmutableArray<PreviewPoint> Previews = default);

/// <summary>The figures of a float series as they are saved with its attribute.</summary>
/// <param name="Birth">Journal entry that made the series, or made it new by clearing it.</param>
/// <param name="Through">The figures contain the points of all journal entries up to this one, and of no later one.</param>
readonly record struct SavedFigures(long Birth, long Through, bool IsStale, FloatSummary Summary, SeriesDisplay? Display, ImmutableArray<PreviewPoint> Previews = default);
