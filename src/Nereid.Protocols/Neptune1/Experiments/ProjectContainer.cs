using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune1.Experiments;

/// <summary>The project's own container of attributes, which is there once a client asked for it.</summary>
public static class ProjectContainer
{
    static readonly AttributePath Name = AttributePath.Of(SystemAttributes.Name);
    static readonly AttributePath Visibility = AttributePath.Of("sys/visibility");

    /// <summary>Its id is the project's.</summary>
    public static RunId IdOf(Project project) => new(project.Id.Value);

    /// <summary>Makes it say what the project is called and who may see it.</summary>
    public static ImmutableArray<RunOperation> Describe(Project project) =>
    [
        new AssignValue(Name, new StringValue(project.Name)),
        new AssignValue(Visibility, new StringValue(Words.Of(project.Visibility))),
    ];
}
