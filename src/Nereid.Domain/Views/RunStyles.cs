using System.Collections.Immutable;

namespace Nereid.Domain.Views;

/// <summary>How the lines of a run, or of all runs with a group tag, are drawn. Each part may be absent: then the run's own look by id holds.</summary>
/// <param name="Color">A colour of the palette by number (from 0), or <c>#rrggbb</c>.</param>
/// <param name="Dash">A dash pattern by number (from 0).</param>
/// <param name="Width">Pixels.</param>
public sealed record LineStyle(string? Color, int? Dash, double? Width)
{
    public bool IsEmpty => Color is null && Dash is null && Width is null;
}

/// <param name="Target">A run's id, or <c>tag:</c> and a group tag.</param>
public sealed record StyleEntry(string Target, LineStyle Style);

/// <param name="Shared">What all members see.</param>
/// <param name="Own">What the reader alone sees; wins over the shared one of the same target.</param>
public sealed record StyleList(ImmutableArray<StyleEntry> Shared, ImmutableArray<StyleEntry> Own);

public static class StyleLimits
{
    /// <summary>Styles of one project and owner. Ours.</summary>
    public const int Entries = 10_000;
}

/// <summary>Styles that people gave to runs. Every change is durable when its call returns.</summary>
public interface IRunStyleStore
{
    ValueTask<StyleList> ListAsync(ProjectId project, UserId reader, CancellationToken cancel);

    /// <param name="owner">Null for the styles of all members.</param>
    /// <param name="entries">An empty style takes the target's away.</param>
    /// <returns>False when there would be too many; nothing was changed.</returns>
    ValueTask<bool> SetAsync(ProjectId project, UserId? owner, IReadOnlyCollection<StyleEntry> entries, CancellationToken cancel);
}
