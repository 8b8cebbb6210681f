using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Query.Tests;

/// <summary>Makes predicates over few names and values, so that random runs often meet them. The storage tests use it too.</summary>
/// <param name="accepts">Comparisons it does not accept are thrown again.</param>
sealed class RandomPredicates(Random random, Func<RunPredicate, bool> accepts)
{
    public static readonly string[] Names = ["a", "b/c", "d e", "q`uo\\te", "and", "名前/🚀", "id", "x'y\"z", "sys/state", "sys/tags", "sys/creation_time", "sys/id"];

    public static readonly string[] Texts = ["", "a", "ab", "b\"c\\", "true", "0", "1", "-1.5", "nan", "inf", "running", "2024-01-31T00:00:00Z", "-2d", "名 ", "OR", "'"];

    static readonly string[] Patterns = ["", "a", "^a", "b$", @"\d+", "[a-c]+", "^(a|ab)$", "名"];

    static readonly AttributeType[] Types = Enum.GetValues<AttributeType>();

    static readonly Comparison[] Comparisons = Enum.GetValues<Comparison>();

    public RunPredicate Next(int depth) => random.Next(depth == 0 ? 5 : 10) switch
    {
        < 4 => Compare(),
        4 => random.Next(3) == 0 ? new RunPredicate.MentionsText(Pick(Texts)) : new RunPredicate.Exists(new ColumnId(AttributePath.Of(Pick(Names)), MaybeType())),
        < 7 => new RunPredicate.And([.. Parts(depth)]),
        < 9 => new RunPredicate.Or([.. Parts(depth)]),
        _ => new RunPredicate.Not(Next(depth - 1)),
    };

    /// <summary>As the parser leaves it: no AND directly in an AND, no OR directly in an OR, none with a single part.</summary>
    public static RunPredicate Merged(RunPredicate predicate)
    {
        switch (predicate)
        {
            case RunPredicate.And and:
                var all = and.Parts.Select(Merged).SelectMany(part => part is RunPredicate.And inner ? inner.Parts : [part]).ToList();
                return all.Count == 1 ? all[0] : new RunPredicate.And([.. all]);
            case RunPredicate.Or or:
                var any = or.Parts.Select(Merged).SelectMany(part => part is RunPredicate.Or inner ? inner.Parts : [part]).ToList();
                return any.Count == 1 ? any[0] : new RunPredicate.Or([.. any]);
            case RunPredicate.Not not:
                return new RunPredicate.Not(Merged(not.Part));
            default:
                return predicate;
        }
    }

    IEnumerable<RunPredicate> Parts(int depth) => Enumerable.Range(0, random.Next(1, 4)).Select(_ => Next(depth - 1));

    RunPredicate Compare()
    {
        while (true)
        {
            var type = MaybeType();
            var comparison = Pick(Comparisons);
            var literal = Pick(comparison is Comparison.Matches or Comparison.NotMatches ? Patterns : Texts);
            var aggregate = type is null || type.Value.IsSeries() ? Pick(Enum.GetValues<SeriesAggregate>()) : SeriesAggregate.Last;
            var predicate = new RunPredicate.Compare(new ColumnId(AttributePath.Of(Pick(Names)), type, aggregate), comparison, literal);
            if (accepts(predicate))
                return predicate;
        }
    }

    AttributeType? MaybeType() => random.Next(3) == 0 ? null : Pick(Types);

    T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
