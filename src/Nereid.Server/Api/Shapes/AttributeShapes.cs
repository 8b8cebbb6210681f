using System.Text.Json.Serialization;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api.Shapes;

/// <summary>An attribute of a run as read, also as a cell of a table. A union told apart by <c>type</c>; every member has a <c>value</c>,
/// which for a series is its last one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(IntAttributeDto), "int")]
[JsonDerivedType(typeof(FloatAttributeDto), "float")]
[JsonDerivedType(typeof(BoolAttributeDto), "bool")]
[JsonDerivedType(typeof(StringAttributeDto), "string")]
[JsonDerivedType(typeof(DatetimeAttributeDto), "datetime")]
[JsonDerivedType(typeof(StringSetAttributeDto), "stringSet")]
[JsonDerivedType(typeof(FloatSeriesAttributeDto), "floatSeries")]
[JsonDerivedType(typeof(StringSeriesAttributeDto), "stringSeries")]
[JsonDerivedType(typeof(FileSeriesAttributeDto), "fileSeries")]
[JsonDerivedType(typeof(HistogramSeriesAttributeDto), "histogramSeries")]
[JsonDerivedType(typeof(FileAttributeDto), "file")]
[JsonDerivedType(typeof(FileSetAttributeDto), "fileSet")]
[JsonDerivedType(typeof(ArtifactAttributeDto), "artifact")]
[JsonDerivedType(typeof(RunStateAttributeDto), "runState")]
[JsonDerivedType(typeof(GitRefAttributeDto), "gitRef")]
[JsonDerivedType(typeof(NotebookRefAttributeDto), "notebookRef")]
public abstract record AttributeDto(string Path);

/// <param name="Value">64 bits, sent as an exact JSON integer; a reader that knows only doubles loses digits beyond 2^53.</param>
public sealed record IntAttributeDto(string Path, long Value) : AttributeDto(Path);

public sealed record FloatAttributeDto(string Path, double Value) : AttributeDto(Path);

public sealed record BoolAttributeDto(string Path, bool Value) : AttributeDto(Path);

public sealed record StringAttributeDto(string Path, string Value) : AttributeDto(Path);

/// <param name="UnixMicros">The exact value; <paramref name="Value"/> is the same moment as text (years 1 to 9999).</param>
public sealed record DatetimeAttributeDto(string Path, DateTime Value, long UnixMicros) : AttributeDto(Path);

public sealed record StringSetAttributeDto(string Path, IReadOnlyList<string> Value) : AttributeDto(Path);

/// <summary>The figures leave NaN out; each is null when there is no point it could come from.</summary>
/// <param name="Value">At the highest step, may be non-finite.</param>
public sealed record FloatSeriesAttributeDto(
    string Path, double? Value, long Count, long NanCount, double? FirstStep, double? First, double? LastStep, long? LastUnixMicros,
    double? Min, double? Max, double? Mean, double? Variance, SeriesDisplayDto? Display) : AttributeDto(Path);

public sealed record StringSeriesAttributeDto(string Path, string? Value, long Count, double? LastStep, long? LastUnixMicros) : AttributeDto(Path);

public sealed record FileSeriesAttributeDto(string Path, FileDto? Value, long Count, double? LastStep, long? LastUnixMicros) : AttributeDto(Path);

/// <param name="Value">How many histograms there are.</param>
public sealed record HistogramSeriesAttributeDto(string Path, long Value, double? LastStep, long? LastUnixMicros) : AttributeDto(Path);

public sealed record FileAttributeDto(string Path, FileDto Value) : AttributeDto(Path);

public sealed record FileSetAttributeDto(string Path, FileSetDto Value) : AttributeDto(Path);

/// <param name="Value">The hash in lower-case hex.</param>
public sealed record ArtifactAttributeDto(string Path, string Value) : AttributeDto(Path);

public sealed record RunStateAttributeDto(string Path, RunState Value) : AttributeDto(Path);

public sealed record GitRefAttributeDto(string Path, GitRefDto Value) : AttributeDto(Path);

public sealed record NotebookRefAttributeDto(string Path, NotebookRefDto Value) : AttributeDto(Path);

/// <summary>The commit that a run started from.</summary>
public sealed record GitRefDto(
    string CommitId, string? Message = null, string? AuthorName = null, string? AuthorEmail = null, DateTimeOffset? CommitTime = null,
    string? Branch = null, bool Dirty = false, IReadOnlyList<string>? Remotes = null);

public sealed record NotebookRefDto(string NotebookId, string? CheckpointId = null, string? NotebookName = null);

/// <param name="Sha256">Lower-case hex; also the ETag of the content.</param>
/// <param name="MediaType">As found in the bytes themselves.</param>
/// <param name="Extension">Label given by the client, without the dot; may be empty.</param>
public sealed record FileDto(long Size, string Sha256, string MediaType, string Extension);

/// <param name="Count">Files.</param>
/// <param name="Size">Bytes of all of them.</param>
public sealed record FileSetDto(long Count, long Size);

/// <summary>How a float series should be drawn; each hint may be absent.</summary>
public sealed record SeriesDisplayDto(double? Min = null, double? Max = null, string? Unit = null);
