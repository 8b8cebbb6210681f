namespace Nereid.Storage.Journal;

/// <summary>The journal holds something that is not what was written, in a place that was flushed once. Nothing after it was served.</summary>
public sealed class JournalDamageException(string segment, long offset, string what)
    : Exception($"The journal segment '{segment}' is damaged at byte {offset}: {what}. Restore the data folder from a backup, or move it away to begin anew.")
{
    /// <summary>File name, without its folder.</summary>
    public string Segment => segment;

    /// <summary>Where in the file the first damaged thing begins.</summary>
    public long Offset => offset;
}
