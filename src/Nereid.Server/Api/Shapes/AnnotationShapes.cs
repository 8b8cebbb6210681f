namespace Nereid.Server.Api.Shapes;

/// <summary>What somebody pinned to a step or a moment of a run. At least one of <paramref name="Step"/> and <paramref name="UnixMicros"/> is set.</summary>
/// <param name="Text">Plain text.</param>
/// <param name="Author">User name of whoever made it.</param>
/// <param name="Changed">Null when it was never changed.</param>
public sealed record AnnotationDto(Guid Id, double? Step, long? UnixMicros, string Text, string Author, DateTime Created, DateTime? Changed);

/// <param name="Text">1 to 2,000 characters, not all of them white space.</param>
/// <param name="Step">Where it stands. Charts along time can show it when <paramref name="UnixMicros"/> is known too.</param>
/// <param name="UnixMicros">When: microseconds since 1970, up to the year 9999. Charts along steps can show it when <paramref name="Step"/> is known too.</param>
/// <param name="Along">A float series of the run: whichever of step and time is left out is that of its nearest point, when the place lies among its points.</param>
public sealed record NewAnnotationDto(string Text, double? Step = null, long? UnixMicros = null, string? Along = null);

/// <summary>What is null stays as it is. A place is changed as a whole: one that gets a step alone has no time any more, unless <paramref name="Along"/> finds it.</summary>
/// <param name="Text">As of a new one, likewise the others.</param>
public sealed record AnnotationChangeDto(string? Text = null, double? Step = null, long? UnixMicros = null, string? Along = null);

/// <param name="Annotations">In the order they were made in.</param>
public sealed record AnnotationListDto(IReadOnlyList<AnnotationDto> Annotations);

/// <param name="Runs">At most 1,000; those that are not of the project are left out of the answer.</param>
/// <param name="Limit">0 to 5,000 annotations, and so many events, of all runs together.</param>
public sealed record AnnotationQueryDto(IReadOnlyList<Guid> Runs, int Limit = 2000);

/// <summary>A line of the string series <c>events</c>.</summary>
/// <param name="Text">At most the first 2,000 characters.</param>
/// <param name="IsCut">The line is longer.</param>
public sealed record EventDto(double Step, long UnixMicros, string Text, bool IsCut);

/// <param name="Total">How many annotations the run has; <paramref name="Annotations"/> are those made first.</param>
/// <param name="TotalEvents">How many lines <c>events</c> has; <paramref name="Events"/> are the last of them, at most 200, by step.</param>
public sealed record RunAnnotationsDto(Guid RunId, int Total, IReadOnlyList<AnnotationDto> Annotations, long TotalEvents, IReadOnlyList<EventDto> Events);

/// <param name="Runs">Those that have annotations or events.</param>
public sealed record AnnotationsOfRunsDto(IReadOnlyList<RunAnnotationsDto> Runs);
