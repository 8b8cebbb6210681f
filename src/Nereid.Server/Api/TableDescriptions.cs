using Nereid.Domain.Queries;
using Nereid.Query;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Groups, values, conditions and faults of queries in the words of the API.</summary>
static class TableDescriptions
{
    public static RunGroupDto Describe(RunGroup group) =>
        new(group.Key.ToString(), [.. group.Key.Values.Select(value => Describe(value))], group.Runs, [.. group.Figures.Select(Describe)]);

    static GroupFiguresDto Describe(GroupFigures figures) => figures.Count == 0
        ? new GroupFiguresDto(0, null, null, null, null, null)
        : new GroupFiguresDto(
            figures.Count, figures.Mean, double.IsNaN(figures.StandardDeviation) ? null : figures.StandardDeviation, figures.Min, figures.Max, figures.Median);

    public static ColumnValueDto Describe(in ColumnValue value)
    {
        double? number = value.Kind switch
        {
            ColumnValueKind.Whole or ColumnValueKind.Time or ColumnValueKind.Truth => value.Bits,
            ColumnValueKind.Real => value.Number,
            _ => null,
        };
        return new ColumnValueDto(value.Kind, value.ToString(), number, value.Kind == ColumnValueKind.Set ? value.Members : null);
    }

    public static ConditionDto Describe(RunPredicate predicate) => predicate switch
    {
        RunPredicate.And and => new AndConditionDto([.. and.Parts.Select(Describe)]),
        RunPredicate.Or or => new OrConditionDto([.. or.Parts.Select(Describe)]),
        RunPredicate.Not not => new NotConditionDto(Describe(not.Part)),
        RunPredicate.Compare compare => new CompareConditionDto(Describe(compare.Column), compare.Operator, compare.Literal),
        RunPredicate.Exists exists => new ExistsConditionDto(Describe(exists.Column)),
        RunPredicate.MentionsText mentions => new MentionsConditionDto(mentions.Text),
        _ => throw new System.Diagnostics.UnreachableException(predicate.GetType().Name),
    };

    static ColumnDto Describe(ColumnId column) => new(column.Path.Text, column.Type, column.Aggregate);

    public static QueryFaultDto Describe(NqlFault fault) => new(
        fault.Offset, fault.Length, fault.Line, fault.Column, fault.Found, [.. fault.Expected.Select(each => new QueryExpectationDto(each.Kind, each.Text))],
        fault.Detail, fault.Message);
}
