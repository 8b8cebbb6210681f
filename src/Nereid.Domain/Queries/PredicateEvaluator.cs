using System.Diagnostics;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries;

/// <summary>Decides whether a run meets a predicate by looking up one attribute after another: slow and plain, and therefore the definition.
/// Literals and patterns are read once, when it is made. Never changes; safe for many threads.</summary>
public sealed class PredicateEvaluator
{
    readonly Func<Func<AttributePath, AttributeValue?>, bool> _holds;

    /// <param name="nowUnixMicros">What relative times count from: the moment of the query, the same for all its runs.</param>
    public PredicateEvaluator(RunPredicate predicate, long nowUnixMicros) => _holds = Prepare(predicate, nowUnixMicros);

    /// <param name="find">The run's attribute at a path, computed ones included; null when it has none.</param>
    public bool Holds(Func<AttributePath, AttributeValue?> find) => _holds(find);

    static Func<Func<AttributePath, AttributeValue?>, bool> Prepare(RunPredicate predicate, long nowUnixMicros)
    {
        switch (predicate)
        {
            case RunPredicate.And and:
                var all = and.Parts.Select(part => Prepare(part, nowUnixMicros)).ToArray();
                return find => Array.TrueForAll(all, holds => holds(find));
            case RunPredicate.Or or:
                var any = or.Parts.Select(part => Prepare(part, nowUnixMicros)).ToArray();
                return find => Array.Exists(any, holds => holds(find));
            case RunPredicate.Not not:
                var inner = Prepare(not.Part, nowUnixMicros);
                return find => !inner(find);
            case RunPredicate.Exists exists:
                return find => Find(exists.Column, find) is not null;
            case RunPredicate.Compare compare:
                var test = new ComparisonTest(compare.Operator, compare.Literal, nowUnixMicros);
                return find => Find(compare.Column, find) is { } value && test.Holds(value, compare.Column.Aggregate);
            case RunPredicate.MentionsText mentions:
                return find => Array.Exists(MentionedPaths, path => Mentions(find(path), mentions.Text));
            default:
                throw new UnreachableException(predicate.GetType().Name);
        }
    }

    static AttributeValue? Find(ColumnId column, Func<AttributePath, AttributeValue?> find) =>
        find(column.Path) is { } value && (column.Type is null || column.Type == value.Type) ? value : null;

    static bool Mentions(AttributeValue? value, string text) => value switch
    {
        StringValue single => single.Value.Contains(text, StringComparison.OrdinalIgnoreCase),
        StringSetValue set => set.Values.Any(member => member.Contains(text, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    static readonly AttributePath[] MentionedPaths =
    [
        AttributePath.Of(SystemAttributes.Name), AttributePath.Of(SystemAttributes.Id), AttributePath.Of(SystemAttributes.CustomRunId),
        AttributePath.Of(SystemAttributes.Owner), AttributePath.Of(SystemAttributes.Tags), AttributePath.Of(SystemAttributes.GroupTags),
        AttributePath.Of(SystemAttributes.Description),
    ];
}
