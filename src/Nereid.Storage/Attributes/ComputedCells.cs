using Nereid.Domain.Runs;
using Nereid.Storage.Querying;

namespace Nereid.Storage.Attributes;

/// <summary>Cells of the computed attributes that most questions ask for, straight from the head of a run. Every other one goes through
/// <see cref="ComputedAttributes.Value"/>, which says what they are.</summary>
static class ComputedCells
{
    /// <summary>Of what a run's signs of life do not change. Null when there is no shorter way.</summary>
    public static Func<RunHead, Cell>? OfStored(string path) => path switch
    {
        SystemAttributes.Trashed => head => head.Kind == RunKind.ProjectMetadata ? default : new Cell(AttributeType.Bool, head.Trashed ? 1 : 0),
        SystemAttributes.Owner => head => head.Kind == RunKind.ProjectMetadata ? default : new Cell(AttributeType.String, Text: head.Owner),
        SystemAttributes.Id => head => new Cell(AttributeType.String, Text: head.ShortId),
        SystemAttributes.CreationTime => head => new Cell(AttributeType.Datetime, head.CreatedUnixMicros),
        _ => null,
    };

    /// <summary>Of what they do change.</summary>
    public static Func<RunHead, Cell>? OfLiving(string path) => path switch
    {
        SystemAttributes.ModificationTime => head => new Cell(AttributeType.Datetime, head.ModifiedUnixMicros),
        SystemAttributes.PingTime => head => new Cell(AttributeType.Datetime, head.LastSeenUnixMicros),
        _ => null,
    };
}
