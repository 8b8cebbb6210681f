using Nereid.Client.Api;
using Nereid.Client.Diagnostics;
using Nereid.Client.Spool;

namespace Nereid.Client.Sending;

/// <summary>Sends what earlier processes left in a spool folder, run after run.</summary>
static class SpoolSync
{
    /// <summary>Failures in a row after which a run is left for another time.</summary>
    const int Tries = 5;

    public static async Task<NereidSyncReport> RunAsync(
        string root, ApiConnection connection, DiagnosticReporter reporter, NereidOptions options, CancellationToken cancel)
    {
        var report = new NereidSyncReport(0, 0, 0, 0);
        if (!Directory.Exists(root))
            return report;
        foreach (var folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal).ToArray())
        {
            if (RunSpool.TryOpen(folder, options.SpoolMaxBytes, out var unsent) is not { } spool || !IsFor(spool, connection.Server))
            {
                report = report with { SkippedRuns = report.SkippedRuns + 1 };
                continue;
            }
            var (finished, sent) = await SendAsync(spool, unsent, connection, reporter, options, cancel).ConfigureAwait(false);
            report = report with
            {
                FinishedRuns = report.FinishedRuns + (finished ? 1 : 0),
                UnfinishedRuns = report.UnfinishedRuns + (finished ? 0 : 1),
                SentRequests = report.SentRequests + sent,
            };
        }
        return report;
    }

    static bool IsFor(RunSpool spool, Uri server)
    {
        if (Uri.Compare(spool.Run.Server, server, UriComponents.HttpRequestUrl, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0)
            return true;
        spool.Dispose();
        return false;
    }

    static async Task<(bool Finished, int Sent)> SendAsync(
        RunSpool spool, IReadOnlyList<SpooledRecord> unsent, ApiConnection connection, DiagnosticReporter reporter, NereidOptions options,
        CancellationToken cancel)
    {
        using var outbox = new Outbox(spool, options.MemoryMaxBytes, reporter, unsent);
        outbox.Complete();
        var sender = new RunSender(new RunApi(connection, spool.Run), outbox, reporter, options, Tries);
        sender.Hurry();
        var finished = await sender.RunAsync(cancel).ConfigureAwait(false);
        if (finished)
            outbox.Finish();
        return (finished, unsent.Count - outbox.Unsent);
    }
}
