using System.Collections.Immutable;
using Nereid.Domain.Files;

namespace Nereid.Domain.Runs;

/// <summary>The value of one attribute. For a series this is its summary; its points are read on their own.</summary>
public abstract record AttributeValue(AttributeType Type);

public sealed record IntValue(long Value) : AttributeValue(AttributeType.Int);

/// <param name="Value">Any double, NaN and infinities included.</param>
public sealed record FloatValue(double Value) : AttributeValue(AttributeType.Float);

public sealed record BoolValue(bool Value) : AttributeValue(AttributeType.Bool);

public sealed record StringValue(string Value) : AttributeValue(AttributeType.String);

/// <param name="UnixMicros">UTC, microseconds since 1970.</param>
public sealed record DatetimeValue(long UnixMicros) : AttributeValue(AttributeType.Datetime);

/// <summary>A set of strings, held in ordinal order without repeats.</summary>
public sealed record StringSetValue : AttributeValue
{
    public StringSetValue(IEnumerable<string> values) : base(AttributeType.StringSet) =>
        Values = [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public ImmutableArray<string> Values { get; }

    public bool Equals(StringSetValue? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Aggregate(0, HashCode.Combine);
}

public sealed record FileValue(FileContent File) : AttributeValue(AttributeType.File);

/// <summary>Several files under relative names. Which ones is kept in a blob of its own, since there may be very many.</summary>
/// <param name="Listing">The blob with the names and contents: <see cref="FileSetListing"/>.</param>
/// <param name="Count">Files.</param>
/// <param name="Size">Bytes of all files together.</param>
public sealed record FileSetValue(FileContent Listing, long Count, long Size) : AttributeValue(AttributeType.FileSet);

/// <param name="Hash">Lower-case hex; what it names is listed by the artifact's own documents.</param>
public sealed record ArtifactValue(string Hash) : AttributeValue(AttributeType.Artifact);

public sealed record RunStateValue(RunState State) : AttributeValue(AttributeType.RunState);

/// <param name="CommitId">Full hash of the commit the run started from.</param>
/// <param name="CommitUnixMicros">Null when unknown.</param>
public sealed record GitRefValue(
    string CommitId, string? Message, string? AuthorName, string? AuthorEmail, long? CommitUnixMicros,
    string? Branch, bool Dirty, ImmutableArray<string> Remotes) : AttributeValue(AttributeType.GitRef)
{
    public bool Equals(GitRefValue? other) => other is not null
        && (CommitId, Message, AuthorName, AuthorEmail, CommitUnixMicros, Branch, Dirty)
            == (other.CommitId, other.Message, other.AuthorName, other.AuthorEmail, other.CommitUnixMicros, other.Branch, other.Dirty)
        && Remotes.SequenceEqual(other.Remotes);

    public override int GetHashCode() => HashCode.Combine(CommitId, Branch, Dirty);
}

public sealed record NotebookRefValue(string NotebookId, string? CheckpointId, string? NotebookName) : AttributeValue(AttributeType.NotebookRef);

/// <summary>How a float series should be drawn; hints from the client, each may be absent.</summary>
public sealed record SeriesDisplay(double? Min, double? Max, string? Unit);

/// <param name="Count">Points, NaN included.</param>
/// <param name="NanCount">Points whose value is NaN. The other figures leave them out; infinities count as values.</param>
/// <param name="First">Value at the lowest step; NaN when <paramref name="Count"/> is 0.</param>
/// <param name="Last">Value at the highest step; NaN when <paramref name="Count"/> is 0.</param>
/// <param name="Min">Least value, NaN when there is none.</param>
/// <param name="Mean">NaN when there is none.</param>
/// <param name="Variance">Of the whole population, NaN when there is none.</param>
public sealed record FloatSeriesValue(
    long Count, long NanCount, Step FirstStep, double First, Step LastStep, double Last, long LastUnixMicros,
    double Min, double Max, double Mean, double Variance, SeriesDisplay? Display) : AttributeValue(AttributeType.FloatSeries)
{
    public static FloatSeriesValue Empty { get; } =
        new(0, 0, default, double.NaN, default, double.NaN, 0, double.NaN, double.NaN, double.NaN, double.NaN, null);

    /// <summary>What stands beyond the last point and is not final, by step. No other figure contains it.</summary>
    public ImmutableArray<PreviewPoint> Previews { get; init; } = [];

    public bool Equals(FloatSeriesValue? other) => other is not null
        && (Count, NanCount, FirstStep, LastStep, LastUnixMicros, Display) == (other.Count, other.NanCount, other.FirstStep, other.LastStep, other.LastUnixMicros, other.Display)
        && First.Equals(other.First) && Last.Equals(other.Last) && Min.Equals(other.Min) && Max.Equals(other.Max)
        && Mean.Equals(other.Mean) && Variance.Equals(other.Variance) && Previews.SequenceEqual(other.Previews);

    public override int GetHashCode() => HashCode.Combine(Count, LastStep, LastUnixMicros, Last);
}

/// <param name="Last">Value at the highest step; null when <paramref name="Count"/> is 0.</param>
public sealed record StringSeriesValue(long Count, Step LastStep, string? Last, long LastUnixMicros) : AttributeValue(AttributeType.StringSeries);

public sealed record FileSeriesValue(long Count, Step LastStep, FileContent? Last, long LastUnixMicros) : AttributeValue(AttributeType.FileSeries);

public sealed record HistogramSeriesValue(long Count, Step LastStep, long LastUnixMicros) : AttributeValue(AttributeType.HistogramSeries);
