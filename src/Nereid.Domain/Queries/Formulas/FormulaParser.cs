using System.Globalization;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries.Formulas;

/// <summary>Reads the text of a formula: sums, products, signs, powers, functions, names and numbers, each in a method of its own, into operations on a stack.</summary>
sealed class FormulaParser(string text)
{
    /// <summary>How deep parentheses, signs and powers may stand in each other: each takes a piece of the thread's stack.</summary>
    const int MaxDepth = 50;

    static readonly Dictionary<string, (FormulaWork Work, int Arguments)> Functions = new(StringComparer.Ordinal)
    {
        ["abs"] = (FormulaWork.Abs, 1),
        ["cummax"] = (FormulaWork.CumulativeMax, 1),
        ["cummin"] = (FormulaWork.CumulativeMin, 1),
        ["cumsum"] = (FormulaWork.CumulativeSum, 1),
        ["diff"] = (FormulaWork.Diff, 1),
        ["exp"] = (FormulaWork.Exp, 1),
        ["log"] = (FormulaWork.Log, 1),
        ["log10"] = (FormulaWork.Log10, 1),
        ["log2"] = (FormulaWork.Log2, 1),
        ["max"] = (FormulaWork.Max, 2),
        ["min"] = (FormulaWork.Min, 2),
        ["pow"] = (FormulaWork.Power, 2),
        ["rate"] = (FormulaWork.Rate, 1),
        ["sqrt"] = (FormulaWork.Sqrt, 1),
        ["step"] = (FormulaWork.Step, 0),
        ["time"] = (FormulaWork.Time, 0),
    };

    readonly Dictionary<AttributePath, int> _places = [];
    int _at;
    int _depth;

    public List<AttributePath> Names { get; } = [];

    public List<FormulaOperation> Operations { get; } = [];

    public int Memories { get; private set; }

    /// <summary>The first one.</summary>
    public FormulaFault? Fault { get; private set; }

    public void Read()
    {
        if (text.Length > Formula.MaxChars)
        {
            Refuse(Formula.MaxChars, $"A formula has at most {Formula.MaxChars} characters.");
            return;
        }
        ReadSum();
        SkipSpace();
        if (_at < text.Length)
            Refuse(_at, "Expected an operator or the end.");
        else if (Names.Count == 0)
            Refuse(text.Length, "Expected the name of at least one series.");
    }

    void Refuse(int at, string reason) => Fault ??= new FormulaFault(at, reason);

    void Add(int at, FormulaWork work, double number = 0, int place = 0)
    {
        if (Operations.Count == Formula.MaxOperations)
            Refuse(at, $"A formula has at most {Formula.MaxOperations} numbers, names, operators and functions.");
        else
            Operations.Add(new FormulaOperation(work, number, place));
    }

    void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
    }

    /// <summary>Takes one of the letters, if it comes next.</summary>
    char? Take(string letters)
    {
        SkipSpace();
        return Fault is null && _at < text.Length && letters.Contains(text[_at], StringComparison.Ordinal) ? text[_at++] : null;
    }

    void ReadSum()
    {
        ReadProduct();
        while (Take("+-") is { } sign)
        {
            var at = _at;
            ReadProduct();
            Add(at, sign == '+' ? FormulaWork.Add : FormulaWork.Subtract);
        }
    }

    void ReadProduct()
    {
        ReadSigned();
        while (Take("*/") is { } sign)
        {
            var at = _at;
            ReadSigned();
            Add(at, sign == '*' ? FormulaWork.Multiply : FormulaWork.Divide);
        }
    }

    /// <summary>A power binds stronger than a sign before it, and to the right: -x^2 is -(x^2), 2^3^2 is 2^9.</summary>
    void ReadSigned()
    {
        if (++_depth > MaxDepth)
            Refuse(_at, $"Expected at most {MaxDepth} parentheses, signs and powers inside of each other.");
        else if (Take("-") is not null)
        {
            var at = _at;
            ReadSigned();
            Add(at, FormulaWork.Negate);
        }
        else
        {
            ReadPrimary();
            if (Take("^") is not null)
            {
                var at = _at;
                ReadSigned();
                Add(at, FormulaWork.Power);
            }
        }
        _depth--;
    }

    void ReadPrimary()
    {
        if (Take("(") is not null)
        {
            ReadSum();
            if (Take(")") is null)
                Refuse(_at, "Expected ')'.");
        }
        else if (Take("`") is not null)
            ReadQuoted();
        else if (Fault is null && _at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
            ReadNumber();
        else if (Fault is null && _at < text.Length && (char.IsLetter(text[_at]) || text[_at] == '_'))
            ReadName();
        else
            Refuse(_at, "Expected a name, a number, a function or '('.");
    }

    void ReadNumber()
    {
        var start = _at;
        while (IsAt(letter => char.IsAsciiDigit(letter) || letter == '.'))
            _at++;
        if (IsAt(letter => letter is 'e' or 'E'))
        {
            _at++;
            if (IsAt(letter => letter is '+' or '-'))
                _at++;
            while (IsAt(char.IsAsciiDigit))
                _at++;
        }
        var written = text.AsSpan(start, _at - start);
        if (double.TryParse(written, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            Add(start, FormulaWork.Number, number);
        else
            Refuse(start, $"'{written}' is no number.");
    }

    bool IsAt(Func<char, bool> kind) => _at < text.Length && kind(text[_at]);

    static bool IsInName(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '.' or ':';

    /// <summary>A slash between letters is part of a name; one with a space beside it divides.</summary>
    void ReadName()
    {
        var start = _at;
        while (_at < text.Length && (IsInName(text[_at]) || text[_at] == '/' && _at + 1 < text.Length && IsInName(text[_at + 1])))
            _at++;
        var name = text[start.._at];
        if (Take("(") is null)
            AddName(start, name);
        else if (Functions.TryGetValue(name, out var function))
            ReadArguments(start, name, function.Work, function.Arguments);
        else
            Refuse(start, $"There is no function '{name}'; there are {string.Join(", ", Functions.Keys)}.");
    }

    void ReadArguments(int start, string name, FormulaWork work, int arguments)
    {
        for (var i = 0; i < arguments; i++)
        {
            if (i > 0 && Take(",") is null)
                Refuse(_at, $"Expected ',' and another argument of {name}.");
            ReadSum();
        }
        if (Take(")") is null)
            Refuse(_at, arguments == 0 ? $"Expected ')': {name} has no arguments." : $"Expected ')' after the {(arguments == 1 ? "argument" : "arguments")} of {name}.");
        var looksBack = work is FormulaWork.Diff or FormulaWork.Rate or FormulaWork.CumulativeSum or FormulaWork.CumulativeMin or FormulaWork.CumulativeMax;
        Add(start, work, place: looksBack ? Memories++ : 0);
    }

    /// <summary>Between backticks a name may hold anything; two of them stand for one.</summary>
    void ReadQuoted()
    {
        var start = _at;
        for (var end = start; ; end += 2)
        {
            end = text.IndexOf('`', end);
            if (end < 0)
            {
                Refuse(start - 1, "This backtick is never closed.");
                return;
            }
            if (end + 1 < text.Length && text[end + 1] == '`')
                continue;
            _at = end + 1;
            AddName(start, text[start..end].Replace("``", "`", StringComparison.Ordinal));
            return;
        }
    }

    void AddName(int at, string name)
    {
        if (!AttributePath.TryParse(name, out var path, out var fault))
        {
            Refuse(at, fault);
            return;
        }
        if (!_places.TryGetValue(path, out var place))
        {
            if (Names.Count == Formula.MaxNames)
                Refuse(at, $"A formula is computed from at most {Formula.MaxNames} attributes.");
            _places[path] = place = Names.Count;
            Names.Add(path);
        }
        Add(at, FormulaWork.Name, place: place);
    }
}
