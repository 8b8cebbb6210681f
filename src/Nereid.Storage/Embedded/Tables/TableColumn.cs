using System.Runtime.InteropServices;
using Nereid.Domain.Queries;
using Nereid.Storage.Querying;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>One attribute over all runs of a project, in memory. Changed under <see cref="TableChanges.Gate"/> only; questions hold <see cref="Take"/>.</summary>
sealed class TableColumn(ColumnKey key)
{
    readonly List<CellChunk> _chunks = [];
    readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Different texts that are kept once.</summary>
    const int KnownTexts = 1024;

    public ColumnKey Key => key;

    /// <summary>Place in the notes up to which the cells are true.</summary>
    public long Position { get; set; }

    /// <summary>When it was last asked for, in the order of questions.</summary>
    public long Used { get; set; }

    public long Bytes => _chunks.Sum(chunk => chunk.Bytes);

    public void Set(int place, in Cell cell)
    {
        var at = place / CellChunk.Cells;
        if (at >= _chunks.Count && cell.IsMissing)
            return;
        while (at >= _chunks.Count)
            _chunks.Add(new CellChunk());
        if (_chunks[at].IsShared)
            _chunks[at] = _chunks[at].Copy();
        _chunks[at].Set(place % CellChunk.Cells, cell.Text is { } text ? cell with { Text = Known(text) } : cell);
    }

    string Known(string text)
    {
        if (_known.TryGetValue(text, out var known))
            return known;
        if (_known.Count < KnownTexts)
            _known[text] = text;
        return text;
    }

    /// <summary>The cells as they are now, for ever.</summary>
    public CellColumn Take()
    {
        foreach (var chunk in CollectionsMarshal.AsSpan(_chunks))
            chunk.IsShared = true;
        return new Snapshot([.. _chunks]);
    }

    sealed class Snapshot(CellChunk[] chunks) : CellColumn
    {
        public override Cell this[int place] =>
            (uint)(place / CellChunk.Cells) < (uint)chunks.Length ? chunks[place / CellChunk.Cells][place % CellChunk.Cells] : default;
    }
}

/// <summary>What a column in memory is of: whatever type the runs have at the path, and one figure for series.</summary>
readonly record struct ColumnKey(string Path, SeriesAggregate Aggregate)
{
    public static ColumnKey Of(ColumnId column) => new(column.Path.Text, column.Aggregate);
}
