namespace Nereid.Domain.Runs;

public enum RunSignal
{
    /// <summary>Flush and end.</summary>
    Stop,

    /// <summary>End and count as failed.</summary>
    Abort,
}

/// <summary>Carries stop and abort from people to the clients that hold a run open. In memory: a signal reaches only clients that listen now.</summary>
public interface IRunSignals
{
    /// <returns>How many clients were told.</returns>
    int Send(RunId run, RunSignal signal);

    /// <summary>A client was told to end and has not left yet.</summary>
    bool IsEnding(RunId run);

    /// <summary>Ends when <paramref name="cancel"/> does.</summary>
    IAsyncEnumerable<RunSignal> ListenAsync(RunId run, CancellationToken cancel);
}
