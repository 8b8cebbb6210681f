using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Query.Tests;

/// <summary>Short ways to write the queries, predicates and runs of these tests.</summary>
static class Queries
{
    public const long Now = 1_700_000_000_000_000;

    public static RunPredicate? Where(string text, NqlDialect dialect = NqlDialect.Neptune1) =>
        Nql.TryParse(text, dialect, out var query, out var fault) ? query.Where : throw new FormatException(fault.Message);

    public static NqlFault Fault(string text, NqlDialect dialect = NqlDialect.Neptune1)
    {
        Assert.False(Nql.TryParse(text, dialect, out _, out var fault), "The text was understood.");
        return fault!;
    }

    public static bool Holds(string text, Dictionary<string, AttributeValue> run, NqlDialect dialect = NqlDialect.Neptune1) =>
        new PredicateEvaluator(Where(text, dialect)!, Now).Holds(path => run.GetValueOrDefault(path.Text));

    public static ColumnId Column(string path, AttributeType? type = null, SeriesAggregate aggregate = SeriesAggregate.Last) =>
        new(AttributePath.Of(path), type, aggregate);

    public static RunPredicate Compare(string path, AttributeType? type, Comparison comparison, string literal) =>
        new RunPredicate.Compare(Column(path, type), comparison, literal);

    public static RunPredicate Equal(string path, string literal) => Compare(path, null, Comparison.Equal, literal);

    public static RunPredicate And(params RunPredicate[] parts) => new RunPredicate.And([.. parts]);

    public static RunPredicate Or(params RunPredicate[] parts) => new RunPredicate.Or([.. parts]);

    public static RunPredicate Not(RunPredicate part) => new RunPredicate.Not(part);
}
