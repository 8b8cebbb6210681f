using System.Collections.Immutable;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Turns one operation of a request into the domain's; says what is wrong with one that means nothing.</summary>
static class OperationReader
{
    /// <returns>The operation, or null with what is wrong in <paramref name="fault"/>.</returns>
    public static RunOperation? Read(OperationDto operation, out string fault)
    {
        fault = "";
        if (!AttributePath.TryParse(operation.Path, out var path, out var pathFault))
        {
            fault = pathFault;
            return null;
        }
        switch (operation)
        {
            case AssignDto assign:
                return Read(assign.Value) is { } value ? new AssignValue(path, value) : null;
            case AddToSetDto add:
                return new AddToSet(path, [.. add.Values]);
            case RemoveFromSetDto remove:
                return new RemoveFromSet(path, [.. remove.Values]);
            case ClearSetDto:
                return new ClearSet(path);
            case ClearSeriesDto clear when clear.Type.IsSeries():
                return new ClearSeries(path, clear.Type);
            case ClearSeriesDto clear:
                fault = $"'{path}': {clear.Type} is not a series type.";
                return null;
            case ConfigureSeriesDto configure:
                return new ConfigureSeries(path, new SeriesDisplay(configure.Display.Min, configure.Display.Max, configure.Display.Unit));
            case DeleteDto:
                return new DeleteAttribute(path);
            case AppendFloatsDto floats:
                var points = new FloatPoint[floats.Values.Count];
                return TryFill(path, floats.Steps, floats.UnixMicros, floats.Values, points, (step, time, value) => new FloatPoint(step, time, value), out fault)
                    ? new AppendFloats(path, points) : null;
            case AppendStringsDto strings:
                var lines = new StringPoint[strings.Values.Count];
                return TryFill(path, strings.Steps, strings.UnixMicros, strings.Values, lines, (step, time, value) => new StringPoint(step, time, value), out fault)
                    ? new AppendStrings(path, [.. lines]) : null;
            case AppendHistogramsDto histograms:
                var bars = new HistogramPoint[histograms.Values.Count];
                return TryFill(
                    path, histograms.Steps, histograms.UnixMicros, histograms.Values, bars,
                    (step, time, value) => new HistogramPoint(step, time, [.. value.Edges], [.. value.Counts], value.IsDensity), out fault)
                    ? new AppendHistograms(path, [.. bars]) : null;
            default:
                throw new System.Diagnostics.UnreachableException(operation.GetType().Name);
        }
    }

    static AttributeValue Read(NewValueDto value) => value switch
    {
        NewIntDto v => new IntValue(v.Value),
        NewFloatDto v => new FloatValue(v.Value),
        NewBoolDto v => new BoolValue(v.Value),
        NewStringDto v => new StringValue(v.Value),
        NewDatetimeDto v => new DatetimeValue(Moments.ToUnixMicros(v.Value)),
        NewStringSetDto v => new StringSetValue(v.Value),
        NewArtifactDto v => new ArtifactValue(v.Value),
        NewGitRefDto { Value: var git } => new GitRefValue(
            git.CommitId, git.Message, git.AuthorName, git.AuthorEmail, git.CommitTime is { } time ? Moments.ToUnixMicros(time) : null,
            git.Branch, git.Dirty, [.. git.Remotes ?? []]),
        NewNotebookRefDto { Value: var notebook } => new NotebookRefValue(notebook.NotebookId, notebook.CheckpointId, notebook.NotebookName),
        _ => throw new System.Diagnostics.UnreachableException(value.GetType().Name),
    };

    static bool TryFill<TValue, TPoint>(
        AttributePath path, IReadOnlyList<double?>? steps, IReadOnlyList<long> unixMicros, IReadOnlyList<TValue> values, TPoint[] points,
        Func<Step, long, TValue, TPoint> make, out string fault)
    {
        fault = "";
        if (unixMicros.Count != values.Count || (steps is not null && steps.Count != values.Count))
        {
            var stepCount = steps is null ? "no" : steps.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
            fault = $"'{path}': the columns differ in length: {stepCount} steps, {unixMicros.Count} times, {values.Count} values.";
            return false;
        }
        for (var i = 0; i < points.Length; i++)
        {
            var step = Step.Next;
            if (steps?[i] is { } given && !Step.TryFrom(given, out step))
            {
                fault = $"'{path}': step {i} is {given}; expected a finite number.";
                return false;
            }
            points[i] = make(step, unixMicros[i], values[i]);
        }
        return true;
    }
}
