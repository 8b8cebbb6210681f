using System.Collections.Immutable;
using System.Globalization;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune1.Experiments;

/// <summary>What the client says about a run, model or version to create. "Experiment" is the wire's word for all of them.</summary>
/// <param name="Type">run, model or modelVersion; the 0.x client leaves it out and means a run.</param>
/// <param name="ParentId">Of a version: the model's UUID.</param>
sealed record NewExperimentBody(
    string? ProjectIdentifier, string? ParentId, string? Type, string? CustomId, string? Key, GitInfoBody? GitInfo,
    string? NotebookId, string? CheckpointId);

sealed record GitInfoBody(CommitBody? Commit, bool? RepositoryDirty, string? CurrentBranch, ImmutableArray<string>? Remotes);

sealed record CommitBody(string? CommitId, string? Message, string? AuthorName, string? AuthorEmail, string? CommitDate);

/// <summary>Which attributes each kind has from its first moment, as the client expects them.</summary>
static class NewExperiments
{
    static readonly AttributePath Git = AttributePath.Of("source_code/git");
    static readonly AttributePath Notebook = AttributePath.Of("source_code/notebook");
    static readonly AttributePath Stage = AttributePath.Of("sys/stage");

    static readonly ImmutableArray<RunOperation> Tags =
    [
        new ClearSet(AttributePath.Of(SystemAttributes.Tags)),
        new ClearSet(AttributePath.Of(SystemAttributes.GroupTags)),
    ];

    /// <summary>The client writes these for most runs it creates, but not for all; readers of any run expect them.</summary>
    static readonly ImmutableArray<RunOperation> Common =
    [
        .. Tags,
        new AssignValue(AttributePath.Of(SystemAttributes.Description), new StringValue("")),
        new AssignValue(AttributePath.Of(SystemAttributes.Failed), new BoolValue(false)),
    ];

    /// <param name="notebookName">Of the notebook that the run was started in, when it is known here.</param>
    public static NewRun Run(Project project, User owner, NewExperimentBody body, string? notebookName) =>
        new(project.Id, project.Key, RunKind.Run, owner.Username, body.CustomId, First: [.. Common, .. GitRef(body), .. NotebookRef(body, notebookName)]);

    public static NewRun Model(Project project, User owner, string key) =>
        new(project.Id, project.Key, RunKind.Model, owner.Username, Key: key, First: Common);

    public static NewRun ModelVersion(Project project, User owner, RunId model) =>
        new(project.Id, project.Key, RunKind.ModelVersion, owner.Username, Model: model, First: [.. Common, new AssignValue(Stage, new StringValue("none"))]);

    public static NewRun ProjectMetadata(Project project, User owner) =>
        new(project.Id, project.Key, RunKind.ProjectMetadata, owner.Username, First: [.. Tags, .. ProjectContainer.Describe(project)]);

    static IEnumerable<RunOperation> GitRef(NewExperimentBody body)
    {
        if (body.GitInfo is { Commit.CommitId: { Length: > 0 } commitId } git)
            yield return new AssignValue(Git, new GitRefValue(
                commitId, git.Commit.Message, git.Commit.AuthorName, git.Commit.AuthorEmail, Micros(git.Commit.CommitDate),
                git.CurrentBranch, git.RepositoryDirty ?? false, git.Remotes ?? []));
    }

    static IEnumerable<RunOperation> NotebookRef(NewExperimentBody body, string? name)
    {
        if (body.NotebookId is { Length: > 0 } notebook)
            yield return new AssignValue(Notebook, new NotebookRefValue(notebook, body.CheckpointId, name));
    }

    /// <summary>Null for a date that is missing or unreadable: it describes the commit and is not worth losing the run.</summary>
    static long? Micros(string? date) =>
        DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            : null;
}
