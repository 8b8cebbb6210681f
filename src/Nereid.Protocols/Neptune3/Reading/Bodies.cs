using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>What the clients send. Everything may be absent or null, which mean the same, and unknown keys are passed over.</summary>
static class Bodies
{
    /// <exception cref="JsonException">The body is not the expected JSON; answered once, by <see cref="ReadingRoutes"/>.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class =>
        await JsonSerializer.DeserializeAsync(context.Request.Body, type, cancel)
        ?? throw new JsonException("The body is null; expected a JSON object.");
}

sealed record SearchBody(
    ImmutableArray<PathBody>? AttributeFilters, QueryBody? Query, bool? ExperimentLeader, SortingBody? Sorting, PaginationBody? Pagination);

sealed record PathBody(string? Path);

sealed record QueryBody(string? Query);

sealed record SortingBody(string? Dir, SortByBody? SortBy, string? AggregationMode);

sealed record SortByBody(string? Name, string? Type, string? AggregationMode);

sealed record PaginationBody(long? Limit, long? Offset);

/// <summary>Of definitions and of values.</summary>
/// <param name="ExperimentIdsFilter">Absent: all runs. Empty: none.</param>
/// <param name="AttributeNamesFilter">Exact names.</param>
sealed record AttributesBody(
    ImmutableArray<string?>? ProjectIdentifiers, ImmutableArray<string?>? ExperimentIdsFilter, NameFilterBody? AttributeNameFilter,
    ImmutableArray<TypeBody>? AttributeFilter, ImmutableArray<string?>? AttributeNamesFilter, NextPageBody? NextPage);

/// <param name="MustMatchAny">Absent: any name. Empty: none.</param>
/// <param name="MustMatchRegexes">The old client puts its expressions here.</param>
sealed record NameFilterBody(
    ImmutableArray<NameAlternativeBody>? MustMatchAny, ImmutableArray<string>? MustMatchRegexes, ImmutableArray<string>? MustNotMatchRegexes);

sealed record NameAlternativeBody(ImmutableArray<string>? MustMatchRegexes, ImmutableArray<string>? MustNotMatchRegexes);

sealed record TypeBody(string? AttributeType);

sealed record NextPageBody(int? Limit, string? NextPageToken);

/// <summary>Of float series and of other series.</summary>
/// <param name="PerSeriesPointsLimit">A client divides to get it, so it may have a fraction.</param>
sealed record SeriesBody(ImmutableArray<SeriesRequestBody>? Requests, double? PerSeriesPointsLimit, RangeBody? StepRange, string? Order);

sealed record SeriesRequestBody(string? RequestId, SeriesNameBody? Series, double? AfterStep, SearchAfterBody? SearchAfter);

sealed record SeriesNameBody(HolderBody? Holder, string? Attribute, string? Lineage, string? LineageEntityType, bool? IncludePreview);

sealed record HolderBody(string? Identifier, string? Type);

sealed record SearchAfterBody(bool? Finished, string? Token);

sealed record RangeBody(double? From, double? To);

sealed record PathsBody(ImmutableArray<string?>? AttributePathsFilter);

sealed record NewProjectBody(string? OrganizationIdentifier, string? Name, string? Visibility, string? Description, string? ProjectKey);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(SearchBody))]
[JsonSerializable(typeof(AttributesBody))]
[JsonSerializable(typeof(SeriesBody))]
[JsonSerializable(typeof(PathsBody))]
[JsonSerializable(typeof(NewProjectBody))]
sealed partial class ReadingJson : JsonSerializerContext;
