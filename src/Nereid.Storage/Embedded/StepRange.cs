using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>A stretch of steps as a condition on the point tables. A null end is open.</summary>
readonly record struct StepRange(Step? From, bool ExcludesFrom, Step? To, bool ExcludesTo)
{
    public static StepRange All => default;

    public static StepRange Of(in PointWindow window)
    {
        var (from, excludesFrom, to, excludesTo) = (window.From, false, window.To, false);
        if (window.After is { } after && !window.Descending && !(from > after))
            (from, excludesFrom) = (after, true);
        else if (window.After is { } before && window.Descending && !(to < before))
            (to, excludesTo) = (before, true);
        return new StepRange(from, excludesFrom, to, excludesTo);
    }

    public StepRange UpTo(Step? limit) => limit is { } greatest && !(To <= greatest) ? this with { To = greatest, ExcludesTo = false } : this;

    /// <summary>A condition on the columns step and millionths with the parameters ?2 to ?5.</summary>
    public string Condition => (ExcludesFrom, ExcludesTo) switch
    {
        (false, false) => "(step, millionths) >= (?2, ?3) AND (step, millionths) <= (?4, ?5)",
        (true, false) => "(step, millionths) > (?2, ?3) AND (step, millionths) <= (?4, ?5)",
        (false, true) => "(step, millionths) >= (?2, ?3) AND (step, millionths) < (?4, ?5)",
        (true, true) => "(step, millionths) > (?2, ?3) AND (step, millionths) < (?4, ?5)",
    };

    public Statement Bind(Statement statement) => statement.BindLeast(2, From).BindGreatest(4, To);
}
