using Nereid.Client.Spool;

namespace Nereid.Client.Sending;

/// <summary>One request that waits to be sent.</summary>
/// <param name="Sequence">From 1, in the order in which the requests must arrive.</param>
/// <param name="Body">Null when it is only in the spool.</param>
/// <param name="Place">Null when it is only in memory.</param>
/// <param name="Entries">How many logged values it carries; 0 when unknown, for records of an earlier process.</param>
sealed record OutboxRecord(long Sequence, RecordKind Kind, byte[]? Body, SpoolPlace? Place, int Entries);
