using System.Text.Json.Serialization;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api.Shapes;

/// <summary>The value of an attribute as read; for a series its summary. A union told apart by <c>type</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(IntValueDto), "int")]
[JsonDerivedType(typeof(FloatValueDto), "float")]
[JsonDerivedType(typeof(BoolValueDto), "bool")]
[JsonDerivedType(typeof(StringValueDto), "string")]
[JsonDerivedType(typeof(DatetimeValueDto), "datetime")]
[JsonDerivedType(typeof(StringSetValueDto), "stringSet")]
[JsonDerivedType(typeof(FloatSeriesValueDto), "floatSeries")]
[JsonDerivedType(typeof(StringSeriesValueDto), "stringSeries")]
[JsonDerivedType(typeof(FileSeriesValueDto), "fileSeries")]
[JsonDerivedType(typeof(HistogramSeriesValueDto), "histogramSeries")]
[JsonDerivedType(typeof(FileValueDto), "file")]
[JsonDerivedType(typeof(ArtifactValueDto), "artifact")]
[JsonDerivedType(typeof(RunStateValueDto), "runState")]
[JsonDerivedType(typeof(GitRefValueDto), "gitRef")]
[JsonDerivedType(typeof(NotebookRefValueDto), "notebookRef")]
public abstract record AttributeValueDto;

/// <param name="Value">64 bits, sent as an exact JSON integer; a reader that knows only doubles loses digits beyond 2^53.</param>
public sealed record IntValueDto(long Value) : AttributeValueDto;

public sealed record FloatValueDto(double Value) : AttributeValueDto;

public sealed record BoolValueDto(bool Value) : AttributeValueDto;

public sealed record StringValueDto(string Value) : AttributeValueDto;

/// <param name="UnixMicros">The exact value; <paramref name="Value"/> is the same moment as text (years 1 to 9999).</param>
public sealed record DatetimeValueDto(DateTime Value, long UnixMicros) : AttributeValueDto;

public sealed record StringSetValueDto(IReadOnlyList<string> Value) : AttributeValueDto;

/// <summary>The figures leave NaN out; each is null when there is no point it could come from.</summary>
public sealed record FloatSeriesValueDto(
    long Count, long NanCount, double? FirstStep, double? First, double? LastStep, double? Last, long? LastUnixMicros,
    double? Min, double? Max, double? Mean, double? Variance, SeriesDisplayDto? Display) : AttributeValueDto;

public sealed record StringSeriesValueDto(long Count, double? LastStep, string? Last, long? LastUnixMicros) : AttributeValueDto;

public sealed record FileSeriesValueDto(long Count, double? LastStep, FileDto? Last, long? LastUnixMicros) : AttributeValueDto;

public sealed record HistogramSeriesValueDto(long Count, double? LastStep, long? LastUnixMicros) : AttributeValueDto;

public sealed record FileValueDto(FileDto File) : AttributeValueDto;

/// <param name="Hash">Lower-case hex.</param>
public sealed record ArtifactValueDto(string Hash) : AttributeValueDto;

public sealed record RunStateValueDto(RunState Value) : AttributeValueDto;

public sealed record GitRefValueDto(
    string CommitId, string? Message, string? AuthorName, string? AuthorEmail, DateTime? CommitTime, string? Branch, bool Dirty,
    IReadOnlyList<string> Remotes) : AttributeValueDto;

public sealed record NotebookRefValueDto(string NotebookId, string? CheckpointId, string? NotebookName) : AttributeValueDto;

/// <param name="Sha256">Lower-case hex; also the ETag of the content.</param>
/// <param name="MediaType">As found in the bytes themselves.</param>
/// <param name="Extension">Label given by the client, without the dot; may be empty.</param>
public sealed record FileDto(long Size, string Sha256, string MediaType, string Extension);

/// <summary>How a float series should be drawn; each hint may be absent.</summary>
public sealed record SeriesDisplayDto(double? Min = null, double? Max = null, string? Unit = null);
