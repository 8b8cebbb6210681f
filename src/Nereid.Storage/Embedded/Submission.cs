using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Embedded;

/// <summary>Something that waits for the writer.</summary>
abstract record Submission
{
    /// <summary>Tells the caller that the store takes no writes.</summary>
    public abstract void Refuse(string reason);
}

/// <summary>A submission with an answer, which is given exactly once.</summary>
abstract record Submission<TAnswer> : Submission
{
    readonly TaskCompletionSource<TAnswer> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Done => _done.Task;

    public void Answer(TAnswer answer) => _done.TrySetResult(answer);
}

/// <summary>A write to one run.</summary>
abstract record WriteSubmission(RunId Run, Guid? Request) : Submission<WriteAnswer>
{
    public override void Refuse(string reason) => Answer(new WriteAnswer.ReadOnly(reason));
}

sealed record BatchSubmission(RunBatch Batch) : WriteSubmission(Batch.Run, Batch.Request);

sealed record RowsSubmission(RunId Run, FloatRows Rows, Guid? Request) : WriteSubmission(Run, Request);

sealed record CreateSubmission(NewRun Run) : Submission<CreateAnswer>
{
    public override void Refuse(string reason) => Answer(new CreateAnswer.ReadOnly(reason));
}

/// <summary>Writes to several runs that are done together or not at all.</summary>
sealed record TogetherSubmission(IReadOnlyList<RunBatch> Batches) : Submission<WriteAnswer>
{
    public override void Refuse(string reason) => Answer(new WriteAnswer.ReadOnly(reason));
}

sealed record TrashSubmission(IReadOnlyCollection<RunId> Runs, bool Trashed) : Submission<TrashAnswer>
{
    public override void Refuse(string reason) => Answer(new TrashAnswer([], reason));
}

/// <summary>Deletes a few runs for good.</summary>
sealed record DeleteSubmission(IReadOnlyCollection<RunId> Runs) : Submission<DeleteAnswer>
{
    public override void Refuse(string reason) => Answer(new DeleteAnswer([], reason));
}

/// <summary>A batch of deletions.</summary>
sealed record DeletionSubmission(RunBatch Batch) : Submission<WriteAnswer>
{
    public override void Refuse(string reason) => Answer(new WriteAnswer.ReadOnly(reason));
}

sealed record RestoreSubmission(RunId Run, DeletionId Deletion) : Submission<RestoreAnswer>
{
    public override void Refuse(string reason) => Answer(new RestoreAnswer(false, [], reason));
}

sealed record PurgeSubmission(RunId Run, DeletionId Deletion) : Submission<PurgeAnswer>
{
    public override void Refuse(string reason) => Answer(new PurgeAnswer(false, reason));
}

sealed record AnnotationSubmission(AnnotationChange Change) : Submission<AnnotationAnswer>
{
    public override void Refuse(string reason) => Answer(new AnnotationAnswer(AnnotationOutcome.ReadOnly, reason));
}

/// <summary>Asks for a round of upkeep; answered when it is over.</summary>
sealed record UpkeepSubmission : Submission<bool>
{
    public override void Refuse(string reason) => Answer(false);
}

/// <summary>Answered when what came before is done, the writing in the background included, and nothing new has begun.</summary>
sealed record IdleSubmission : Submission<bool>
{
    public override void Refuse(string reason) => Answer(false);
}
