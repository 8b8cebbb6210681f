namespace Nereid.Storage.Journal;

/// <summary>Bytes that grow at the end. Spans taken from it are valid until the next growth.</summary>
sealed class GrowingBuffer(int capacity)
{
    byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Room for this many more bytes, counted as written.</summary>
    public Span<byte> Reserve(int count)
    {
        var needed = checked(Length + count);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        var room = _bytes.AsSpan(Length, count);
        Length = needed;
        return room;
    }

    /// <summary>Gives the last bytes of a reservation back.</summary>
    public void TakeBack(int count) => Length -= count;

    /// <param name="keptCapacity">A larger buffer is let go.</param>
    public void Clear(int keptCapacity)
    {
        Length = 0;
        if (_bytes.Length > keptCapacity)
            _bytes = new byte[capacity];
    }
}
