using System.Net;
using System.Text.Json.Nodes;
using Nereid.Domain.Access;
using Nereid.Testing;

namespace Nereid.Server.Tests.Api;

/// <summary>Old addresses of runs that were moved to another project.</summary>
public sealed class MovedRunTests(ApiServer api) : IClassFixture<ApiServer>
{
    async Task<(string Run, string ShortId)> AddAsync()
    {
        var made = (await api.Owner.PostAsync($"/api/v1/projects/{api.ProjectId}/runs", new JsonObject { ["name"] = "wanderer" })).Json!["run"]!;
        return ((string)made["id"]!, (string)made["shortId"]!);
    }

    async Task<Project> AddProjectAsync()
    {
        var project = await api.Server.AddProjectAsync("lab", $"other {Guid.NewGuid()}");
        await api.Server.Catalog.SetMemberAsync(project.Id, api.OwnerUser.Id, ProjectRole.Contributor, CancellationToken.None);
        return project;
    }

    async Task ChangeAsync(string project, string kind, string run, Project? target = null)
    {
        var body = new JsonObject { ["kind"] = kind, ["runs"] = new JsonObject { ["ids"] = new JsonArray(run) }, ["target"] = target?.Id.ToString() };
        var job = (await api.Owner.PostAsync($"/api/v1/projects/{project}/runs/bulk", body)).Json!;
        await Eventually.IsTrueAsync(async () => (string?)(await api.Owner.AskAsync($"/api/v1/projects/{project}/runs/bulk/{(string)job["id"]!}")).Json!["state"] == "done", $"the end of the {kind}");
    }

    Task<Answer> LookUpAsync(HttpClient client, string shortId) => client.AskAsync($"/api/v1/runs/lookup?projectId={api.ProjectId}&shortId={shortId}");

    [Fact]
    public async Task The_old_address_leads_to_the_new_place_those_who_may_see_it_and_nobody_else()
    {
        var (run, shortId) = await AddAsync();
        var target = await AddProjectAsync();
        await ChangeAsync(api.ProjectId, "move", run, target);

        var led = (await LookUpAsync(api.Owner, shortId)).Json!;
        Assert.Equal((target.Id.ToString(), target.Name, false, "wanderer"), ((string)led["projectId"]!, (string)led["project"]!, (bool)led["trashed"]!, (string)led["name"]!));

        // Gone for good, the address still leads on; who may not see the new place gets what he gets for a run that never was.
        await ChangeAsync(api.ProjectId, "delete", run);
        Assert.Equal((string)led["id"]!, (string)(await LookUpAsync(api.Owner, shortId)).Json!["id"]!);
        Assert.Equal((string)led["id"]!, (string)(await api.Owner.AskAsync($"/api/v1/runs/{run}")).Json!["id"]!);
        var never = await LookUpAsync(api.Viewer, "DIGI-99999");
        Assert.Equal((HttpStatusCode.NotFound, "no-such-run"), never.Kind);
        Assert.Equal(never.Text, (await LookUpAsync(api.Viewer, shortId)).Text);
        Assert.Equal(never.Text, (await api.Viewer.AskAsync($"/api/v1/runs/{run}")).Text);
    }

    [Fact]
    public async Task It_leads_on_from_place_to_place_and_back_to_a_run_that_was_restored()
    {
        var (run, shortId) = await AddAsync();
        var (second, third) = (await AddProjectAsync(), await AddProjectAsync());
        await ChangeAsync(api.ProjectId, "move", run, second);
        var there = (string)(await LookUpAsync(api.Owner, shortId)).Json!["id"]!;
        await ChangeAsync(second.Id.ToString(), "move", there, third);

        Assert.Equal(third.Id.ToString(), (string)(await LookUpAsync(api.Owner, shortId)).Json!["projectId"]!);

        await ChangeAsync(api.ProjectId, "restore", run);
        Assert.Equal(run, (string)(await LookUpAsync(api.Owner, shortId)).Json!["id"]!);
    }

    [Fact]
    public async Task A_copy_leaves_the_address_alone_and_does_not_say_that_it_is_in_the_trash()
    {
        var (run, shortId) = await AddAsync();
        var target = await AddProjectAsync();
        await ChangeAsync(api.ProjectId, "trash", run);
        await ChangeAsync(api.ProjectId, "copy", run, target);

        Assert.Equal(run, (string)(await LookUpAsync(api.Owner, shortId)).Json!["id"]!);
        var copy = (await api.Owner.PostAsync($"/api/v1/projects/{target.Id}/runs/query", Requests.Json("""{"columns":["sys/trashed_by","sys/trashed_time"]}"""))).Json!["runs"]![0]!;
        Assert.Equal([null, null], copy["cells"]!.AsArray());
    }
}
