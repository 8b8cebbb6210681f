using System.Collections.Immutable;

namespace Nereid.Domain.Runs;

/// <summary>Names one annotation of a run. A copy of the run keeps it.</summary>
public readonly record struct AnnotationId(Guid Value)
{
    public static AnnotationId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>What somebody pinned to a step or a moment of a run. Shown on all its charts.</summary>
/// <param name="Step">Null when only the moment is known; one of the two always is.</param>
/// <param name="UnixMicros">The moment it stands at: null when only the step is known.</param>
/// <param name="Text">Plain text, 1 to <see cref="Limits.AnnotationLength"/> characters.</param>
/// <param name="Author">Name of the user who made it; changes by others leave it.</param>
/// <param name="ChangedUnixMicros">When it was made, if it was never changed.</param>
public sealed record Annotation(AnnotationId Id, Step? Step, long? UnixMicros, string Text, string Author, long MadeUnixMicros, long ChangedUnixMicros);

/// <summary>Changes to the annotations of one run that are made together or not at all. No sign of life of the run.</summary>
/// <param name="Put">New ones, and new values of those whose id is there.</param>
/// <param name="Removed">Gone for good.</param>
/// <param name="OnlyExisting">All named must be there; otherwise nothing is done.</param>
public sealed record AnnotationChange(RunId Run, ImmutableArray<Annotation> Put, ImmutableArray<AnnotationId> Removed, bool OnlyExisting = false);

public enum AnnotationOutcome
{
    /// <summary>On disk, and visible to every later read.</summary>
    Done,
    NoSuchRun,
    NoSuchAnnotation,

    /// <summary>The run would have more than <see cref="Limits.AnnotationsPerRun"/>.</summary>
    LimitExceeded,

    /// <summary>The store takes no writes.</summary>
    ReadOnly,
}

/// <param name="ReadOnlyReason">Set with <see cref="AnnotationOutcome.ReadOnly"/>.</param>
public sealed record AnnotationAnswer(AnnotationOutcome Outcome, string? ReadOnlyReason = null);

/// <summary>Asks for the annotations of some runs of a project.</summary>
/// <param name="Limit">At most so many of all runs together; the earlier runs of the list come first.</param>
public sealed record AnnotationQuery(ProjectId Project, ImmutableArray<RunId> Runs, int Limit);

/// <summary>A run that has annotations.</summary>
/// <param name="Total">How many it has.</param>
/// <param name="Annotations">In the order they were made in, as far as the limit went.</param>
public sealed record RunAnnotations(RunId Run, int Total, ImmutableArray<Annotation> Annotations);
