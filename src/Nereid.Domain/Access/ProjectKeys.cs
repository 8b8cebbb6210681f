using System.Globalization;

namespace Nereid.Domain.Access;

/// <summary>Keys of projects: the rule, and how one is made from a name.</summary>
public static class ProjectKeys
{
    /// <summary>Long enough to say something, short enough to be said: TITA-12.</summary>
    const int UsualLength = 4;

    /// <summary>For names that have no Latin letter.</summary>
    const string WithoutLetters = "P";

    /// <returns>Null when the text can be a key, otherwise why not.</returns>
    public static string? Fault(string key) =>
        key.Length is 0 or > Limits.ProjectKeyLength || !key.All(IsKeyCharacter) || !key.Any(char.IsAsciiLetterUpper)
            ? $"a key has 1 to {Limits.ProjectKeyLength} upper-case letters and digits, at least one letter; '{key}' is not one"
            : null;

    /// <summary>The first letters of the name, more of them or a number after them when that is taken.</summary>
    public static string Derive(string name, Func<string, bool> isTaken)
    {
        var letters = new string([.. name.ToUpperInvariant().Where(IsKeyCharacter).Take(Limits.ProjectKeyLength)]);
        if (!letters.Any(char.IsAsciiLetterUpper))
            letters = WithoutLetters + letters[..Math.Min(letters.Length, Limits.ProjectKeyLength - 1)];
        for (var length = Math.Min(UsualLength, letters.Length); length <= letters.Length; length++)
            if (letters[..length] is var key && Fault(key) is null && !isTaken(key))
                return key;
        for (var number = 2L; ; number++)
        {
            var digits = number.ToString(CultureInfo.InvariantCulture);
            var start = letters[..Math.Min(letters.Length, Math.Min(UsualLength, Limits.ProjectKeyLength - digits.Length))];
            if ((start.Any(char.IsAsciiLetterUpper) ? start : WithoutLetters) + digits is var key && !isTaken(key))
                return key;
        }
    }

    static bool IsKeyCharacter(char character) => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character);
}
