using Nereid.Storage.Files;

namespace Nereid.Storage.Journal;

/// <summary>Reads one segment from its beginning, entry by entry, and judges what does not fit.</summary>
/// <remarks>Only the last segment may end in the middle of something: a crash can leave the group that was being written, of which nothing
/// was acknowledged, in any state. Damage anywhere before that group is reported, never skipped.</remarks>
sealed class SegmentReader(IDurableFile file, string name, long firstSequence, bool isLast)
{
    const int SearchBytes = 1 << 20;

    readonly long _first = firstSequence;
    byte[] _payload = new byte[64 * 1024];
    long _offset = JournalFormat.SegmentHeaderBytes;

    /// <summary>Sequence of the next entry.</summary>
    public long NextSequence { get; private set; } = firstSequence;

    /// <summary>Where the intact part ends, once <see cref="TryRead"/> has answered false.</summary>
    public long End => _offset;

    /// <summary>False when a crash left the segment before its header was whole; it holds nothing then.</summary>
    public bool ReadHeader()
    {
        Span<byte> header = stackalloc byte[JournalFormat.SegmentHeaderBytes];
        if (file.Read(header, 0) < header.Length && isLast)
            return false;
        if (JournalFormat.FaultOfSegmentHeader(header, _first) is not { } fault)
            return true;
        // A header is flushed before its segment is used: nothing can follow one that never reached the disk.
        return isLast && file.Length == header.Length && IsZero(header) ? false : throw new JournalDamageException(name, 0, fault);
    }

    /// <param name="payload">Valid until the next call.</param>
    public bool TryRead(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        Span<byte> bytes = stackalloc byte[JournalFormat.EntryHeaderBytes];
        var got = file.Read(bytes, _offset);
        if (got == 0)
            return false;
        if (!JournalFormat.TryReadEntryHeader(bytes[..got], out var header) || header.Sequence != NextSequence)
            return EndsHere(_offset + 1, "an entry's header does not match its checksum or place");

        if (_payload.Length < header.Length)
            _payload = new byte[Math.Max(header.Length, (int)Math.Min(2L * _payload.Length, JournalFormat.MaxPayloadBytes))];
        var body = _payload.AsSpan(0, header.Length);
        var start = _offset + JournalFormat.EntryHeaderBytes;
        if (file.Read(body, start) < body.Length)
            return EndsHere(start + header.Length, "an entry is cut off");
        if (Crc32C.Of(body) != header.PayloadCrc)
            return EndsHere(start + header.Length, "an entry does not match its checksum");

        payload = body;
        _offset = start + header.Length;
        NextSequence++;
        return true;
    }

    /// <summary>Decides whether what does not fit at the current place is the torn end or damage.</summary>
    /// <remarks>A group is written only after the one before it was flushed. So an intact entry of a later group proves that the bad place was
    /// on disk once: damage. Intact entries of the same group prove nothing, pages reach the disk in any order.</remarks>
    bool EndsHere(long searchFrom, string what)
    {
        if (!isLast || FindLaterGroup(searchFrom))
            throw new JournalDamageException(name, _offset, what);
        return false;
    }

    bool FindLaterGroup(long from)
    {
        var length = file.Length;
        var highest = NextSequence + length / JournalFormat.EntryHeaderBytes;
        var window = new byte[(int)Math.Min(SearchBytes, Math.Max(0, length - from))];
        var (windowStart, windowEnd) = (from, from);
        for (var at = from; at + JournalFormat.EntryHeaderBytes <= length;)
        {
            if (at + JournalFormat.EntryHeaderBytes > windowEnd)
                (windowStart, windowEnd) = (at, at + file.Read(window, at));
            if (!JournalFormat.TryReadEntryHeader(window.AsSpan((int)(at - windowStart)), out var header)
                || header.Sequence <= NextSequence || header.Sequence > highest)
                at++;
            else if (header.Group > NextSequence)
                return true;
            else
                at += JournalFormat.EntryHeaderBytes + header.Length;
        }
        return false;
    }

    static bool IsZero(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept((byte)0);
}
