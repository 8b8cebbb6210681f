using System.Globalization;
using Nereid.Client.Capture;

namespace Nereid.Client;

/// <summary>What kind of thing a <see cref="NereidDiagnostic"/> tells.</summary>
public enum NereidDiagnosticKind
{
    /// <summary>The server cannot be reached or is busy. Data waits in the spool and is sent when it is back.</summary>
    ServerUnavailable,

    /// <summary>The server is back after <see cref="ServerUnavailable"/> or <see cref="ServerRefuses"/>.</summary>
    ServerBack,

    /// <summary>The server refuses the token, the project or the run. Data waits in the spool.</summary>
    ServerRefuses,

    /// <summary>Single operations were refused, by the server or since they cannot be sent at all. The others went through.</summary>
    OperationRefused,

    /// <summary>A whole request was refused as malformed or too large. It is kept in the spool folder beside the others.</summary>
    RequestRefused,

    /// <summary>The spool folder cannot be written. Data waits in memory only.</summary>
    SpoolFailed,

    /// <summary>Data was dropped, since neither memory nor the spool could take it.</summary>
    DataDropped,

    /// <summary>The run stopped with data not sent. It lies in the spool and is sent by the next start or by <see cref="NereidSpool.SyncAsync"/>.</summary>
    LeftInSpool,

    /// <summary>What earlier runs had left in the spool was sent.</summary>
    LeftoversSent,

    /// <summary>Something about the surroundings, such as the git repository, could not be read.</summary>
    CaptureFailed,
}

/// <summary>One line about something that went wrong, or well again, in the background.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Message">For people: what, where and what happens next.</param>
/// <param name="Exception">The cause, when there was one.</param>
/// <param name="Suppressed">How many of the same kind were left out since the last one told.</param>
public sealed record NereidDiagnostic(NereidDiagnosticKind Kind, string Message, Exception? Exception, long Suppressed)
{
    /// <summary>The default listener: one line to the standard error of the process, past any console capture.</summary>
    public static void WriteToStandardError(NereidDiagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        ConsoleCapture.OriginalError.WriteLine(diagnostic.ToString());
    }

    /// <summary>The line that <see cref="WriteToStandardError"/> writes.</summary>
    public override string ToString() => Suppressed == 0
        ? $"[nereid] {Message}"
        : string.Create(CultureInfo.InvariantCulture, $"[nereid] {Message} (and {Suppressed} more of this kind)");
}
