using System.Runtime.InteropServices;
using System.Text;
using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded.Tables;

/// <summary>Which paths occur in a project, in memory: texts in a few large arrays, so that a pattern goes over them without a look at the database.
/// Guarded by <see cref="TableChanges.Gate"/>; questions hold <see cref="Take"/>.</summary>
sealed class PathIndex(ProjectId project, long projectRow, long position)
{
    public const int ChunkEntries = 1024;

    readonly List<PathEntry[]> _chunks = [];

    /// <summary>Chunks that no view holds.</summary>
    readonly HashSet<int> _own = [];

    readonly TextPages _texts = new();

    /// <summary>Numbers of runs by <see cref="RunKind"/>.</summary>
    readonly int[] _runs = new int[RunsByKind.Kinds + 1];
    readonly int[] _withCustomId = new int[RunsByKind.Kinds + 1];
    int _count;

    public ProjectId Project => project;

    public long ProjectRow => projectRow;

    /// <summary>Place in the notes up to which it is true.</summary>
    public long Position { get; private set; } = position;

    public long Used { get; set; }

    /// <summary>What single runs have, as far as somebody asked.</summary>
    public RunPaths Lists { get; } = new();

    public long Bytes
    {
        get
        {
            const int entryBytes = 48 + 40;
            return _texts.Bytes + (long)_chunks.Count * ChunkEntries * entryBytes + Lists.Bytes;
        }
    }

    /// <summary>Reads everything. Before anybody else sees the index.</summary>
    public void Load(Statements database, CancellationToken cancel)
    {
        const int betweenLooks = 0xFFF;
        var runs = database["SELECT kind, count(*), count(custom_id) FROM runs WHERE project = ?1 GROUP BY kind"].Bind(1, projectRow);
        while (runs.Step())
        {
            _runs[runs.Int64(0)] = (int)runs.Int64(1);
            _withCustomId[runs.Int64(0)] = (int)runs.Int64(2);
        }
        var rows = database["SELECT u.kind, u.path, u.type, u.runs, p.text FROM path_uses u JOIN paths p ON p.id = u.path WHERE u.project = ?1 AND u.runs > 0"].Bind(1, projectRow);
        Span<char> text = stackalloc char[Limits.PathBytes];
        for (var read = 0; rows.Step(); read++)
        {
            if ((read & betweenLooks) == 0)
                cancel.ThrowIfCancellationRequested();
            var (path, type) = (rows.Int64(1), (AttributeType)rows.Int64(2));
            var place = Find(path, type) ?? Add(path, type, text[..Encoding.UTF8.GetChars(rows.Bytes(4), text)]);
            At(place).Runs[(RunKind)rows.Int64(0)] = (int)rows.Int64(3);
        }
    }

    /// <summary>Brings it up to date.</summary>
    /// <returns>False when it has to be loaded anew.</returns>
    public bool IsRefreshed(PathNotes notes)
    {
        if (!notes.TrySince(Position, out var changes))
            return false;
        foreach (ref readonly var change in changes)
        {
            Position++;
            if (!IsApplied(change))
                return false;
        }
        return true;
    }

    bool IsApplied(in PathChange change)
    {
        if (change.PathRow == 0)
        {
            _runs[(int)change.Kind] += change.Change;
            _withCustomId[(int)change.Kind] += change.HasCustomId ? change.Change : 0;
            return true;
        }
        Lists.Changed(change.RunRow, Position);
        if (Find(change.PathRow, change.Type) is not { } place)
        {
            if (change.Path is null)
                return false;
            place = Add(change.PathRow, change.Type, change.Path);
        }
        At(place).Runs[change.Kind] += change.Change;
        return true;
    }

    int? Find(long pathRow, AttributeType type)
    {
        for (var place = Lists.FirstOf(pathRow); place >= 0; place = _chunks[place / ChunkEntries][place % ChunkEntries].Next)
            if (_chunks[place / ChunkEntries][place % ChunkEntries].Type == type)
                return place;
        return null;
    }

    int Add(long pathRow, AttributeType type, ReadOnlySpan<char> text)
    {
        if (_count % ChunkEntries == 0)
        {
            _own.Add(_chunks.Count);
            _chunks.Add(new PathEntry[ChunkEntries]);
        }
        var place = _count++;
        var other = Lists.FirstOf(pathRow);
        if (other < 0)
            Lists.SetFirst(pathRow, place);
        // A place behind the end of every view that was taken: nobody sees the change.
        _chunks[^1][place % ChunkEntries] = new PathEntry { PathRow = pathRow, Start = _texts.Add(text), Length = (ushort)text.Length, Type = type, Next = -1 };
        if (other < 0)
            return place;
        while (At(other).Next >= 0)
            other = At(other).Next;
        At(other).Next = place;
        return place;
    }

    /// <summary>To be changed.</summary>
    ref PathEntry At(int place)
    {
        var chunk = place / ChunkEntries;
        if (_own.Add(chunk))
            _chunks[chunk] = [.. _chunks[chunk]];
        return ref _chunks[chunk][place % ChunkEntries];
    }

    /// <summary>The paths as they are now, for ever.</summary>
    public PathsView Take()
    {
        _own.Clear();
        return new PathsView([.. CollectionsMarshal.AsSpan(_chunks)], _texts.Take(), _count, [.. _runs], [.. _withCustomId], Lists, projectRow, Position);
    }
}
