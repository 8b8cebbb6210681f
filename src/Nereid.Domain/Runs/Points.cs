using System.Collections.Immutable;
using Nereid.Domain.Files;

namespace Nereid.Domain.Runs;

/// <summary>One sample of a float series.</summary>
/// <param name="Step">The x value. <see cref="Step.Next"/> only on the way in.</param>
/// <param name="UnixMicros">When it was logged: UTC, microseconds since 1970.</param>
/// <param name="Value">Any double. NaN and infinities are kept as they are.</param>
public readonly record struct FloatPoint(Step Step, long UnixMicros, double Value);

/// <summary>A sample of a float series that is not final, such as a mean over the part of the data seen so far.</summary>
/// <param name="Ratio">How much of the work behind it is done, 0 to 1.</param>
public readonly record struct PreviewPoint(Step Step, long UnixMicros, double Value, float Ratio);

/// <summary>One line of a string series.</summary>
public readonly record struct StringPoint(Step Step, long UnixMicros, string Value);

/// <summary>One file of a file series, such as an image per epoch.</summary>
/// <param name="Name">Label given by the user, or null.</param>
/// <param name="Description">Text given by the user, or null.</param>
public readonly record struct FilePoint(Step Step, long UnixMicros, FileContent File, string? Name, string? Description);

/// <summary>One histogram of a histogram series: <c>Edges.Length == Counts.Length + 1</c>, edges rising; the outer ones may be infinite.</summary>
/// <param name="Counts">How many fell into each bin, or with <paramref name="IsDensity"/> how densely; densities may be any double.</param>
public readonly record struct HistogramPoint(
    Step Step, long UnixMicros, ImmutableArray<double> Edges, ImmutableArray<double> Counts, bool IsDensity = false);
