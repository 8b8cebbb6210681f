using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Operations;

/// <summary>One change to one attribute of one run. Every write, whatever wire it came by, is a list of these.</summary>
/// <remarks>A batch is applied in order, later operations see the effects of earlier ones, and one that is refused stops no other.</remarks>
public abstract record RunOperation(AttributePath Path);

/// <summary>Sets a value. Refused when the attribute exists with another type, and for series.</summary>
public sealed record AssignValue(AttributePath Path, AttributeValue Value) : RunOperation(Path);

/// <summary>Adds members; creates the set when absent.</summary>
public sealed record AddToSet(AttributePath Path, ImmutableArray<string> Members) : RunOperation(Path);

/// <summary>Removes members; members that are not there, and a set that is not there, are no error.</summary>
public sealed record RemoveFromSet(AttributePath Path, ImmutableArray<string> Members) : RunOperation(Path);

/// <summary>Empties the set; creates it when absent.</summary>
public sealed record ClearSet(AttributePath Path) : RunOperation(Path);

/// <summary>Adds points in any order; a repeated step replaces the earlier point. No points: creates an empty series.</summary>
public sealed record AppendFloats(AttributePath Path, ReadOnlyMemory<FloatPoint> Points) : RunOperation(Path);

/// <summary>Sets points of a float series that are not final yet; creates the series when absent. They stand beside its points until a point at their step or a
/// later one comes. A preview at the step of another replaces it. Refused at or before the series' last step.</summary>
/// <param name="Points">With concrete steps.</param>
public sealed record PreviewFloats(AttributePath Path, ImmutableArray<PreviewPoint> Points) : RunOperation(Path);

/// <summary>As <see cref="AppendFloats"/>, for lines of text.</summary>
public sealed record AppendStrings(AttributePath Path, ImmutableArray<StringPoint> Points) : RunOperation(Path);

/// <summary>As <see cref="AppendFloats"/>, for files.</summary>
public sealed record AppendFiles(AttributePath Path, ImmutableArray<FilePoint> Points) : RunOperation(Path);

/// <summary>As <see cref="AppendFloats"/>, for histograms.</summary>
public sealed record AppendHistograms(AttributePath Path, ImmutableArray<HistogramPoint> Points) : RunOperation(Path);

/// <summary>Removes all points; creates the series when absent.</summary>
/// <param name="SeriesType">Which series type the attribute has or gets.</param>
public sealed record ClearSeries(AttributePath Path, AttributeType SeriesType) : RunOperation(Path);

/// <summary>Sets how a float series should be drawn; creates the series when absent.</summary>
public sealed record ConfigureSeries(AttributePath Path, SeriesDisplay Display) : RunOperation(Path);

/// <summary>Removes the attribute with all its points and files. One that is not there is no error.</summary>
public sealed record DeleteAttribute(AttributePath Path) : RunOperation(Path);

/// <summary>Removes every attribute at this path or below it (<c>path/…</c>). None is no error. Only in a batch of deletions.</summary>
public sealed record DeleteTree(AttributePath Path) : RunOperation(Path);

/// <summary>Removes the points of a series whose step lies in a range. No such series or points is no error; the series stays. Only in a batch of deletions.</summary>
/// <param name="From">First step, included. Null: from the beginning.</param>
/// <param name="To">Last step, included. Null: to the end.</param>
public sealed record DeleteSteps(AttributePath Path, Step? From, Step? To) : RunOperation(Path);
