using System.Security.Cryptography;

namespace Nereid.Client;

/// <summary>Everything that can be set for one run. Only <see cref="Token"/> and <see cref="Project"/> are needed, and both may come from
/// the environment.</summary>
public sealed record NereidOptions
{
    /// <summary>The API token, as the server shows it. Never written to disk by the client.</summary>
    /// <value>Default: environment variable <c>NEREID_API_TOKEN</c>, then <c>NEPTUNE_API_TOKEN</c>.</value>
    public string? Token { get; init; }

    /// <summary><c>workspace/project</c>.</summary>
    /// <value>Default: environment variable <c>NEREID_PROJECT</c>, then <c>NEPTUNE_PROJECT</c>.</value>
    public string? Project { get; init; }

    /// <summary>Address of the server, such as <c>http://127.0.0.1:7878</c>.</summary>
    /// <value>Default: the address that the token carries.</value>
    public Uri? Server { get; init; }

    /// <summary>A name of your own for the run. Starting with one that exists in the project goes on with that run.</summary>
    /// <value>Default: a new random id, so that every start is a new run.</value>
    public string? CustomId { get; init; }

    /// <summary>What lists show for the run (<c>sys/name</c>).</summary>
    public string? Name { get; init; }

    /// <summary>A sentence or two about the run (<c>sys/description</c>).</summary>
    public string? Description { get; init; }

    /// <summary>Tags to add to the run (<c>sys/tags</c>).</summary>
    public IReadOnlyCollection<string> Tags { get; init; } = [];

    /// <summary>Make the project, visible to its workspace, when it does not exist and the token's owner may do so.</summary>
    /// <value>Default: false, so that a mistyped name is refused.</value>
    public bool CreateProject { get; init; }

    /// <summary>When the server refuses the token or the project at the start: go on, keep everything in the spool, and send it once the
    /// server takes it, instead of throwing <see cref="NereidRefusedException"/>.</summary>
    /// <value>Default: false.</value>
    public bool ContinueWhenRefused { get; init; }

    /// <summary>Copy what the process writes to <see cref="System.Console"/> to <c>monitoring/stdout</c> and <c>monitoring/stderr</c>.</summary>
    /// <value>Default: false.</value>
    public bool CaptureConsole { get; init; }

    /// <summary>Record commit, branch and remotes of the git repository around <see cref="GitFolder"/> as <c>source_code/git</c>.
    /// Needs the <c>git</c> command; without it, or outside a repository, nothing is recorded.</summary>
    /// <value>Default: true.</value>
    public bool CaptureGit { get; init; } = true;

    /// <summary>Where to look for the git repository.</summary>
    /// <value>Default: the current folder.</value>
    public string? GitFolder { get; init; }

    /// <summary>Folder for what is not sent yet. Each run has a folder of its own in it, which disappears once all is sent.</summary>
    /// <value>Default: environment variable <c>NEREID_SPOOL</c>, then <c>.nereid</c> in the current folder.</value>
    public string? SpoolFolder { get; init; }

    /// <summary>Bytes that one run may keep in its spool folder. What comes beyond is dropped, counted and reported.</summary>
    /// <value>Default: 4 GiB.</value>
    public long SpoolMaxBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Send what runs that ended without a server, or were killed, left in the spool folder for the same server.</summary>
    /// <value>Default: true.</value>
    public bool SendLeftovers { get; init; } = true;

    /// <summary>Bytes, estimated, that may wait in memory. What waits longer is in the spool only.</summary>
    /// <value>Default: 64 MiB.</value>
    public long MemoryMaxBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How long an operation may wait for others to share its request.</summary>
    /// <value>Default: half a second.</value>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Operations after which a request is closed before <see cref="FlushInterval"/>.</summary>
    /// <value>Default: 10,000.</value>
    public int BatchOperations { get; init; } = 10_000;

    /// <summary>Bytes after which a request is closed before <see cref="FlushInterval"/>.</summary>
    /// <value>Default: 1 MiB.</value>
    public int BatchBytes { get; init; } = 1024 * 1024;

    /// <summary>How long <see cref="NereidRun.StartAsync"/> waits for the server before it goes on without.</summary>
    /// <value>Default: 5 seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one request may take. File uploads get one more second for each MiB.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Mean wait before the first repeat of a failed request; it doubles with each failure.</summary>
    /// <value>Default: half a second.</value>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest mean wait between repeats.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an otherwise silent run tells the server that it is alive.</summary>
    /// <value>Default: 10 seconds; the server counts a run as idle after 30.</value>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long <see cref="NereidRun.DisposeAsync"/> waits for unsent data. What is left then stays in the spool.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Hears what went wrong in the background. Called on a background thread, at most once a minute for each kind.</summary>
    /// <value>Default: one line to standard error. Null: silence.</value>
    public Action<NereidDiagnostic>? Diagnostics { get; init; } = NereidDiagnostic.WriteToStandardError;

    /// <summary>Carries the HTTP requests, for a proxy or certificates of your own. The client does not dispose it.</summary>
    /// <value>Default: a handler that follows no redirects.</value>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Source of the jitter between retries, from 0 to below 1. Called from background threads.</summary>
    /// <value>Default: the system's random numbers.</value>
    public Func<double> Jitter { get; init; } = static () => RandomNumberGenerator.GetInt32(1 << 24) / (double)(1 << 24);

    /// <summary>Without the token, so that options may be logged.</summary>
    public override string ToString() => $"{nameof(NereidOptions)} {{ Project = {Project}, Server = {Server}, CustomId = {CustomId}, Name = {Name} }}";
}
