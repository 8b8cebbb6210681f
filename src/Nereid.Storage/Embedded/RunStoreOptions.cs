namespace Nereid.Storage.Embedded;

/// <summary>How the embedded run store trades memory and start-up time for speed. The defaults suit a server of its own.</summary>
public sealed record RunStoreOptions
{
    /// <summary>Bytes after which the journal begins a new segment. Larger: fewer files, more to keep until the next checkpoint. Default 64 MiB.</summary>
    public long JournalSegmentBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Bytes of SQLite's write-ahead log after which the writer moves it into the database. Larger: rarer, longer pauses. Default 48 MiB.</summary>
    public long CheckpointBytes { get; init; } = 48L * 1024 * 1024;

    /// <summary>Segments after which all points are brought from memory to disk, so that the journal can be cut. More: a longer start after a crash. Default 4.</summary>
    public int JournalSegments { get; init; } = 4;

    /// <summary>Memory for float points that are not in blocks on disk yet. Larger: fewer, fuller blocks. Default 256 MiB.</summary>
    public long HeadBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Points of a chart's series that are worth another thread, which begins a read transaction of its own. Default 100,000.</summary>
    public int PointsPerThread { get; init; } = 100_000;

    /// <summary>Float series whose figures are saved at once, so that saving does not hold up writes: about 10 microseconds each. Default 2,000.</summary>
    public int FiguresSavedAtOnce { get; init; } = 2_000;

    /// <summary>Journal bytes after which a commit group takes no further batch. Default 8 MiB.</summary>
    public int GroupBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Batches that may wait; callers above this wait for room. Default 1,024.</summary>
    public int WaitingBatches { get; init; } = 1024;

    /// <summary>Attributes whose type and summary the writer keeps in memory, roughly 300 bytes each. Default 200,000.</summary>
    public int CachedAttributes { get; init; } = 200_000;

    /// <summary>Points of a string, file or histogram series from one entry of its index to the next. Fewer: finer places, more entries. Default 4,096.</summary>
    public int SpanPoints { get; init; } = 4_096;

    /// <summary>Memory for the runs and columns of tables that were asked for lately. 100,000 runs take about 40 MB and a column of numbers over them 2 MB. Default 256 MiB.</summary>
    public long TableBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Memory for the attribute paths of the projects that were searched lately: 150 bytes a path, and 4 bytes for each attribute of runs that were searched among.
    /// The project searched last stays whatever it takes. Default 128 MiB.</summary>
    public long PathBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>How many client request ids are remembered per run; a repeat of an older one is applied again. Default 1,000.</summary>
    public int RememberedRequests { get; init; } = 1_000;

    /// <summary>How often signs of life are saved, deleted data is freed, and runs that fell silent are announced. Default 5 s.</summary>
    public TimeSpan UpkeepEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Rows of deleted series freed per round of upkeep, so that a large deletion does not hold up writes. Default 20,000.</summary>
    public int FreedRowsPerRound { get; init; } = 20_000;

    /// <summary>How long a deletion can be undone; zero: what is deleted is gone at once. Default seven days.</summary>
    public TimeSpan KeepDeleted { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Rounds of upkeep from one to the next time that what was deleted for good is driven out of the journal and of SQLite's logs, which writes all points in memory to
    /// disk. 0: never. Default 60: five minutes.</summary>
    public int UpkeepsPerScrub { get; init; } = 60;

    /// <summary>For tests of a full disk: SQLite refuses to grow beyond this.</summary>
    internal int? MaxDatabasePages { get; init; }

    /// <summary>The same of series.db.</summary>
    internal int? MaxSeriesPages { get; init; }
}
