using Nereid.Domain.Files;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>What the writer keeps in memory of a run it has touched. Belongs to the writer.</summary>
sealed class CachedRun(StoredRun stored, bool isNew)
{
    public long Row => stored.Row;

    public long ProjectRow => stored.ProjectRow;

    public RunHead Head { get; set; } = stored.Head;

    public long Versions { get; set; } = stored.Versions;

    public long Requests { get; set; } = stored.Requests;

    public long FileBytes { get; set; } = stored.FileBytes;

    /// <summary>All its attributes are in <see cref="Attributes"/>: one that is not there does not exist.</summary>
    public bool IsComplete { get; set; } = isNew;

    /// <summary>Null: known not to exist.</summary>
    public Dictionary<AttributePath, CachedAttribute?> Attributes { get; } = [];

    /// <summary>Its float series in memory; null until one is touched.</summary>
    public RunHeads? Heads { get; set; }

    /// <summary>All its float series are in <see cref="Heads"/>.</summary>
    public bool HasAllHeads { get; set; } = isNew;

    /// <summary>Float series by the UTF-8 of their paths, as far as rows named them.</summary>
    public PathTable Paths { get; } = new();

    /// <summary>Its row has to be written before the transaction ends.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Place in the order of use.</summary>
    public LinkedListNode<CachedRun>? Use { get; set; }
}

/// <summary>What the writer keeps in memory of one attribute: enough to check and apply the next operation without reading.</summary>
sealed class CachedAttribute(AttributeType type, long pathRow)
{
    public AttributeType Type => type;

    public long PathRow => pathRow;

    /// <summary>Number of the series that holds the points; 0 when the attribute is not a series. Clearing a series gives it a new number.</summary>
    public long Series { get; set; }

    public StringSetValue? Set { get; set; }

    public FileContent? File { get; set; }

    /// <summary>Of a float series: what memory holds of it.</summary>
    public SeriesHead? Floats { get; set; }

    public PointSummary Points;

    /// <summary>Of a string, file or histogram series that was appended to: its last span, newer than the saved one.</summary>
    public PointSpan? LastSpan { get; set; }

    /// <summary>The summary has to be written before the transaction ends.</summary>
    public bool IsDirty { get; set; }

    public AttributeFacts Facts => new(type, LastStep, Set?.Values ?? default, Floats?.Previews ?? default);

    Step? LastStep => type switch
    {
        AttributeType.FloatSeries => Floats is { Summary.Count: > 0 } floats ? floats.Summary.LastStep : null,
        _ => Points.Count > 0 ? Points.LastStep : null,
    };
}
