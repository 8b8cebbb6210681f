using Nereid.Storage.Files;

namespace Nereid.Storage.Journal;

/// <summary>Takes one entry while the journal is read from its beginning.</summary>
/// <param name="payload">Valid during the call only.</param>
delegate void EntryVisitor(long sequence, ReadOnlySpan<byte> payload);

/// <param name="TornBytes">What a crash left half-written at the end and was cut off; nothing of it was acknowledged.</param>
/// <param name="TornSegment">File name; null when nothing was cut off.</param>
readonly record struct JournalRecovery(long Entries, long TornBytes, string? TornSegment);

/// <summary>The append log that makes writes durable: entries are gathered and flushed as groups, in segments of a bounded size.</summary>
/// <remarks>
/// Owned by one writer; not safe for use from many threads. Call <see cref="Recover"/> first. After a <see cref="Flush"/> that threw, nothing
/// more may be added: the writer stops, and a restart reads what the disk really holds. Layout: docs/formats/journal.md.
/// </remarks>
sealed class AppendJournal(IFileSystem files, string folder, long segmentBytes) : IDisposable
{
    readonly record struct Segment(long FirstSequence, string Path);

    /// <summary>Above this the gathering buffer is given back after a flush.</summary>
    const int KeptBufferBytes = 4 * 1024 * 1024;

    readonly List<Segment> _segments = [];
    readonly GrowingBuffer _group = new(64 * 1024);
    IDurableFile? _active;
    long _activeLength;
    long _lengthBeforeGroup;
    long _groupStart;
    int _entryStart;
    long _sequence;

    /// <summary>Sequence of the last entry added; 0 when there never was one.</summary>
    public long LastSequence => _sequence;

    /// <summary>Bytes of the group being gathered.</summary>
    public int GatheredBytes => _group.Length;

    public int Segments => _segments.Count;

    /// <summary>Reads all entries after <paramref name="after"/> in order, cuts a torn end off, and makes the journal ready for writing.</summary>
    /// <exception cref="JournalDamageException">Anything but a torn end is wrong.</exception>
    public JournalRecovery Recover(long after, EntryVisitor visit)
    {
        files.CreateFolder(folder);
        foreach (var path in files.List(folder))
            if (JournalFormat.TryParseFileName(path, out var first))
                _segments.Add(new Segment(first, path));
        if (_segments.Count == 0 && after > 0)
            throw new JournalDamageException(JournalFormat.FileName(after), 0, "all segments are gone although the store was written to");

        var recovery = new JournalRecovery(0, 0, null);
        var start = Math.Max(0, _segments.FindLastIndex(segment => segment.FirstSequence <= after + 1));
        _sequence = after;
        for (var i = start; i < _segments.Count; i++)
        {
            var segment = _segments[i];
            var expected = i == start ? Math.Min(segment.FirstSequence, after + 1) : _sequence + 1;
            if (segment.FirstSequence != expected)
                throw new JournalDamageException(JournalFormat.FileName(expected), 0, "the segment is missing");
            recovery = Read(segment, isLast: i == _segments.Count - 1, after, visit, recovery);
        }
        if (_sequence < after)
            throw new JournalDamageException(Path.GetFileName(_segments[^1].Path), _activeLength, $"it ends with entry {_sequence}, but the store has applied entry {after}");
        if (_active is null)
            Begin(_sequence + 1);
        return recovery;
    }

    JournalRecovery Read(Segment segment, bool isLast, long after, EntryVisitor visit, JournalRecovery soFar)
    {
        var name = Path.GetFileName(segment.Path);
        var file = files.Open(segment.Path);
        try
        {
            _sequence = segment.FirstSequence - 1;
            var reader = new SegmentReader(file, name, segment.FirstSequence, isLast);
            if (!reader.ReadHeader())
            {
                // A crash came between making the segment and flushing its header: it holds nothing, the next write makes it anew.
                _segments.Remove(segment);
                var torn = soFar with { TornBytes = file.Length, TornSegment = name };
                files.Delete(segment.Path);
                return torn;
            }
            while (reader.TryRead(out var payload))
            {
                _sequence++;
                if (_sequence <= after)
                    continue;
                visit(_sequence, payload);
                soFar = soFar with { Entries = soFar.Entries + 1 };
            }
            if (!isLast)
                return soFar;
            if (file.Length > reader.End)
            {
                soFar = soFar with { TornBytes = file.Length - reader.End, TornSegment = name };
                file.Truncate(reader.End);
                file.Flush();
            }
            (_active, _activeLength) = (file, reader.End);
            return soFar;
        }
        finally
        {
            if (_active != file)
                file.Dispose();
        }
    }

    /// <summary>Begins an entry of the current group; the payload is what is written to the answer until <see cref="EndEntry"/>.</summary>
    public GrowingBuffer BeginEntry()
    {
        if (_group.Length == 0)
            _groupStart = _sequence + 1;
        _entryStart = _group.Length;
        _group.Reserve(JournalFormat.EntryHeaderBytes);
        return _group;
    }

    public void EndEntry()
    {
        var payloadStart = _entryStart + JournalFormat.EntryHeaderBytes;
        var payload = _group.Written[payloadStart..];
        if (payload.Length > JournalFormat.MaxPayloadBytes)
            throw new InvalidOperationException($"A journal entry has {payload.Length} bytes; at most {JournalFormat.MaxPayloadBytes} fit.");
        _sequence++;
        JournalFormat.WriteEntryHeader(_group.Written.Slice(_entryStart, JournalFormat.EntryHeaderBytes),
            new EntryHeader(payload.Length, _sequence, _groupStart, Crc32C.Of(payload)));
    }

    /// <summary>Writes the group and returns when it is on disk.</summary>
    public void Flush()
    {
        if (_group.Length == 0)
            return;
        // The bound is looked at before writing, so a segment may pass it by one group.
        if (_activeLength >= segmentBytes)
            Begin(_groupStart);
        _active!.Write(_group.Written, _activeLength);
        _active.Flush();
        _lengthBeforeGroup = _activeLength;
        _activeLength += _group.Length;
        _group.Clear(KeptBufferBytes);
    }

    /// <summary>After a failure: takes back the last group, flushed or not, so that a restart does not find what nobody was promised.</summary>
    /// <remarks>Throws when even that fails; then a restart may find the group, whole.</remarks>
    public void TakeBackLastGroup()
    {
        var length = _group.Length > 0 ? _activeLength : _lengthBeforeGroup;
        _active!.Truncate(length);
        _active.Flush();
    }

    /// <summary>Deletes the segments of which every entry is at or below the sequence. The one being written stays.</summary>
    public void RemoveThrough(long sequence)
    {
        var removed = 0;
        while (_segments.Count > 1 && _segments[1].FirstSequence <= sequence + 1)
        {
            files.Delete(_segments[0].Path);
            _segments.RemoveAt(0);
            removed++;
        }
        if (removed > 0)
            files.FlushFolder(folder);
    }

    /// <summary>Ends the segment being written, so that it can be removed when nobody needs it. Between groups.</summary>
    public void Rotate()
    {
        if (_activeLength > JournalFormat.SegmentHeaderBytes)
            Begin(_sequence + 1);
    }

    void Begin(long firstSequence)
    {
        var path = Path.Combine(folder, JournalFormat.FileName(firstSequence));
        var file = files.Create(path);
        Span<byte> header = stackalloc byte[JournalFormat.SegmentHeaderBytes];
        JournalFormat.WriteSegmentHeader(header, firstSequence);
        file.Write(header, 0);
        file.Flush();
        files.FlushFolder(folder);
        _active?.Dispose();
        (_active, _activeLength) = (file, header.Length);
        _segments.Add(new Segment(firstSequence, path));
    }

    public void Dispose() => _active?.Dispose();
}
