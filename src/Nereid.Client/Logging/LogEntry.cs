namespace Nereid.Client.Logging;

/// <summary>One thing the program logged, on its way from the caller's thread to the intake loop. Immutable.</summary>
abstract record LogEntry(string Path)
{
    /// <summary>What it takes in memory, roughly. Decides when the intake is full.</summary>
    public virtual long EstimatedBytes => 128;
}

sealed record AssignEntry(string Path, ScalarValue Value) : LogEntry(Path)
{
    public override long EstimatedBytes => 128 + Value.EstimatedBytes;
}

sealed record FloatPointEntry(string Path, double? Step, long UnixMicros, double Value) : LogEntry(Path);

sealed record StringPointEntry(string Path, double? Step, long UnixMicros, string Value) : LogEntry(Path)
{
    public override long EstimatedBytes => 128 + 2L * Value.Length;
}

sealed record TagsEntry(string Path, IReadOnlyList<string> Members, bool Remove) : LogEntry(Path)
{
    public override long EstimatedBytes => 128 + Members.Sum(static member => 2L * member.Length);
}

sealed record DeleteEntry(string Path) : LogEntry(Path);

/// <summary>A file's bytes, or where to read them when sending: exactly one of <paramref name="Content"/> and <paramref name="LocalFile"/> is set.</summary>
/// <param name="Extension">Without the dot; may be empty.</param>
/// <param name="Series">Null for a file value, set for a point of a file series.</param>
sealed record FileEntry(string Path, ReadOnlyMemory<byte>? Content, string? LocalFile, string Extension, FileSeriesPlace? Series)
    : LogEntry(Path)
{
    public override long EstimatedBytes => 256 + (Content?.Length ?? 0);
}

/// <summary>Where a file stands in its series, and what is said about it.</summary>
sealed record FileSeriesPlace(double? Step, long UnixMicros, string? Name, string? Description);

/// <summary>Asks the intake loop to close the open request now and to say up to which record everything logged before has come.</summary>
sealed record FlushEntry(TaskCompletionSource<long> LastSequence) : LogEntry("")
{
    public override long EstimatedBytes => 0;
}
