namespace Nereid.Client.Spool;

/// <summary>What a record asks the server. The numbers are written to disk.</summary>
enum RecordKind : byte
{
    /// <summary>The body is the JSON body of an operations request.</summary>
    Operations = 1,

    /// <summary>The body is a <see cref="Logging.FileRecord"/>.</summary>
    File = 2,
}

/// <summary>Where a record's body lies in the spool folder.</summary>
/// <param name="Segment">The sequence number that names the segment file.</param>
readonly record struct SpoolPlace(long Segment, long Offset, int Length);

/// <summary>A record read back from the spool folder, its body left on disk.</summary>
readonly record struct SpooledRecord(long Sequence, RecordKind Kind, SpoolPlace Place);
