using Microsoft.Extensions.Logging;

namespace Nereid.Storage.Embedded;

/// <summary>Log messages of the run store: ids 2000 to 2099.</summary>
static partial class StorageLog
{
    [LoggerMessage(2000, LogLevel.Information, "Run store open: {Entries} journal entries replayed in {Milliseconds} ms")]
    public static partial void Opened(ILogger logger, long entries, long milliseconds);

    [LoggerMessage(2001, LogLevel.Warning, "The last stop was not a clean one: {Bytes} bytes at the end of journal segment {Segment} were half-written and cut off; nothing of them was acknowledged")]
    public static partial void TornEnd(ILogger logger, long bytes, string segment);

    [LoggerMessage(2002, LogLevel.Critical, "Writing stopped until restart; reads go on")]
    public static partial void WritingEnded(ILogger logger, Exception fault);

    [LoggerMessage(2003, LogLevel.Error, "A refused commit could not be taken back from the disk; a restart may find it")]
    public static partial void NotTakenBack(ILogger logger, Exception fault);

    [LoggerMessage(2004, LogLevel.Debug, "Checkpoint moved {Moved} of {Pages} pages; readers hold the rest")]
    public static partial void CheckpointIncomplete(ILogger logger, long moved, long pages);

    [LoggerMessage(2006, LogLevel.Error, "Stored points are damaged; they are left alone, and questions about them fail")]
    public static partial void Damaged(ILogger logger, Exception fault);

    [LoggerMessage(2005, LogLevel.Warning, "A round of upkeep failed; it is tried again")]
    public static partial void UpkeepFailed(ILogger logger, Exception fault);
}
