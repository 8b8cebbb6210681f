using Nereid.Domain.Access;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune1;

/// <summary>The client's words for kinds, types, roles and visibilities.</summary>
static class Words
{
    public static string Of(RunKind kind) => kind switch
    {
        RunKind.Model => "model",
        RunKind.ModelVersion => "modelVersion",
        RunKind.ProjectMetadata => "project",
        _ => "run",
    };

    public static RunKind? ParseKind(string word) => word switch
    {
        "run" => RunKind.Run,
        "model" => RunKind.Model,
        "modelVersion" => RunKind.ModelVersion,
        "project" => RunKind.ProjectMetadata,
        _ => null,
    };

    public static string Of(Visibility visibility) => visibility switch
    {
        Visibility.Public => "pub",
        Visibility.Workspace => "workspace",
        _ => "priv",
    };

    public static Visibility? ParseVisibility(string word) => word switch
    {
        "priv" => Visibility.Private,
        "pub" => Visibility.Public,
        "workspace" => Visibility.Workspace,
        _ => null,
    };

    /// <summary>What a user calls contributor and owner travels as member and manager.</summary>
    public static string Of(ProjectRole role) => role switch
    {
        ProjectRole.Owner => "manager",
        ProjectRole.Contributor => "member",
        _ => "viewer",
    };

    public static ProjectRole? ParseRole(string? word) => word switch
    {
        "manager" => ProjectRole.Owner,
        "member" => ProjectRole.Contributor,
        "viewer" => ProjectRole.Viewer,
        _ => null,
    };

    public static string Of(WorkspaceRole role) => role == WorkspaceRole.Administrator ? "owner" : "member";

    public static WorkspaceRole? ParseWorkspaceRole(string? word) => word switch
    {
        "owner" => WorkspaceRole.Administrator,
        "member" => WorkspaceRole.Member,
        _ => null,
    };

    public static string Of(AttributeType type) => type switch
    {
        AttributeType.Float => "float",
        AttributeType.Int => "int",
        AttributeType.Bool => "bool",
        AttributeType.String => "string",
        AttributeType.Datetime => "datetime",
        AttributeType.StringSet => "stringSet",
        AttributeType.FloatSeries => "floatSeries",
        AttributeType.StringSeries => "stringSeries",
        AttributeType.FileSeries => "imageSeries",
        // Unknown to the 1.x client, which skips it with a warning.
        AttributeType.HistogramSeries => "histogramSeries",
        AttributeType.File => "file",
        AttributeType.FileSet => "fileSet",
        AttributeType.Artifact => "artifact",
        AttributeType.RunState => "experimentState",
        AttributeType.GitRef => "gitRef",
        AttributeType.NotebookRef => "notebookRef",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "An attribute type without a word on the wire."),
    };

    public static string Of(RunState state) => state == RunState.Running ? "running" : "idle";
}
