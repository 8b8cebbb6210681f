using System.Text.Json.Nodes;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Server.Hosting;
using Nereid.Server.Tests.Api;
using Nereid.Testing;

namespace Nereid.Server.Tests.Hosting;

public sealed class TrashPurgeTests
{
    readonly ManualTime _time = new(TimeProvider.System.GetUtcNow());

    Task<RunningServer> StartAsync(int? days) => RunningServer.StartAsync(
        options => options with { Data = options.Data with { PurgeTrash = days is { } count ? TimeSpan.FromDays(count) : null } }, _time);

    static async Task<RunId> AddAsync(HttpClient client, Project project) =>
        new(Guid.Parse((string)(await client.PostAsync($"/api/v1/projects/{project.Id}/runs", new JsonObject())).Json!["run"]!["id"]!));

    static async Task ChangeAsync(HttpClient client, Project project, string kind, RunId run) => await client.PostAsync(
        $"/api/v1/projects/{project.Id}/runs/bulk", new JsonObject { ["kind"] = kind, ["runs"] = new JsonObject { ["ids"] = new JsonArray(run.ToString()) } });

    async Task<int> PurgeAfterAsync(RunningServer server, double days)
    {
        _time.Advance(TimeSpan.FromDays(days));
        return await server.Get<TrashPurge>().RunAsync(CancellationToken.None);
    }

    static async Task<bool> IsThereAsync(RunningServer server, RunId run) => await server.Get<IRunReader>().FindRunAsync(run, CancellationToken.None) is not null;

    [Fact]
    public async Task What_was_in_the_trash_for_long_enough_goes_and_nothing_else()
    {
        await using var server = await StartAsync(30);
        var project = await server.AddProjectAsync("lab", "digits");
        using var client = await server.SignInAsync(server.Administrator);
        var (kept, trashed, restored, later) = (await AddAsync(client, project), await AddAsync(client, project), await AddAsync(client, project), await AddAsync(client, project));
        foreach (var run in new[] { trashed, restored })
            await ChangeAsync(client, project, "trash", run);

        Assert.Equal(0, await PurgeAfterAsync(server, 29));
        await ChangeAsync(client, project, "restore", restored);
        await ChangeAsync(client, project, "trash", later);
        Assert.Equal(1, await PurgeAfterAsync(server, 1));

        Assert.Equal((true, false, true, true), (await IsThereAsync(server, kept), await IsThereAsync(server, trashed), await IsThereAsync(server, restored), await IsThereAsync(server, later)));
        Assert.Equal(30L * 24 * 3600, (long)(await client.AskAsync($"/api/v1/me")).Json!["server"]!["trashKeptSeconds"]!);
    }

    [Fact]
    public async Task A_run_that_does_not_say_since_when_it_is_there_counts_from_when_it_is_found()
    {
        await using var server = await StartAsync(30);
        var project = await server.AddProjectAsync("lab", "digits");
        using var client = await server.SignInAsync(server.Administrator);
        var run = await AddAsync(client, project);
        _time.Advance(TimeSpan.FromDays(365));
        await server.Get<IRunWriter>().SetTrashedAsync([run], trashed: true, CancellationToken.None);

        Assert.Equal(0, await PurgeAfterAsync(server, 0.1));
        Assert.Equal(0, await PurgeAfterAsync(server, 29.9));
        Assert.Equal(1, await PurgeAfterAsync(server, 0.1));
    }

    [Fact]
    public async Task Without_the_rule_everything_stays()
    {
        await using var server = await StartAsync(null);
        var project = await server.AddProjectAsync("lab", "digits");
        using var client = await server.SignInAsync(server.Administrator);
        var run = await AddAsync(client, project);
        await ChangeAsync(client, project, "trash", run);

        Assert.Equal(0, await PurgeAfterAsync(server, 10_000));
        Assert.True(await IsThereAsync(server, run));
        Assert.Null((await client.AskAsync($"/api/v1/me")).Json!["server"]!["trashKeptSeconds"]);
    }

    [Fact]
    public async Task Only_their_owner_reads_the_databases()
    {
        await using var server = await StartAsync(null);

        var files = Directory.EnumerateFiles(server.DataFolder, "*.db*", SearchOption.AllDirectories).ToList();

        Assert.True(files.Count >= 3);
        foreach (var file in files)
            if (!OperatingSystem.IsWindows())
                Assert.Equal((file, UnixFileMode.UserRead | UnixFileMode.UserWrite), (file, File.GetUnixFileMode(file)));
    }
}
