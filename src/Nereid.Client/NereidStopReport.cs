namespace Nereid.Client;

/// <summary>What became of a run's data when it stopped.</summary>
/// <param name="IsComplete">The server has everything.</param>
/// <param name="UnsentRequests">Requests left for a later start or <see cref="NereidSpool.SyncAsync"/>.</param>
/// <param name="RefusedValues">Logged values that the server, or the client on its behalf, refused.</param>
/// <param name="DroppedValues">Logged values that neither the spool nor memory could take. They are lost.</param>
/// <param name="SpoolFolder">Where the unsent requests lie. Null when there are none, or when there was no spool.</param>
public sealed record NereidStopReport(bool IsComplete, int UnsentRequests, long RefusedValues, long DroppedValues, string? SpoolFolder);
