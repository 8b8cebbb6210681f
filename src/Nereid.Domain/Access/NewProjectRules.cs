namespace Nereid.Domain.Access;

/// <summary>What must hold of a project before a catalog looks at it.</summary>
public static class NewProjectRules
{
    /// <returns>Null when all is well, otherwise the first fault.</returns>
    public static CreateProjectAnswer? Fault(NewProject project) =>
        Names.WorkspaceFault(project.Workspace) is { } workspace ? new CreateProjectAnswer.Invalid("workspace", workspace)
        : Names.Fault(project.Name) is { } name ? new CreateProjectAnswer.Invalid("name", name)
        : project.Key is { } key && ProjectKeys.Fault(key) is { } fault ? new CreateProjectAnswer.Invalid("key", fault)
        : !Enum.IsDefined(project.Visibility) ? new CreateProjectAnswer.Invalid("visibility", "expected private, workspace or public")
        : project.Description is { Length: > Limits.DescriptionLength }
            ? new CreateProjectAnswer.Invalid("description", $"a description has at most {Limits.DescriptionLength} characters")
        : null;

    /// <returns>Null when all is well, otherwise the first fault.</returns>
    public static ChangeProjectAnswer? Fault(ProjectChange change) =>
        change.Name is { } name && Names.Fault(name) is { } fault ? new ChangeProjectAnswer.Invalid("name", fault)
        : change.Visibility is { } visibility && !Enum.IsDefined(visibility) ? new ChangeProjectAnswer.Invalid("visibility", "expected private, workspace or public")
        : change.Description is { Length: > Limits.DescriptionLength }
            ? new ChangeProjectAnswer.Invalid("description", $"a description has at most {Limits.DescriptionLength} characters")
        : null;

    /// <summary>The project as it is after the change.</summary>
    public static Project Apply(Project project, ProjectChange change) => project with
    {
        Name = change.Name ?? project.Name,
        Visibility = change.Visibility ?? project.Visibility,
        Description = change.Description ?? project.Description,
    };
}
