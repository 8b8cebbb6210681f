using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api.Shapes;

/// <summary>What a part of a deletion takes away.</summary>
public enum DeletionKind
{
    /// <summary>The attribute at the path.</summary>
    Attribute,

    /// <summary>The attribute at the path and all below it (<c>path/…</c>).</summary>
    Tree,

    /// <summary>The points of the series at the path whose steps lie in a range.</summary>
    Steps,
}

/// <param name="From">Of steps: the first, included; null: from the beginning.</param>
/// <param name="To">Of steps: the last, included; null: to the end.</param>
public sealed record NewDeletionPartDto(DeletionKind Kind, string Path, double? From = null, double? To = null);

/// <summary>Things to delete together. A part that is refused stops no other; what is not there is no error.</summary>
public sealed record NewDeletionDto(IReadOnlyList<NewDeletionPartDto> Parts);

/// <param name="Id">Names the deletion for restoring; null when nothing was there to delete, or the server keeps nothing that is deleted.</param>
/// <param name="Rejections">By place of the part in the request.</param>
public sealed record DeletionMadeDto(Guid? Id, IReadOnlyList<RejectionDto> Rejections);

/// <summary>A deletion that can be undone.</summary>
/// <param name="By">Name of the user who asked for it.</param>
/// <param name="Total">How many things it took away.</param>
/// <param name="Parts">The first of them, ordered by path.</param>
public sealed record DeletionDto(Guid Id, DateTime At, string By, int Total, IReadOnlyList<DeletionPartDto> Parts);

/// <param name="Kind">Attribute or steps.</param>
public sealed record DeletionPartDto(DeletionKind Kind, string Path, AttributeType Type, double? From, double? To);

/// <summary>The newest first.</summary>
public sealed record DeletionListDto(IReadOnlyList<DeletionDto> Deletions);

/// <param name="Blocked">Paths of what could not come back since something else is there, or the series that the points were of is gone. It stays deleted.</param>
public sealed record RestoredDto(IReadOnlyList<string> Blocked);
