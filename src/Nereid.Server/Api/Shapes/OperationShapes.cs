using System.Text.Json.Serialization;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api.Shapes;

/// <summary>Operations to apply in order. One that is refused stops no other.</summary>
/// <param name="RequestId">Chosen by the client; a batch with an id that the run has seen is not applied again and gets the same answer.</param>
public sealed record OperationBatchDto(IReadOnlyList<OperationDto> Operations, Guid? RequestId = null);

/// <summary>One change to one attribute. A union told apart by <c>op</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "op")]
[JsonDerivedType(typeof(AssignDto), "assign")]
[JsonDerivedType(typeof(AppendFloatsDto), "appendFloats")]
[JsonDerivedType(typeof(AppendStringsDto), "appendStrings")]
[JsonDerivedType(typeof(AppendHistogramsDto), "appendHistograms")]
[JsonDerivedType(typeof(AddToSetDto), "addToSet")]
[JsonDerivedType(typeof(RemoveFromSetDto), "removeFromSet")]
[JsonDerivedType(typeof(ClearSetDto), "clearSet")]
[JsonDerivedType(typeof(ClearSeriesDto), "clearSeries")]
[JsonDerivedType(typeof(ConfigureSeriesDto), "configureSeries")]
[JsonDerivedType(typeof(DeleteDto), "delete")]
public abstract record OperationDto(string Path);

public sealed record AssignDto(string Path, NewValueDto Value) : OperationDto(Path);

/// <summary>Points as columns of equal length.</summary>
/// <param name="Steps">Null, as a whole or for one point: one after the last step of the series.</param>
/// <param name="UnixMicros">When each was logged: UTC, microseconds since 1970.</param>
public sealed record AppendFloatsDto(
    string Path, IReadOnlyList<long> UnixMicros, IReadOnlyList<double> Values, IReadOnlyList<double?>? Steps = null) : OperationDto(Path);

/// <summary>As <see cref="AppendFloatsDto"/>, for lines of text.</summary>
public sealed record AppendStringsDto(
    string Path, IReadOnlyList<long> UnixMicros, IReadOnlyList<string> Values, IReadOnlyList<double?>? Steps = null) : OperationDto(Path);

/// <summary>As <see cref="AppendFloatsDto"/>, for histograms.</summary>
public sealed record AppendHistogramsDto(
    string Path, IReadOnlyList<long> UnixMicros, IReadOnlyList<HistogramDto> Values, IReadOnlyList<double?>? Steps = null) : OperationDto(Path);

public sealed record AddToSetDto(string Path, IReadOnlyList<string> Values) : OperationDto(Path);

public sealed record RemoveFromSetDto(string Path, IReadOnlyList<string> Values) : OperationDto(Path);

public sealed record ClearSetDto(string Path) : OperationDto(Path);

/// <param name="Type">Which series type the attribute has or gets.</param>
public sealed record ClearSeriesDto(string Path, AttributeType Type) : OperationDto(Path);

public sealed record ConfigureSeriesDto(string Path, SeriesDisplayDto Display) : OperationDto(Path);

public sealed record DeleteDto(string Path) : OperationDto(Path);

/// <param name="Edges">Rising; one more than there are counts.</param>
/// <param name="Counts">How many fell into each bin; with <paramref name="IsDensity"/> how densely.</param>
public sealed record HistogramDto(IReadOnlyList<double> Edges, IReadOnlyList<double> Counts, bool IsDensity = false);

/// <summary>A value that can be assigned. A union told apart by <c>type</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NewIntDto), "int")]
[JsonDerivedType(typeof(NewFloatDto), "float")]
[JsonDerivedType(typeof(NewBoolDto), "bool")]
[JsonDerivedType(typeof(NewStringDto), "string")]
[JsonDerivedType(typeof(NewDatetimeDto), "datetime")]
[JsonDerivedType(typeof(NewStringSetDto), "stringSet")]
[JsonDerivedType(typeof(NewArtifactDto), "artifact")]
[JsonDerivedType(typeof(NewGitRefDto), "gitRef")]
[JsonDerivedType(typeof(NewNotebookRefDto), "notebookRef")]
public abstract record NewValueDto;

public sealed record NewIntDto(long Value) : NewValueDto;

public sealed record NewFloatDto(double Value) : NewValueDto;

public sealed record NewBoolDto(bool Value) : NewValueDto;

public sealed record NewStringDto(string Value) : NewValueDto;

/// <param name="Value">With a time zone, or UTC.</param>
public sealed record NewDatetimeDto(DateTimeOffset Value) : NewValueDto;

public sealed record NewStringSetDto(IReadOnlyList<string> Value) : NewValueDto;

/// <param name="Value">The hash in hex.</param>
public sealed record NewArtifactDto(string Value) : NewValueDto;

public sealed record NewGitRefDto(GitRefDto Value) : NewValueDto;

public sealed record NewNotebookRefDto(NotebookRefDto Value) : NewValueDto;

/// <param name="Index">Place of the refused operation in the request, from 0.</param>
/// <param name="Detail">For people: what, where, and what was expected.</param>
public sealed record RejectionDto(int Index, RejectReason Reason, string Detail);

/// <param name="Rejections">Empty when every operation was applied.</param>
public sealed record WriteResultDto(IReadOnlyList<RejectionDto> Rejections);
