namespace Nereid.Domain.Views;

/// <summary>How the charts of a project look before anybody changes them on a page: JSON of the web app, opaque to the server, at most <see cref="StateChars"/> characters.</summary>
/// <param name="Shared">What all members see; null when nothing was saved. Likewise <paramref name="Own"/>, which the reader alone sees.</param>
public sealed record ChartSettings(string? Shared, string? Own)
{
    /// <summary>Characters (UTF-16). Ours: room for the stars and the own settings of some thousand charts.</summary>
    public const int StateChars = 200_000;
}

/// <summary>Saved settings of charts, one of all members and one of each person for a project. Every change is durable when its call returns.</summary>
public interface IChartSettingsStore
{
    ValueTask<ChartSettings> FindAsync(ProjectId project, UserId reader, CancellationToken cancel);

    /// <param name="owner">Null for those of all members.</param>
    /// <param name="state">Null takes them away.</param>
    ValueTask SetAsync(ProjectId project, UserId? owner, string? state, CancellationToken cancel);
}
