using System.Globalization;

namespace Nereid.Domain.Access;

/// <summary>What a name of a workspace, project or user may look like. Names are labels: they are shown and compared, never used as paths.</summary>
public static class Names
{
    /// <returns>Null when the text can be a name, otherwise why not.</returns>
    public static string? Fault(string name)
    {
        if (name.Length == 0)
            return "a name cannot be empty";
        if (name.Length > Limits.NameLength)
            return $"a name has at most {Limits.NameLength} characters; this one has {name.Length}";
        if (char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]))
            return "a name cannot start or end with white space";
        for (var i = 0; i < name.Length; i++)
            if (CharacterFault(name, ref i) is { } fault)
                return fault;
        return null;
    }

    /// <returns>Null when the text can be the name of a workspace, otherwise why not.</returns>
    /// <remarks>The web app's addresses start with the workspace, so a few words that start other addresses cannot be one.</remarks>
    public static string? WorkspaceFault(string name) =>
        ReservedWorkspaces.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"the name {name} is used by the server itself" : Fault(name);

    static readonly string[] ReservedWorkspaces = ["api", "api-tokens", "assets", "auth", "health", "o", "s", "sign-in"];

    /// <summary>The form in which names are compared: without regard to case.</summary>
    public static string Fold(string name) => name.ToUpperInvariant();

    static string? CharacterFault(string name, ref int index)
    {
        var character = name[index];
        if (character is '/' or '\\')
            return $"a name cannot contain {character}";
        if (char.IsHighSurrogate(character) && index + 1 < name.Length && char.IsLowSurrogate(name[index + 1]))
        {
            index++;
            return null;
        }

        // Line separators and control characters break lists and logs; half a surrogate pair cannot be written as UTF-8.
        return char.GetUnicodeCategory(character)
            is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
            ? $"a name cannot contain the character U+{(int)character:X4}"
            : null;
    }
}
