using Nereid.Domain.Runs;

namespace Nereid.Domain.Queries.Formulas;

/// <summary>Computes a formula point after point, in the order of steps. For one series of points and one thread.</summary>
public sealed class FormulaWalk
{
    const double MicrosPerSecond = 1e6;

    readonly FormulaOperation[] _operations;
    readonly double[] _stack;
    readonly (double Value, long UnixMicros)[] _memories;

    public FormulaWalk(Formula formula)
    {
        _operations = [.. formula.Operations];
        _stack = new double[_operations.Length];
        _memories = new (double, long)[formula.Memories];
        foreach (var operation in _operations)
            if (operation.Work >= FormulaWork.Diff)
                _memories[operation.Place].Value = operation.Work switch
                {
                    FormulaWork.CumulativeSum => 0,
                    FormulaWork.CumulativeMin => double.PositiveInfinity,
                    FormulaWork.CumulativeMax => double.NegativeInfinity,
                    _ => double.NaN,
                };
    }

    /// <param name="values">One for each of the formula's names, in their order.</param>
    public double Next(Step step, long unixMicros, ReadOnlySpan<double> values)
    {
        var stack = _stack;
        var top = -1;
        foreach (ref readonly var operation in _operations.AsSpan())
        {
            switch (operation.Work)
            {
                case FormulaWork.Number:
                    stack[++top] = operation.Number;
                    break;
                case FormulaWork.Name:
                    stack[++top] = values[operation.Place];
                    break;
                case FormulaWork.Step:
                    stack[++top] = step.Value;
                    break;
                case FormulaWork.Time:
                    stack[++top] = unixMicros / MicrosPerSecond;
                    break;
                case >= FormulaWork.Diff:
                    stack[top] = LookBack(operation.Work, ref _memories[operation.Place], stack[top], unixMicros);
                    break;
                case FormulaWork.Negate or FormulaWork.Abs or FormulaWork.Exp or FormulaWork.Log or FormulaWork.Log2 or FormulaWork.Log10 or FormulaWork.Sqrt:
                    stack[top] = Of(operation.Work, stack[top]);
                    break;
                default:
                    top--;
                    stack[top] = Of(operation.Work, stack[top], stack[top + 1]);
                    break;
            }
        }
        return stack[0];
    }

    static double LookBack(FormulaWork work, ref (double Value, long UnixMicros) memory, double here, long unixMicros)
    {
        var (before, then) = memory;
        if (work is FormulaWork.Diff or FormulaWork.Rate)
        {
            memory = (here, unixMicros);
            var seconds = (unixMicros - then) / MicrosPerSecond;
            return work == FormulaWork.Diff ? here - before : seconds > 0 ? (here - before) / seconds : double.NaN;
        }
        // What is no number adds nothing, and leaves a gap of its own only.
        if (double.IsNaN(here))
            return double.NaN;
        memory.Value = work switch
        {
            FormulaWork.CumulativeMin => Math.Min(before, here),
            FormulaWork.CumulativeMax => Math.Max(before, here),
            _ => before + here,
        };
        return memory.Value;
    }

    static double Of(FormulaWork work, double x) => work switch
    {
        FormulaWork.Negate => -x,
        FormulaWork.Abs => Math.Abs(x),
        FormulaWork.Exp => Math.Exp(x),
        FormulaWork.Log => Math.Log(x),
        FormulaWork.Log2 => Math.Log2(x),
        FormulaWork.Log10 => Math.Log10(x),
        _ => Math.Sqrt(x),
    };

    static double Of(FormulaWork work, double x, double y) => work switch
    {
        FormulaWork.Add => x + y,
        FormulaWork.Subtract => x - y,
        FormulaWork.Multiply => x * y,
        FormulaWork.Divide => x / y,
        FormulaWork.Power => Math.Pow(x, y),
        FormulaWork.Min => Math.Min(x, y),
        _ => Math.Max(x, y),
    };
}
