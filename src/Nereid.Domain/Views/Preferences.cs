using System.Collections.Immutable;
using Nereid.Domain.Access;

namespace Nereid.Domain.Views;

public static class PreferenceLimits
{
    /// <summary>Entries of one person. Ours.</summary>
    public const int Entries = 1000;

    /// <summary>Characters of a name. Ours.</summary>
    public const int KeyChars = 200;

    /// <summary>Characters of a value. Ours.</summary>
    public const int ValueChars = 65_536;
}

/// <summary>What a person likes and keeps, so that it follows them to another browser: theme, language, starred runs and the like.
/// Opaque to the server. Every change is durable when its call returns.</summary>
public interface IPreferenceStore
{
    /// <summary>All of a person's entries.</summary>
    ValueTask<ImmutableSortedDictionary<string, string>> ListAsync(UserId owner, CancellationToken cancel);

    /// <param name="value">Null takes the entry away.</param>
    /// <returns>False when there are too many.</returns>
    ValueTask<bool> SetAsync(UserId owner, string key, string? value, CancellationToken cancel);
}
