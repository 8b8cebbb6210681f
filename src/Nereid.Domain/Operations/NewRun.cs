using System.Collections.Immutable;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Operations;

/// <summary>A run to create.</summary>
/// <param name="ProjectKey">Prefix of the short id; the catalog's, never changes.</param>
/// <param name="CustomId">When a run of this kind with this custom id exists in the project, that one is returned instead.</param>
/// <param name="Key">Of a model: its own part of the short id, unique in the project. Null otherwise.</param>
/// <param name="Model">Of a model version: the model.</param>
/// <param name="First">Applied together with the creation; all or nothing with it.</param>
/// <param name="CreatedUnixMicros">When the client says that it made the run, by its own clock; null: now. Last write and sign of life are the server's.</param>
public sealed record NewRun(
    ProjectId Project, string ProjectKey, RunKind Kind, string Owner, string? CustomId = null, string? Key = null, RunId? Model = null,
    ForkPoint? Fork = null, ImmutableArray<RunOperation> First = default, long? CreatedUnixMicros = null);

/// <summary>What became of a creation.</summary>
public abstract record CreateAnswer
{
    /// <param name="Existed">The custom id (or the project metadata) was there already.</param>
    public sealed record Created(RunHead Run, bool Existed) : CreateAnswer;

    /// <summary>A model with this key exists in the project.</summary>
    public sealed record KeyTaken(string Key) : CreateAnswer;

    /// <summary>The model, or the parent of the fork, does not exist in this project.</summary>
    public sealed record NoSuchParent : CreateAnswer;

    /// <summary>An argument is malformed or an operation in <see cref="NewRun.First"/> was refused.</summary>
    public sealed record Invalid(string Detail) : CreateAnswer;

    public sealed record ReadOnly(string Reason) : CreateAnswer;
}
