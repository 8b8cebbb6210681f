using Nereid.Client.Api;
using Nereid.Client.Diagnostics;
using Nereid.Client.Sending;

namespace Nereid.Client;

/// <summary>What runs that ended without a server, or were killed, left in the spool folder.</summary>
public static class NereidSpool
{
    /// <summary>Sends what lies in <see cref="NereidOptions.SpoolFolder"/> for the server of these options. Runs that another process is
    /// still logging to are left alone. Sending twice does no harm: the server applies each request once.</summary>
    /// <param name="options">Token and, when the token does not name it, server; the project of each run is kept with it.</param>
    /// <param name="cancel">Ends the sending; what is not sent stays.</param>
    /// <exception cref="ArgumentException">The token is missing or malformed.</exception>
    public static async Task<NereidSyncReport> SyncAsync(NereidOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (server, token) = Surroundings.CheckServer(options);
        using var connection = new ApiConnection(server, token, options);
        var reporter = new DiagnosticReporter(options.Diagnostics, options.TimeProvider);
        return await SpoolSync.RunAsync(Surroundings.SpoolFolder(options), connection, reporter, options, cancel).ConfigureAwait(false);
    }
}

/// <summary>What <see cref="NereidSpool.SyncAsync"/> did.</summary>
/// <param name="FinishedRuns">Runs of which the server now has everything; their folders are gone.</param>
/// <param name="SentRequests">Requests that the server took or refused for good.</param>
/// <param name="UnfinishedRuns">Runs of which something is left, since the server was away or said no; the diagnostics tell.</param>
/// <param name="SkippedRuns">Runs of other servers, and runs that a living process owns.</param>
public sealed record NereidSyncReport(int FinishedRuns, int SentRequests, int UnfinishedRuns, int SkippedRuns);
