using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Nereid.Domain.Access;
using Nereid.Server.Auth;
using Nereid.Server.Hosting;
using Nereid.Server.Options;

namespace Nereid.Testing;

/// <summary>The whole server in this process, on a free port and in a folder of its own. Real Kestrel, real stores, real credentials.</summary>
/// <remarks>Clients of it follow no redirects and keep no cookies, so that a test sees each answer as it is.</remarks>
public sealed class RunningServer : IAsyncDisposable
{
    readonly TemporaryFolder _temporary;
    readonly DataFolder _folder;
    readonly WebApplication _app;
    readonly List<HttpClient> _clients = [];

    RunningServer(TemporaryFolder temporary, DataFolder folder, WebApplication app, User administrator)
    {
        _temporary = temporary;
        _folder = folder;
        _app = app;
        Administrator = administrator;
        Anonymous = Connect();
    }

    /// <summary>Such as <c>http://127.0.0.1:40123</c>.</summary>
    public string Address => Get<ServerAddress>().Text;

    /// <summary>What it listens on, which is not what it calls itself when the test gave it a public address.</summary>
    public Uri Listening => new(_app.Urls.First());

    public string DataFolder => _folder.Path;

    /// <summary>The one that the first start makes.</summary>
    public User Administrator { get; }

    /// <summary>Sends no credentials.</summary>
    public HttpClient Anonymous { get; }

    public ICatalog Catalog => Get<ICatalog>();

    public ICredentials Credentials => Get<ICredentials>();

    /// <summary>A part of the server.</summary>
    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <param name="change">Changes the options of an ordinary test server.</param>
    /// <param name="time">The system's when null.</param>
    public static async Task<RunningServer> StartAsync(Func<NereidOptions, NereidOptions>? change = null, TimeProvider? time = null)
    {
        var temporary = new TemporaryFolder();
        var options = new NereidOptions(
            new DataOptions(temporary.Path), new AddressOptions("127.0.0.1", 0, Tls: false, PublicAddress: null),
            new AccessOptions(CreateProjectsOnFirstUse: true), new SampleOptions(Enabled: false));
        options = change?.Invoke(options) ?? options;
        var folder = Server.Hosting.DataFolder.Open(options.Data.Folder);
        var app = await NereidServer.BuildAsync(options, folder, time ?? TimeProvider.System, CancellationToken.None);
        await ServerProcess.StartAsync(app, options.Listen, CancellationToken.None);
        var administrator = await app.Services.GetRequiredService<ICatalog>().FindUserAsync(FirstAdministrator.Username, CancellationToken.None);
        return new RunningServer(temporary, folder, app, administrator!);
    }

    /// <summary>A client that sends the given user's own fresh API token as Bearer.</summary>
    public async Task<HttpClient> SignInAsync(User user)
    {
        var (_, token) = await Credentials.CreateTokenAsync(user.Id, "test", null, CancellationToken.None);
        var client = Connect();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A person without any rights but those that the test gives.</summary>
    public async Task<User> AddUserAsync(string username, bool mayCreateProjects = false) =>
        await Catalog.CreateUserAsync(username, isServiceAccount: false, isAdministrator: false, mayCreateProjects, CancellationToken.None)
        ?? throw new InvalidOperationException($"There is a user {username} already.");

    /// <summary>A project of the administrator.</summary>
    public async Task<Project> AddProjectAsync(string workspace, string name, Visibility visibility = Visibility.Private)
    {
        var answer = await Catalog.CreateProjectAsync(
            new NewProject(workspace, name, null, visibility, null, Administrator.Id), CancellationToken.None);
        return ((CreateProjectAnswer.Created)answer).Project;
    }

    HttpClient Connect()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        var client = new HttpClient(handler, disposeHandler: true) { BaseAddress = Listening };
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
        _temporary.Dispose();
    }
}
