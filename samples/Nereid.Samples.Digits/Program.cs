using System.Runtime.InteropServices;
using Nereid.Client;
using Nereid.Samples.Digits;

const string Usage =
    """
    Trains a small network on hand-written digits three times and logs it to a Nereid server.
    usage: Nereid.Samples.Digits [--server URL] [--spool DIR] [--fast]
      --server URL  address of the server; without it the one inside the token
      --spool DIR   where unsent data waits; without it ./.nereid
      --fast        do not slow down for people to watch
    The API token is read from the environment: NEREID_API_TOKEN.
    """;

Uri? server = null;
string? spool = null;
var pace = DigitsSampleOptions.WatchablePace;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--server" when i + 1 < args.Length && Uri.TryCreate(args[i + 1], UriKind.Absolute, out var address):
            server = address;
            i++;
            break;
        case "--spool" when i + 1 < args.Length:
            spool = args[++i];
            break;
        case "--fast":
            pace = TimeSpan.Zero;
            break;
        default:
            Console.Error.WriteLine($"'{args[i]}' is not understood, or its value is missing or wrong.{Environment.NewLine}{Usage}");
            return 2;
    }
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
try
{
    await DigitsSample.RunAsync(new DigitsSampleOptions(server, Token: null, spool, pace), stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (Exception fault) when (fault is NereidException or ArgumentException)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}

void Cancel(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
