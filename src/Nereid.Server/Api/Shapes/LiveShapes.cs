using System.Text.Json.Serialization;

namespace Nereid.Server.Api.Shapes;

/// <summary>What about a run changed.</summary>
public enum LiveKind
{
    Created,
    Attributes,

    /// <summary>Points of a float or histogram series.</summary>
    Series,

    /// <summary>Lines of a string series.</summary>
    Logs,

    /// <summary>Entries of a file series.</summary>
    Files,
    State,
    Trash,
    Annotations,
}

/// <param name="AgeMs">In <c>recent</c> events alone: milliseconds since the run last changed.</param>
public sealed record LiveRunDto(Guid Run, IReadOnlyList<LiveKind> Kinds, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? AgeMs = null);

/// <summary>The data of one <c>changed</c> or <c>recent</c> event. Carries no values: whoever shows something asks again.</summary>
/// <param name="Everything">More changed than is worth listing: any run of the project may have.</param>
/// <param name="AgeMs">In <c>recent</c> events with <paramref name="Everything"/> alone: milliseconds since the last change.</param>
public sealed record LiveChangeDto(
    Guid Project, bool Everything, IReadOnlyList<LiveRunDto> Runs, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? AgeMs = null);
