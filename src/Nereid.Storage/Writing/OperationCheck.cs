using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>Decides on one operation, given the attribute it touches as earlier operations left it. Pure; every store asks here.</summary>
static class OperationCheck
{
    /// <param name="existing">Null when the run has no such attribute.</param>
    public static Resolution Resolve(RunOperation operation, AttributeFacts? existing)
    {
        if (operation.Path.Text is null)
            return new Refusal(RejectReason.InvalidValue, "The operation has no attribute path.");
        if (operation is DeleteTree or DeleteSteps)
            return new Refusal(RejectReason.InvalidValue, "A tree or steps are deleted by a batch of deletions only.");
        if (SystemAttributes.Computed.ContainsKey(operation.Path.Text))
            return new Refusal(RejectReason.ReadOnlyAttribute, $"'{operation.Path}' is computed by the server and cannot be written.");
        if (operation is DeleteAttribute)
            return existing is null ? Resolution.Nothing : operation;
        if (operation is RemoveFromSet && existing is null)
            return Resolution.Nothing;

        if (ValueCheck.TypeOf(operation) is not { } type)
            return new Refusal(RejectReason.InvalidValue, NotAssignable(operation));
        if (existing is { } found && found.Type != type)
            return new Refusal(RejectReason.TypeMismatch,
                $"'{operation.Path}' has the type {found.Type}; the operation needs {type}. Delete the attribute first to change its type.");
        if (ValueCheck.Fault(operation) is { } fault)
            return fault;

        return operation switch
        {
            AddToSet add => Members(existing).Union(add.Members, StringComparer.Ordinal).AsSet(add.Path),
            RemoveFromSet remove => Members(existing).Except(remove.Members, StringComparer.Ordinal).AsSet(remove.Path),
            ClearSet clear => Enumerable.Empty<string>().AsSet(clear.Path),
            AppendFloats append => WithConcreteSteps(append, existing?.LastStep),
            PreviewFloats preview => PreviewCheck.Resolve(preview, existing),
            AppendStrings append => append with { Points = WithConcreteSteps(append.Points, existing?.LastStep, p => p.Step, (p, s) => p with { Step = s }) },
            AppendFiles append => append with { Points = WithConcreteSteps(append.Points, existing?.LastStep, p => p.Step, (p, s) => p with { Step = s }) },
            AppendHistograms append => append with { Points = WithConcreteSteps(append.Points, existing?.LastStep, p => p.Step, (p, s) => p with { Step = s }) },
            _ => operation,
        };
    }

    static string NotAssignable(RunOperation operation) => operation switch
    {
        AssignValue { Value: RunStateValue } => $"The run state is computed by the server; '{operation.Path}' cannot be assigned one.",
        ClearSeries clear => $"'{clear.Path}' cannot be cleared as a series of type {clear.SeriesType}; expected one of the series types.",
        _ => $"A series cannot be assigned to '{operation.Path}'; append points instead.",
    };

    static ImmutableArray<string> Members(AttributeFacts? existing) => existing?.Members ?? [];

    static Resolution AsSet(this IEnumerable<string> members, AttributePath path)
    {
        var set = new StringSetValue(members);
        return set.Values.Length > Limits.SetMembers
            ? new Refusal(RejectReason.LimitExceeded, $"'{path}' would have {set.Values.Length} members; at most {Limits.SetMembers} are allowed.")
            : new AssignValue(path, set);
    }

    static AppendFloats WithConcreteSteps(AppendFloats append, Step? last)
    {
        var points = append.Points.Span;
        var firstOpen = 0;
        while (firstOpen < points.Length && !points[firstOpen].Step.IsNext)
            firstOpen++;
        if (firstOpen == points.Length)
            return append;

        var concrete = points.ToArray();
        for (var i = 0; i < concrete.Length; i++)
        {
            concrete[i] = concrete[i] with { Step = Concrete(concrete[i].Step, last) };
            last = Later(last, concrete[i].Step);
        }
        return append with { Points = concrete };
    }

    static ImmutableArray<T> WithConcreteSteps<T>(ImmutableArray<T> points, Step? last, Func<T, Step> step, Func<T, Step, T> with)
    {
        if (points.IsDefaultOrEmpty || !points.Any(point => step(point).IsNext))
            return points.IsDefault ? [] : points;
        var concrete = ImmutableArray.CreateBuilder<T>(points.Length);
        foreach (var point in points)
        {
            var here = Concrete(step(point), last);
            concrete.Add(with(point, here));
            last = Later(last, here);
        }
        return concrete.MoveToImmutable();
    }

    static Step Concrete(Step step, Step? last) => !step.IsNext ? step : last?.Successor() ?? Step.From(0);

    static Step Later(Step? last, Step step) => last is { } known && known > step ? known : step;
}
