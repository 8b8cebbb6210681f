using System.Text.Json.Serialization;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Query;

namespace Nereid.Server.Api.Shapes;

/// <param name="Type">Null: whatever type a run has there.</param>
/// <param name="Aggregate">Which figure of a series stands for it.</param>
public sealed record ColumnDto(string Path, AttributeType? Type = null, SeriesAggregate Aggregate = SeriesAggregate.Last);

/// <summary>Which runs of a project, as to the trash.</summary>
public enum TrashScope
{
    /// <summary>Not in the trash.</summary>
    Active,
    Trashed,
    All,
}

/// <summary>Which runs. All that is given must hold.</summary>
/// <param name="Text">Runs that mention it in name, ids, owner or tags.</param>
/// <param name="Nql">A query in the language of docs/query-language.md.</param>
/// <param name="Dialect">Of <paramref name="Nql"/>.</param>
/// <param name="Where">The same as a tree.</param>
/// <param name="Only">Ids of runs; null for all. Unknown ones are passed over.</param>
public sealed record RunFilterDto(
    string? Text = null, string? Nql = null, NqlDialect Dialect = NqlDialect.Neptune1, ConditionDto? Where = null, IReadOnlyList<Guid>? Only = null,
    TrashScope Scope = TrashScope.Active);

/// <summary>A condition on a run. A union told apart by <c>type</c>. An attribute that is missing, or has another type than stated, makes a comparison false.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AndConditionDto), "and")]
[JsonDerivedType(typeof(OrConditionDto), "or")]
[JsonDerivedType(typeof(NotConditionDto), "not")]
[JsonDerivedType(typeof(CompareConditionDto), "compare")]
[JsonDerivedType(typeof(ExistsConditionDto), "exists")]
[JsonDerivedType(typeof(MentionsConditionDto), "mentions")]
public abstract record ConditionDto;

/// <param name="Parts">At least one.</param>
public sealed record AndConditionDto(IReadOnlyList<ConditionDto> Parts) : ConditionDto;

/// <param name="Parts">At least one.</param>
public sealed record OrConditionDto(IReadOnlyList<ConditionDto> Parts) : ConditionDto;

public sealed record NotConditionDto(ConditionDto Part) : ConditionDto;

/// <param name="Value">As in the query language, without quotes.</param>
public sealed record CompareConditionDto(ColumnDto Column, Comparison Operator, string Value) : ConditionDto;

public sealed record ExistsConditionDto(ColumnDto Column) : ConditionDto;

public sealed record MentionsConditionDto(string Text) : ConditionDto;

/// <summary>The runs of one group of a grouped table.</summary>
/// <param name="By">The columns that the table is grouped by.</param>
/// <param name="Key">The group's, as it was answered.</param>
public sealed record GroupMembersDto(IReadOnlyList<ColumnDto> By, string Key);

/// <param name="By">1 to 5 columns. Runs without the attribute form groups of their own.</param>
/// <param name="Figures">Columns whose numbers are summed up per group; at most 50.</param>
/// <param name="Sort">Empty: by the keys, rising.</param>
/// <param name="Limit">0 to 1,000; 0 asks for the counts alone.</param>
public sealed record RunGroupQueryDto(
    IReadOnlyList<ColumnDto> By, IReadOnlyList<ColumnDto>? Figures = null, RunFilterDto? Filter = null, IReadOnlyList<GroupSortDto>? Sort = null,
    long Offset = 0, int Limit = 100);

/// <param name="Index">Which column: of <c>by</c> for a key, of <c>figures</c> for a figure; ignored for runs.</param>
/// <param name="Descending">Groups without the figure come last either way.</param>
public sealed record GroupSortDto(GroupSortBy By, int Index = 0, bool Descending = false);

/// <param name="Total">Groups in all.</param>
/// <param name="Runs">Runs in all groups.</param>
public sealed record RunGroupPageDto(long Total, long Runs, long Offset, IReadOnlyList<RunGroupDto> Groups);

/// <param name="Key">Names the group in a query for its runs.</param>
/// <param name="Values">One per column of <c>by</c>.</param>
/// <param name="Figures">One per asked column.</param>
public sealed record RunGroupDto(string Key, IReadOnlyList<ColumnValueDto> Values, long Runs, IReadOnlyList<GroupFiguresDto> Figures);

/// <summary>Of the numbers that the runs of a group have in a column; NaN left out. Null where there is none.</summary>
/// <param name="Count">Runs with a number.</param>
/// <param name="StandardDeviation">Of the sample.</param>
public sealed record GroupFiguresDto(long Count, double? Mean, double? StandardDeviation, double? Min, double? Max, double? Median);

/// <summary>What a cell holds.</summary>
/// <param name="Text">As the query language writes it, without quotes; empty for missing ones, members joined with commas for sets.</param>
/// <param name="Number">Of whole numbers and reals the number (exact below 2^53), of times Unix microseconds, of truth values 0 or 1.</param>
/// <param name="Members">Of sets.</param>
public sealed record ColumnValueDto(ColumnValueKind Kind, string Text, double? Number, IReadOnlyList<string>? Members);

/// <summary>How the text of an attribute search is meant.</summary>
public enum AttributeMatching
{
    /// <summary>Part of the path, in any case.</summary>
    Substring,

    /// <summary>A regular expression found anywhere in the path.</summary>
    Regex,

    /// <summary>Regular expressions joined by " &amp; ", " | " and "!".</summary>
    Extended,
}

/// <param name="Types">Only these types; empty for all.</param>
/// <param name="Filter">Only what occurs in these runs, and counted among them; null for all runs of the project.</param>
/// <param name="After">Where the last page ended.</param>
/// <param name="Limit">0 to 1,000; 0 asks for the count alone.</param>
public sealed record AttributeSearchDto(
    string Text = "", AttributeMatching Matching = AttributeMatching.Substring, IReadOnlyList<AttributeType>? Types = null, RunFilterDto? Filter = null,
    string? After = null, int Offset = 0, int Limit = 100);

/// <param name="Text">Only values that contain it, in any case.</param>
/// <param name="Limit">0 to 1,000.</param>
public sealed record ValueQueryDto(ColumnDto Column, string Text = "", RunFilterDto? Filter = null, int Limit = 100);

/// <param name="Total">Distinct values in all.</param>
/// <param name="Values">The most frequent first; of sets each member counts.</param>
public sealed record ValuePageDto(long Total, IReadOnlyList<CountedValueDto> Values);

public sealed record CountedValueDto(ColumnValueDto Value, long Runs);

/// <param name="Limit">0 to 1,000.</param>
public sealed record DifferingQueryDto(RunFilterDto? Filter = null, int Limit = 100);

/// <param name="Runs">Runs that were compared.</param>
/// <param name="Total">Attributes in which they differ.</param>
public sealed record DifferingPageDto(long Runs, long Total, IReadOnlyList<DifferingColumnDto> Columns);

/// <param name="Runs">Runs that have it.</param>
/// <param name="Values">Different values among them.</param>
public sealed record DifferingColumnDto(string Path, long Runs, long Values);

/// <summary>A query to look at: either its text or its tree.</summary>
public sealed record QueryTextDto(string? Text = null, NqlDialect Dialect = NqlDialect.Neptune1, ConditionDto? Where = null);

/// <param name="Where">Null when there is a fault, or when the text was blank: every run.</param>
/// <param name="Text">In the one way that the language has for the tree; null when there is a fault.</param>
/// <param name="Fault">Null when the query was understood.</param>
public sealed record ParsedQueryDto(ConditionDto? Where, string? Text, QueryFaultDto? Fault);

/// <summary>What is wrong with a query.</summary>
/// <param name="Offset">In UTF-16 code units from 0; at the end of the text its length.</param>
/// <param name="Length">Code units at fault.</param>
/// <param name="Line">From 1, like <paramref name="Column"/>.</param>
/// <param name="Found">What stands there, in words.</param>
/// <param name="Expected">What could stand there.</param>
/// <param name="Message">All of it in a sentence.</param>
public sealed record QueryFaultDto(int Offset, int Length, int Line, int Column, string Found, IReadOnlyList<QueryExpectationDto> Expected, string? Detail, string Message);

/// <param name="Text">What to write, for tokens and types; otherwise a description.</param>
public sealed record QueryExpectationDto(NqlExpectationKind Kind, string Text);
