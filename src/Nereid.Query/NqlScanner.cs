using System.Text;

namespace Nereid.Query;

/// <summary>Steps through the text of a query. It has no token list: the parser asks for what may come, because a colon ends a name but not a value.</summary>
sealed class NqlScanner(string text)
{
    /// <summary>The next code unit to read.</summary>
    public int Position { get; set; }

    public bool AtEnd => Position == text.Length;

    /// <summary>NUL at the end.</summary>
    public char Current => AtEnd ? '\0' : text[Position];

    public void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(text[Position]))
            Position++;
    }

    public bool TryTake(char expected)
    {
        if (AtEnd || text[Position] != expected)
            return false;
        Position++;
        return true;
    }

    /// <summary>The bare word that starts here, or an empty span. Nothing is consumed.</summary>
    /// <param name="asValue">Colons belong to bare values (times), but end names.</param>
    public ReadOnlySpan<char> PeekWord(bool asValue = false)
    {
        var end = Position;
        while (end < text.Length && IsWordPart(text[end], asValue))
            end++;
        return text.AsSpan(Position..end);
    }

    public bool TryTakeKeyword(string keyword)
    {
        var word = PeekWord();
        if (!NqlWords.Is(word, keyword))
            return false;
        Position += word.Length;
        return true;
    }

    /// <summary>Reads a quoted text from its opening quote, which is the current character. A backslash escapes the quote and itself;
    /// before anything else it stands for itself, so that unescaped patterns such as <c>"\d+"</c> work.</summary>
    /// <param name="escapes">Without, a backslash is an ordinary character everywhere.</param>
    /// <returns>False when there is no closing quote; the position is then at the end.</returns>
    public bool TryTakeQuoted(bool escapes, out string value)
    {
        var quote = text[Position++];
        var content = new StringBuilder();
        while (!AtEnd)
        {
            var c = text[Position++];
            if (c == quote)
            {
                value = content.ToString();
                return true;
            }
            if (escapes && c == '\\' && !AtEnd && (text[Position] == quote || text[Position] == '\\'))
                c = text[Position++];
            content.Append(c);
        }
        value = "";
        return false;
    }

    /// <summary>The piece of text at the current place, for a message.</summary>
    public TextSpan PeekPiece()
    {
        if (AtEnd)
            return new TextSpan(Position, 0);
        var word = PeekWord(asValue: true).Length;
        var whole = char.IsSurrogatePair(text, Position) ? 2 : 1;
        return new TextSpan(Position, Math.Max(word, whole));
    }

    static bool IsWordPart(char c, bool asValue) =>
        c is not ('(' or ')' or '"' or '\'' or '`' or '=' or '!' or '<' or '>') && (asValue || c != ':') && !char.IsWhiteSpace(c) && !char.IsControl(c);
}
