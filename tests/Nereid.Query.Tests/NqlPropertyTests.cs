using System.Text;
using Nereid.Domain.Queries;

namespace Nereid.Query.Tests;

public class NqlPropertyTests
{
    static readonly string[] Pieces =
    [
        "a", "b/c", "`d e`", "`", "\"", "'", "\\", "\"x y\"", "'z'", "(", ")", ":", "=", "==", "!=", "!", "<", "<=", ">", ">=", "AND", "or", "NOT", "CONTAINS", "MATCHES",
        "EXISTS", "STARTS", "WITH", "ENDS", "MENTIONS", "last(", "max", "count(", "float", "int", "string", "stringSet", "floatSeries", "datetime", "bool", "1", "-2h",
        "0.5", "true", "inf", " ", "  ", "\t", "\n", "\0", "é", "🚀", "\ud83d", "\udc00", "&", "|", ",", "[", "{", "running", "state", "tags", "commitId", "sys/trashed",
    ];

    [Fact]
    public void Printing_and_parsing_gives_the_predicate_back()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var predicate = new RandomPredicates(new Random(seed), IsSayable).Next(depth: 4);
            var text = Nql.Print(predicate);

            Assert.True(Nql.TryParse(text, NqlDialect.Neptune1, out var query, out var fault), $"Seed {seed}: {fault?.Message}\n{text}");
            Assert.True(RandomPredicates.Merged(predicate).Equals(query.Where), $"Seed {seed}: {text}\n{Nql.Print(query.Where!)}");
            Assert.Equal(text, Nql.Print(query.Where!));
        }
    }

    [Fact]
    public void Random_text_is_understood_or_refused_with_a_place()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)] + (random.Next(2) == 0 ? " " : "")));
            Check(text, seed);
        }
    }

    [Fact]
    public void Mutated_queries_are_understood_or_refused_with_a_place()
    {
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder(Nql.Print(new RandomPredicates(random, IsSayable).Next(depth: 3)));
            for (var edits = random.Next(1, 4); edits > 0; edits--)
                Mutate(text, random);
            Check(text.ToString(), seed);
        }
    }

    /// <summary>The language refuses comparisons that could never hold.</summary>
    static bool IsSayable(RunPredicate predicate) => Nql.TryParse(Nql.Print(predicate), NqlDialect.Neptune1, out _, out _);

    static void Mutate(StringBuilder text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 6), text.Length - at);
        switch (random.Next(4))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1:
                text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                break;
            case 2:
                text.Insert(random.Next(text.Length + 1), text.ToString(at, length));
                break;
            default:
                text.Length = at;
                break;
        }
    }

    static void Check(string text, int seed)
    {
        foreach (var dialect in new[] { NqlDialect.Neptune1, NqlDialect.Neptune3 })
        {
            if (Nql.TryParse(text, dialect, out var query, out var fault))
            {
                CheckPlaces(query.Tree, text, seed);
                if (query.Where is not null)
                    CheckPrinted(query.Where, seed);
                continue;
            }
            Assert.True(fault.Offset >= 0 && fault.Length >= 0 && fault.Offset + fault.Length <= text.Length, $"Seed {seed}: {fault}");
            Assert.True(fault.Length > 0 || fault.Offset == text.Length, $"Seed {seed}: {fault}");
            var before = text[..fault.Offset];
            Assert.Equal((before.Count(c => c == '\n') + 1, fault.Offset - before.LastIndexOf('\n')), (fault.Line, fault.Column));
            Assert.NotEmpty(fault.Found);
            Assert.NotEmpty(fault.Expected);
        }
    }

    /// <summary>The text of an understood query is understood to be the same query.</summary>
    static void CheckPrinted(RunPredicate where, int seed)
    {
        var printed = Nql.Print(where);
        Assert.True(Nql.TryParse(printed, NqlDialect.Neptune1, out var again, out var fault), $"Seed {seed}: {fault?.Message}\n{printed}");
        Assert.True(where.Equals(again.Where), $"Seed {seed}: {printed}");
    }

    static void CheckPlaces(NqlNode? node, string text, int seed)
    {
        if (node is null)
            return;
        Assert.True(node.Span.Start >= 0 && node.Span.Length > 0 && node.Span.End <= text.Length, $"Seed {seed}: {node}");
        foreach (var child in Children(node))
        {
            Assert.True(child.Span.Start >= node.Span.Start && child.Span.End <= node.Span.End, $"Seed {seed}: {child} in {node}");
            CheckPlaces(child, text, seed);
        }
    }

    static IEnumerable<NqlNode> Children(NqlNode node) => node switch
    {
        NqlAnd and => and.Parts,
        NqlOr or => or.Parts,
        NqlNot not => [not.Part],
        _ => [],
    };
}
