using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Operations;

/// <summary>Float points of many series of one run as they arrive from a training loop: rows of one step and time with a value for each of several
/// paths. Filled by a decoder without an allocation per point, read by the store. Not safe for two threads at once.</summary>
/// <remarks>
/// Paths are kept as UTF-8 and numbered from 0 in order of first appearance; an entry names its path by that number. All memory is pooled: whoever
/// made the rows disposes them after the write was answered, and keeps no span beyond that.
/// </remarks>
public sealed class FloatRows : IDisposable
{
    const int FirstRows = 16;
    const int FirstEntries = 256;
    const int FirstPaths = 64;
    const int FirstPathBytes = 4096;

    Step[] _steps = ArrayPool<Step>.Shared.Rent(FirstRows);
    long[] _unixMicros = ArrayPool<long>.Shared.Rent(FirstRows);
    int[] _rowEnds = ArrayPool<int>.Shared.Rent(FirstRows);
    int[] _entryPaths = ArrayPool<int>.Shared.Rent(FirstEntries);
    double[] _entryValues = ArrayPool<double>.Shared.Rent(FirstEntries);
    byte[] _pathBytes = ArrayPool<byte>.Shared.Rent(FirstPathBytes);
    int[] _pathEnds = ArrayPool<int>.Shared.Rent(FirstPaths);
    uint[] _pathHashes = ArrayPool<uint>.Shared.Rent(FirstPaths);
    // Open addressing; path number + 1, or 0 for free. Always a power of two and at least twice the number of paths.
    int[] _slots = new int[FirstPaths * 2];
    int _guess;

    /// <summary>Which points the store takes. <see cref="FloatOrder.Any"/> unless set.</summary>
    public FloatOrder Order { get; set; }

    public int RowCount { get; private set; }

    /// <summary>Points in all rows.</summary>
    public int EntryCount { get; private set; }

    public int PathCount { get; private set; }

    public Step StepOf(int row) => _steps[row];

    public long UnixMicrosOf(int row) => _unixMicros[row];

    /// <summary>Path numbers of the row's entries, in the order they were added.</summary>
    public ReadOnlySpan<int> PathsOf(int row) => _entryPaths.AsSpan(Start(row), _rowEnds[row] - Start(row));

    /// <summary>Values of the row's entries.</summary>
    public ReadOnlySpan<double> ValuesOf(int row) => _entryValues.AsSpan(Start(row), _rowEnds[row] - Start(row));

    /// <summary>UTF-8 of a path, as the client sent it: check it before first use (<see cref="AttributePath.TryParse"/>).</summary>
    public ReadOnlySpan<byte> Path(int number)
    {
        var start = number == 0 ? 0 : _pathEnds[number - 1];
        return _pathBytes.AsSpan(start, _pathEnds[number] - start);
    }

    /// <summary>The same hash for the same bytes in this process; the store's own tables may use it.</summary>
    public uint PathHash(int number) => _pathHashes[number];

    /// <summary>Starts a row; the entries that follow belong to it.</summary>
    /// <param name="step">Not <see cref="Step.Next"/>: the series of a row may have different last steps.</param>
    public void BeginRow(Step step, long unixMicros)
    {
        if (step.IsNext)
            throw new ArgumentException("A row has a concrete step.", nameof(step));
        if (RowCount == _steps.Length || RowCount == _unixMicros.Length || RowCount == _rowEnds.Length)
        {
            Grow(ref _steps, RowCount);
            Grow(ref _unixMicros, RowCount);
            Grow(ref _rowEnds, RowCount);
        }
        _steps[RowCount] = step;
        _unixMicros[RowCount] = unixMicros;
        _rowEnds[RowCount] = EntryCount;
        RowCount++;
    }

    /// <summary>Adds a point to the row begun last.</summary>
    public void Add(ReadOnlySpan<byte> path, double value)
    {
        if (EntryCount == _entryPaths.Length || EntryCount == _entryValues.Length)
        {
            Grow(ref _entryPaths, EntryCount);
            Grow(ref _entryValues, EntryCount);
        }
        _entryPaths[EntryCount] = NumberOf(path);
        _entryValues[EntryCount] = value;
        _rowEnds[RowCount - 1] = ++EntryCount;
    }

    /// <summary>Adds a point to the row begun last if its path is the one that followed the path before it in an earlier row; otherwise changes nothing.
    /// <see cref="Add"/> does the same and more, this is its cheap half.</summary>
    public bool TryRepeat(ReadOnlySpan<byte> path, double value)
    {
        var number = _guess < PathCount ? _guess : 0;
        if (EntryCount >= _entryPaths.Length || EntryCount >= _entryValues.Length || number >= PathCount || !path.SequenceEqual(Path(number)))
            return false;
        _guess = number + 1;
        _entryPaths[EntryCount] = number;
        _entryValues[EntryCount] = value;
        _rowEnds[RowCount - 1] = ++EntryCount;
        return true;
    }

    /// <summary>Takes back the row begun last, when its message turned out to be malformed. Paths seen in it stay numbered.</summary>
    public void DropRow()
    {
        RowCount--;
        EntryCount = Start(RowCount);
    }

    public void Dispose()
    {
        Return(ref _steps);
        Return(ref _unixMicros);
        Return(ref _rowEnds);
        Return(ref _entryPaths);
        Return(ref _entryValues);
        Return(ref _pathBytes);
        Return(ref _pathEnds);
        Return(ref _pathHashes);
        (RowCount, EntryCount, PathCount) = (0, 0, 0);
    }

    /// <summary>CRC32C over the bytes: eight at a time in hardware, and good enough for a table that compares the bytes anyway.</summary>
    public static uint Hash(ReadOnlySpan<byte> path)
    {
        var hash = (uint)path.Length;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(path))
            hash = BitOperations.Crc32C(hash, word);
        foreach (var last in path[(path.Length & ~7)..])
            hash = BitOperations.Crc32C(hash, last);
        return hash;
    }

    int Start(int row) => row == 0 ? 0 : _rowEnds[row - 1];

    int NumberOf(ReadOnlySpan<byte> path)
    {
        // Training loops log the same paths in the same order: try the one that came next last time.
        var guess = _guess < PathCount ? _guess : 0;
        if (guess < PathCount && path.SequenceEqual(Path(guess)))
        {
            _guess = guess + 1;
            return guess;
        }
        var hash = Hash(path);
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var number = _slots[slot] - 1;
            if (number < 0)
                return AddPath(path, hash, slot);
            if (_pathHashes[number] != hash || !path.SequenceEqual(Path(number)))
                continue;
            _guess = number + 1;
            return number;
        }
    }

    int AddPath(ReadOnlySpan<byte> path, uint hash, int slot)
    {
        if (PathCount == _pathEnds.Length || PathCount == _pathHashes.Length)
        {
            Grow(ref _pathEnds, PathCount);
            Grow(ref _pathHashes, PathCount);
        }
        var start = PathCount == 0 ? 0 : _pathEnds[PathCount - 1];
        while (_pathBytes.Length - start < path.Length)
            Grow(ref _pathBytes, start);
        path.CopyTo(_pathBytes.AsSpan(start));
        var number = PathCount++;
        _pathEnds[number] = start + path.Length;
        _pathHashes[number] = hash;
        _slots[slot] = number + 1;
        _guess = number + 1;
        if (PathCount * 2 > _slots.Length)
            Rehash();
        return number;
    }

    void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var number = 0; number < PathCount; number++)
        {
            var slot = (int)_pathHashes[number] & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = number + 1;
        }
    }

    static void Grow<T>(ref T[] array, int used)
    {
        var larger = ArrayPool<T>.Shared.Rent(array.Length * 2);
        array.AsSpan(0, used).CopyTo(larger);
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }

    static void Return<T>(ref T[] array)
    {
        if (array.Length > 0)
            ArrayPool<T>.Shared.Return(array);
        array = [];
    }
}
