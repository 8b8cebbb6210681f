using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>The asked attributes of some runs, as 3.x shows them: system attributes by their names, and what forks inherit.</summary>
/// <param name="paths">Asked ones; each once.</param>
sealed class AttributeRows(IRunReader reader, ImmutableArray<AttributePath> paths)
{
    readonly HashSet<string> _asked = [.. paths.Select(path => path.Text)];
    readonly ImmutableArray<AttributePath> _views = [.. paths.Where(path => SystemView.Has(path.Text))];

    /// <summary>What to ask the store for.</summary>
    public ImmutableArray<ColumnId> Columns { get; } = [.. paths.Select(path => new ColumnId(SystemView.SourceOf(path))).Distinct()];

    /// <returns>Ordered by path; attributes of types that 3.x does not know are left out.</returns>
    public async ValueTask<List<ShownAttribute>> ShowAsync(RunRow row, CancellationToken cancel)
    {
        var shown = new List<ShownAttribute>(row.Attributes.Length);
        foreach (var attribute in row.Attributes)
        {
            if (_asked.Contains(attribute.Path.Text) && !SystemView.Has(attribute.Path.Text) && Words.Of(attribute.Value.Type) is not null)
                shown.Add(new ShownAttribute(row.Head, attribute.Path, attribute.Value));
            foreach (var view in _views)
            {
                if (SystemView.SourceOf(view) == attribute.Path)
                    shown.Add(new ShownAttribute(row.Head, view, SystemView.Value(view.Text, row.Head, attribute.Value)));
            }
        }

        if (row.Head.Fork is not null)
            await InheritAsync(row, shown, cancel);
        for (var i = 0; i < shown.Count; i++)
        {
            if (shown[i].Value is HistogramSeriesValue { Count: > 0 })
                shown[i] = shown[i] with { LastHistogram = await LastHistogramAsync(shown[i], cancel) };
        }

        if (_views.Length > 0 || row.Head.Fork is not null)
            shown.Sort((left, right) => left.Path.CompareTo(right.Path));
        return shown;
    }

    public static void Write(AnswerWriter to, int field, List<ShownAttribute> attributes)
    {
        foreach (var attribute in attributes)
            AttributeMessage.Write(to, field, attribute, Words.Of(attribute.Value.Type)!);
    }

    /// <summary>Series of a fork begin with its ancestors' points; the figures are those of the whole.</summary>
    async ValueTask InheritAsync(RunRow row, List<ShownAttribute> shown, CancellationToken cancel)
    {
        var own = new Dictionary<AttributePath, int>(shown.Count);
        for (var i = 0; i < shown.Count; i++)
            own[shown[i].Path] = i;
        foreach (var path in paths)
        {
            if (SystemView.Has(path.Text) || path.Text.StartsWith("sys/", StringComparison.Ordinal))
                continue;
            var has = own.TryGetValue(path, out var place);
            if (has && !shown[place].Value.Type.IsSeries())
                continue;
            if (await reader.GetSeriesAsync(new SeriesId(row.Head.Id, path, Lineage.Full), cancel) is not { } whole)
                continue;
            if (has)
                shown[place] = shown[place] with { Value = whole };
            else
                shown.Add(new ShownAttribute(row.Head, path, whole));
        }
    }

    async ValueTask<HistogramPoint?> LastHistogramAsync(ShownAttribute attribute, CancellationToken cancel)
    {
        var series = new SeriesId(attribute.Owner.Id, attribute.Path, Lineage.Full);
        return await reader.ReadHistogramsAsync(series, new PointWindow(0, 1, Descending: true), cancel) is { Points: [var last] } ? last : null;
    }
}
