using System.Collections.Immutable;
using System.Diagnostics;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Memory;

/// <summary>One attribute as plain collections: a value, or the points of a series by step.</summary>
sealed class MemoryAttribute(AttributeType type)
{
    public AttributeType Type => type;

    public AttributeValue? Assigned { get; private set; }

    public SeriesDisplay? Display { get; private set; }

    public SortedList<Step, FloatPoint> Floats { get; } = [];

    /// <summary>Those that points have overtaken included.</summary>
    public ImmutableArray<PreviewPoint> Previews { get; private set; } = [];

    public SortedList<Step, StringPoint> Strings { get; } = [];

    public SortedList<Step, FilePoint> Files { get; } = [];

    public SortedList<Step, HistogramPoint> Histograms { get; } = [];

    /// <summary>Another one after the series was cleared.</summary>
    public object Life { get; private set; } = new();

    /// <summary>Points that deletions keep, those that were written first before those at the same step that came later.</summary>
    readonly List<HiddenPoint> _hidden = [];

    /// <param name="By">The deletions that were made when it was there or hidden already; it comes back with the last of them.</param>
    sealed record HiddenPoint(Step Step, object Point, HashSet<DeletionId> By);

    public int PointCount => Floats.Count + Strings.Count + Files.Count + Histograms.Count;

    public AttributeFacts Facts => new(type, LastStep, Assigned is StringSetValue set ? set.Values : default, Previews);

    public long FileBytes => AllFiles.Sum(file => file.Size);

    public IEnumerable<FileContent> AllFiles => Assigned is { } value && HeldContent.Of(value) is { } content ? [content] : Files.Values.Select(point => point.File);

    /// <summary>Those of hidden points too.</summary>
    public IEnumerable<FileContent> KeptFiles => AllFiles.Concat(_hidden.Select(hidden => hidden.Point).OfType<FilePoint>().Select(point => point.File));

    /// <summary>Takes the points of a range away, until <see cref="Restore"/> or <see cref="Purge"/>.</summary>
    public void Hide(DeletedRange range, DeletionId deletion)
    {
        foreach (var hidden in _hidden.Where(hidden => range.Contains(hidden.Step)))
            hidden.By.Add(deletion);
        Hide(Floats, range, deletion);
        Hide(Strings, range, deletion);
        Hide(Files, range, deletion);
        Hide(Histograms, range, deletion);
    }

    void Hide<T>(SortedList<Step, T> points, DeletedRange range, DeletionId deletion)
        where T : notnull
    {
        foreach (var step in points.Keys.Where(range.Contains).ToList())
        {
            _hidden.Add(new HiddenPoint(step, points[step], [deletion]));
            points.Remove(step);
        }
    }

    public void Restore(DeletionId deletion)
    {
        _hidden.ForEach(hidden => hidden.By.Remove(deletion));
        foreach (var hidden in _hidden.Where(hidden => hidden.By.Count == 0).Reverse())
            _ = hidden.Point switch
            {
                FloatPoint point => Floats.TryAdd(hidden.Step, point),
                StringPoint point => Strings.TryAdd(hidden.Step, point),
                FilePoint point => Files.TryAdd(hidden.Step, point),
                HistogramPoint point => Histograms.TryAdd(hidden.Step, point),
                _ => throw new UnreachableException(hidden.Point.GetType().Name),
            };
        _hidden.RemoveAll(hidden => hidden.By.Count == 0);
    }

    public void Purge(DeletionId deletion) => _hidden.RemoveAll(hidden => hidden.By.Contains(deletion));

    Step? LastStep => type switch
    {
        AttributeType.FloatSeries => Last(Floats),
        AttributeType.StringSeries => Last(Strings),
        AttributeType.FileSeries => Last(Files),
        AttributeType.HistogramSeries => Last(Histograms),
        _ => null,
    };

    /// <param name="operation">As <see cref="OperationCheck"/> resolved it.</param>
    public void Apply(RunOperation operation)
    {
        switch (operation)
        {
            case AssignValue assign:
                Assigned = assign.Value;
                break;
            case AppendFloats append:
                foreach (var point in append.Points.Span)
                    Floats[point.Step] = point;
                break;
            case PreviewFloats preview:
                Previews = preview.Points;
                break;
            case AppendStrings append:
                foreach (var point in append.Points)
                    Strings[point.Step] = point;
                break;
            case AppendFiles append:
                foreach (var point in append.Points)
                    Files[point.Step] = point;
                break;
            case AppendHistograms append:
                foreach (var point in append.Points)
                    Histograms[point.Step] = point;
                break;
            case ClearSeries:
                Floats.Clear();
                Previews = [];
                Strings.Clear();
                Files.Clear();
                Histograms.Clear();
                _hidden.Clear();
                Life = new object();
                break;
            case ConfigureSeries configure:
                Display = configure.Display;
                break;
            default:
                throw new UnreachableException(operation.GetType().Name);
        }
    }

    /// <summary>Takes the points up to a step whose steps are not here yet.</summary>
    public void Inherit(MemoryAttribute ancestor, Step? limit)
    {
        Display ??= ancestor.Display;
        // Of an ancestor only what is final is inherited.
        if (limit is null)
            Previews = ancestor.Previews;
        Inherit(ancestor.Floats, Floats, limit);
        Inherit(ancestor.Strings, Strings, limit);
        Inherit(ancestor.Files, Files, limit);
        Inherit(ancestor.Histograms, Histograms, limit);
    }

    static void Inherit<T>(SortedList<Step, T> from, SortedList<Step, T> to, Step? limit)
    {
        foreach (var (step, point) in from)
            if (limit is not { } greatest || step <= greatest)
                to.TryAdd(step, point);
    }

    public AttributeValue Value => type switch
    {
        AttributeType.FloatSeries => Summary().ToValue(Display, Previews),
        AttributeType.StringSeries => Strings.Count == 0
            ? new StringSeriesValue(0, default, null, 0)
            : new StringSeriesValue(Strings.Count, Strings.Keys[^1], Strings.Values[^1].Value, Strings.Values[^1].UnixMicros),
        AttributeType.FileSeries => Files.Count == 0
            ? new FileSeriesValue(0, default, null, 0)
            : new FileSeriesValue(Files.Count, Files.Keys[^1], Files.Values[^1].File, Files.Values[^1].UnixMicros),
        AttributeType.HistogramSeries => Histograms.Count == 0
            ? new HistogramSeriesValue(0, default, 0)
            : new HistogramSeriesValue(Histograms.Count, Histograms.Keys[^1], Histograms.Values[^1].UnixMicros),
        _ => Assigned!,
    };

    FloatSummary Summary()
    {
        var summary = new FloatSummary();
        foreach (var point in Floats.Values)
            summary.Add(point);
        return summary;
    }

    static Step? Last<T>(SortedList<Step, T> points) => points.Count == 0 ? null : points.Keys[^1];
}
