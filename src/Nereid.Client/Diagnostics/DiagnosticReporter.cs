using System.Collections.Concurrent;

namespace Nereid.Client.Diagnostics;

/// <summary>Tells the user's listener what went wrong, at most once a minute for each kind, and counts what it leaves out.
/// Safe for use from many threads; never throws.</summary>
sealed class DiagnosticReporter(Action<NereidDiagnostic>? listener, TimeProvider time)
{
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<NereidDiagnosticKind, Limiter> _limiters = new();

    public void Report(NereidDiagnosticKind kind, string message, Exception? exception = null)
    {
        if (listener is null)
            return;
        var limiter = _limiters.GetOrAdd(kind, static _ => new Limiter());
        if (limiter.TryPass(time, out var suppressed))
            Tell(new NereidDiagnostic(kind, message, exception, suppressed));
    }

    /// <summary>The next report of this kind is told at once: what it was about is over.</summary>
    public void Reset(NereidDiagnosticKind kind)
    {
        if (_limiters.TryGetValue(kind, out var limiter))
            limiter.Reset();
    }

    void Tell(NereidDiagnostic diagnostic)
    {
        try
        {
            listener!(diagnostic);
        }
        catch (Exception fault) when (listener != NereidDiagnostic.WriteToStandardError)
        {
            // A listener of the user's that throws must not end the sending; its fault goes where the default listener writes.
            NereidDiagnostic.WriteToStandardError(diagnostic with { Message = $"{diagnostic.Message} (the diagnostics listener failed: {fault.Message})" });
        }
        catch (IOException)
        {
            // Standard error is closed: there is nobody left to tell.
        }
    }

    sealed class Limiter
    {
        readonly Lock _lock = new();
        long _last;
        bool _told;
        long _suppressed;

        public bool TryPass(TimeProvider time, out long suppressed)
        {
            lock (_lock)
            {
                suppressed = _suppressed;
                if (_told && time.GetElapsedTime(_last) < Pause)
                {
                    _suppressed++;
                    return false;
                }
                _told = true;
                _last = time.GetTimestamp();
                _suppressed = 0;
                return true;
            }
        }

        public void Reset()
        {
            lock (_lock)
                _told = false;
        }
    }
}
