using Nereid.Domain.Queries;

namespace Nereid.Server.Api.Shapes;

/// <summary>Which runs of a project are meant: those named, or those that a query finds. One of the two.</summary>
/// <param name="Ids">Run ids; at most 100,000.</param>
/// <param name="Query">Text of the query language; blank for all.</param>
/// <param name="Trashed">With a query: true for runs in the trash, false for the others.</param>
public sealed record RunSelectionDto(IReadOnlyList<Guid>? Ids = null, string? Query = null, bool Trashed = false);

public enum BulkKind
{
    /// <summary>Adds and removes tags.</summary>
    Tags,

    /// <summary>Adds and removes group tags.</summary>
    GroupTags,

    Trash,

    /// <summary>Out of the trash.</summary>
    Restore,

    /// <summary>For good, of runs in the trash alone. Cannot be undone.</summary>
    Delete,

    /// <summary>Sets sys/archived.</summary>
    Archive,
    Unarchive,

    /// <summary>Asks clients to flush and end. Cannot be undone.</summary>
    Stop,

    /// <summary>Asks clients to end and count as failed. Cannot be undone.</summary>
    Abort,

    /// <summary>Copies runs, with all points and files, to another project in which the caller may write. Cannot be undone.</summary>
    Copy,

    /// <summary>As copy; the originals go to the trash of their project.</summary>
    Move,
}

public enum BulkState
{
    Running,
    Done,

    /// <summary>Ended before its end; what it changed until then stays.</summary>
    Failed,
}

/// <param name="Add">Tags or group tags to add.</param>
/// <param name="Remove">Tags or group tags to remove.</param>
/// <param name="Target">Of copy and move: id of the other project.</param>
public sealed record BulkRequestDto(
    BulkKind Kind, RunSelectionDto Runs, IReadOnlyList<string>? Add = null, IReadOnlyList<string>? Remove = null, Guid? Target = null);

/// <summary>A change to many runs on its way. Kept for ten minutes after its end; a restart of the server forgets it, not what it changed.</summary>
/// <param name="Total">Runs that it is about.</param>
/// <param name="Done">Runs looked at so far.</param>
/// <param name="Changed">Runs that are now different; of stop and abort: runs whose client was told; of copy and move: runs that are whole in the other project.</param>
/// <param name="Refused">Runs that could not be changed, such as when they would have too many tags.</param>
/// <param name="Problem">Why it failed, or why runs were refused.</param>
/// <param name="CanUndo">undoBulkChange would take it back.</param>
public sealed record BulkJobDto(Guid Id, BulkKind Kind, BulkState State, long Total, long Done, long Changed, long Refused, string? Problem, bool CanUndo);

public enum ExportFormat
{
    /// <summary>UTF-8 with a byte order mark. Texts that a spreadsheet would take for a formula get an apostrophe in front.</summary>
    Csv,

    /// <summary>An array with an object for each run.</summary>
    Json,

    /// <summary>Every point of those columns that are float series: a ZIP with a CSV file for each and an index of them.</summary>
    SeriesZip,
}

/// <param name="Path">Attribute path; or else <paramref name="Figure"/>.</param>
/// <param name="Label">Column head or member name; null for the path or formula.</param>
/// <param name="Aggregate">Which figure of a series at the path is exported.</param>
/// <param name="Figure">Worked out from points while rows are written. Not of a ZIP, which holds the points themselves.</param>
public sealed record ExportColumnDto(string? Path = null, string? Label = null, SeriesAggregate Aggregate = SeriesAggregate.Last, RunFigureQueryDto? Figure = null);

/// <param name="Columns">1 to 1,000, in order; at most 20 of them figures.</param>
/// <param name="Sort">Null: newest first.</param>
public sealed record ExportRequestDto(ExportFormat Format, RunSelectionDto Runs, IReadOnlyList<ExportColumnDto> Columns, RunSortDto? Sort = null);
