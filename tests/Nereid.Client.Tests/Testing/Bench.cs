using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Testing;

namespace Nereid.Client.Tests.Testing;

/// <summary>A real server with a project, a line to it that can be cut, and options for a client at the line's other end.</summary>
sealed class Bench : IAsyncDisposable
{
    public const string Project = "lab/probe";

    readonly RunningServer _server;
    readonly TemporaryFolder _folder = new();

    Bench(RunningServer server, Project project, string token, LineState state)
    {
        _server = server;
        Line = new UnsteadyLine(new Uri(server.Address), state);
        ProjectId = project.Id;
        Token = token;
    }

    public UnsteadyLine Line { get; }

    public ProjectId ProjectId { get; }

    public string Token { get; }

    public Heard Heard { get; } = new();

    public string Spool => _folder.File("spool");

    public IRunReader Reader => _server.Get<IRunReader>();

    /// <summary>Fast retries, so that tests end soon, and patience for a busy machine; everything else as users have it.</summary>
    public NereidOptions Options => new()
    {
        Server = Line.Address,
        Token = Token,
        Project = Project,
        SpoolFolder = Spool,
        CaptureGit = false,
        FlushInterval = TimeSpan.FromMilliseconds(20),
        FirstRetryDelay = TimeSpan.FromMilliseconds(20),
        MaxRetryDelay = TimeSpan.FromMilliseconds(100),
        RequestTimeout = TimeSpan.FromMinutes(5),
        StopTimeout = TimeSpan.FromMinutes(5),
        Diagnostics = Heard.Listen,
    };

    public static async Task<Bench> StartAsync(LineState state = LineState.Works)
    {
        var server = await RunningServer.StartAsync();
        var project = await server.AddProjectAsync("lab", "probe");
        var (_, token) = await server.Credentials.CreateTokenAsync(server.Administrator.Id, "client tests", null, CancellationToken.None);
        return new Bench(server, project, token, state);
    }

    /// <summary>Revokes the token of <see cref="Options"/>.</summary>
    /// <returns>Another one.</returns>
    public async Task<string> ReplaceTokenAsync()
    {
        var owner = _server.Administrator.Id;
        var old = await _server.Credentials.IdentifyTokenAsync(Token, CancellationToken.None);
        var (_, fresh) = await _server.Credentials.CreateTokenAsync(owner, "another", null, CancellationToken.None);
        Assert.True(await _server.Credentials.RevokeTokenAsync(owner, old!.Value.ApiToken, CancellationToken.None));
        return fresh;
    }

    public async Task<RunHead> FindAsync(string customId) =>
        await Reader.FindByCustomIdAsync(ProjectId, RunKind.Run, customId, CancellationToken.None)
        ?? throw new InvalidOperationException($"The server has no run {customId}.");

    public async Task<T> ReadAsync<T>(string customId, string path)
        where T : AttributeValue =>
        Assert.IsType<T>(await Reader.GetAttributeAsync((await FindAsync(customId)).Id, AttributePath.Of(path), CancellationToken.None));

    public async Task<IReadOnlyList<FloatPoint>> ReadFloatsAsync(string customId, string path)
    {
        var series = new SeriesId((await FindAsync(customId)).Id, AttributePath.Of(path));
        return (await Reader.ReadFloatsAsync(series, new PointWindow(0, 1_000_000), CancellationToken.None))?.Points ?? [];
    }

    public async Task<IReadOnlyList<StringPoint>> ReadStringsAsync(string customId, string path)
    {
        var series = new SeriesId((await FindAsync(customId)).Id, AttributePath.Of(path));
        return (await Reader.ReadStringsAsync(series, new PointWindow(0, 1_000_000), CancellationToken.None))?.Points ?? [];
    }

    public async Task<IReadOnlyList<FilePoint>> ReadFilesAsync(string customId, string path)
    {
        var series = new SeriesId((await FindAsync(customId)).Id, AttributePath.Of(path));
        return (await Reader.ReadFilesAsync(series, new PointWindow(0, 1000), CancellationToken.None))?.Points ?? [];
    }

    /// <summary>Waits for what happens in the background; the limit is only there so that a broken test ends.</summary>
    public static async Task EventuallyAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!isSo())
            await Task.Delay(10, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
