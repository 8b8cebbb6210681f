using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Nereid.Domain.Access;

namespace Nereid.Server.Tests.Api;

/// <summary>Every route of the API against every kind of person.</summary>
public class AccessMatrixTests(ApiServer api) : IClassFixture<ApiServer>
{
    enum Needs
    {
        /// <summary>Nobody need be signed in.</summary>
        Nobody,

        /// <summary>Any signed-in person.</summary>
        Anyone,

        /// <summary>An administrator of the server.</summary>
        Administrator,
        Viewer,
        Contributor,
        Owner,
    }

    /// <param name="Path">With {project} and {run} for the ones of the test.</param>
    sealed record Route(Needs Needs, string Method, string Path, string? Json = null);

    /// <summary>One request per route, by the route's name. A new route makes the first test fail until it stands here.</summary>
    static readonly Dictionary<string, Route> Routes = new(StringComparer.Ordinal)
    {
        ["signIn"] = new(Needs.Nobody, "POST", "/session", """{"token":"wrong"}"""),
        ["signOut"] = new(Needs.Nobody, "DELETE", "/session"),
        ["getMe"] = new(Needs.Anyone, "GET", "/me"),
        ["listTokens"] = new(Needs.Anyone, "GET", "/me/tokens"),
        ["createToken"] = new(Needs.Anyone, "POST", "/me/tokens", """{"name":"laptop"}"""),
        ["revokeToken"] = new(Needs.Anyone, "DELETE", "/me/tokens/0192f0c1-0000-7000-8000-000000000000"),
        ["listUsers"] = new(Needs.Administrator, "GET", "/users"),
        ["createUser"] = new(Needs.Administrator, "POST", "/users", """{"username":"matrix {new}"}"""),
        ["changeUser"] = new(Needs.Administrator, "PATCH", "/users/{user}", """{"mayCreateProjects":false}"""),
        ["listTokensOfUser"] = new(Needs.Administrator, "GET", "/users/{user}/tokens"),
        ["createTokenOfUser"] = new(Needs.Administrator, "POST", "/users/{user}/tokens", """{"name":"night"}"""),
        ["revokeTokenOfUser"] = new(Needs.Administrator, "DELETE", "/users/{user}/tokens/{token}"),
        ["listMembers"] = new(Needs.Viewer, "GET", "/projects/{project}/members"),
        ["setMember"] = new(Needs.Owner, "PUT", "/projects/{project}/members", """{"username":"{member}","role":"viewer"}"""),
        ["removeMember"] = new(Needs.Owner, "DELETE", "/projects/{project}/members/{user}"),
        ["listWorkspaces"] = new(Needs.Anyone, "GET", "/workspaces"),
        ["createWorkspace"] = new(Needs.Anyone, "POST", "/workspaces", """{"name":"lab"}"""),
        ["listWorkspaceMembers"] = new(Needs.Anyone, "GET", "/workspaces/0192f0c1-0000-7000-8000-000000000000/members"),
        ["setWorkspaceMember"] = new(Needs.Anyone, "PUT", "/workspaces/0192f0c1-0000-7000-8000-000000000000/members", """{"username":"stan","role":"member"}"""),
        ["removeWorkspaceMember"] = new(Needs.Anyone, "DELETE", "/workspaces/0192f0c1-0000-7000-8000-000000000000/members/0192f0c1-0000-7000-8000-000000000000"),
        ["listNotices"] = new(Needs.Anyone, "GET", "/me/notices"),
        ["readNotices"] = new(Needs.Anyone, "POST", "/me/notices/read", """{"upTo":1}"""),
        ["clearNotices"] = new(Needs.Anyone, "DELETE", "/me/notices?upTo=1"),
        ["listPreferences"] = new(Needs.Anyone, "GET", "/me/preferences"),
        ["setPreference"] = new(Needs.Anyone, "PUT", "/me/preferences", """{"name":"theme","value":"dark"}"""),
        ["listProjects"] = new(Needs.Anyone, "GET", "/projects"),
        ["createProject"] = new(Needs.Anyone, "POST", "/projects", """{"workspace":"lab","name":"other"}"""),
        ["lookUpProject"] = new(Needs.Viewer, "GET", "/projects/lookup?workspace=lab&name=digits"),
        ["changeProject"] = new(Needs.Owner, "PATCH", "/projects/{project}", """{"description":"changed"}"""),
        ["deleteProject"] = new(Needs.Owner, "DELETE", "/projects/{madeProject}"),
        ["listDeletedProjects"] = new(Needs.Anyone, "GET", "/projects/deleted"),
        ["restoreProject"] = new(Needs.Owner, "POST", "/projects/{deletedProject}/restore"),
        ["purgeProject"] = new(Needs.Owner, "DELETE", "/projects/deleted/{deletedProject}"),
        ["getProject"] = new(Needs.Viewer, "GET", "/projects/{project}"),
        ["searchAttributes"] = new(Needs.Viewer, "GET", "/projects/{project}/attributes?text=loss"),
        ["queryRuns"] = new(Needs.Viewer, "POST", "/projects/{project}/runs/query", """{"columns":["sys/owner"]}"""),
        ["readForks"] = new(Needs.Viewer, "POST", "/projects/{project}/runs/forks", """{"runs":["{run}"]}"""),
        ["groupRuns"] = new(Needs.Viewer, "POST", "/projects/{project}/runs/groups", """{"by":[{"path":"sys/owner"}]}"""),
        ["findAttributes"] = new(Needs.Viewer, "POST", "/projects/{project}/attributes/search", """{"text":"loss"}"""),
        ["listValues"] = new(Needs.Viewer, "POST", "/projects/{project}/attributes/values", """{"column":{"path":"sys/owner"}}"""),
        ["listDiffering"] = new(Needs.Viewer, "POST", "/projects/{project}/attributes/differing", "{}"),
        ["parseQuery"] = new(Needs.Anyone, "POST", "/nql/parse", """{"text":"id = A-1"}"""),
        ["createRun"] = new(Needs.Contributor, "POST", "/projects/{project}/runs", "{}"),
        ["lookUpRun"] = new(Needs.Viewer, "GET", "/runs/lookup?projectId={project}&customId=matrix"),
        ["getRun"] = new(Needs.Viewer, "GET", "/runs/{run}"),
        ["getAttributes"] = new(Needs.Viewer, "GET", "/runs/{run}/attributes"),
        ["heartbeat"] = new(Needs.Contributor, "POST", "/runs/{run}/heartbeat"),
        ["signalRun"] = new(Needs.Contributor, "POST", "/runs/{run}/signals", """{"kind":"stop"}"""),
        ["writeOperations"] = new(Needs.Contributor, "POST", "/runs/{run}/operations", """{"operations":[]}"""),
        ["deleteParts"] = new(Needs.Contributor, "POST", "/runs/{run}/deletions", """{"parts":[{"kind":"attribute","path":"never"}]}"""),
        ["listDeletions"] = new(Needs.Viewer, "GET", "/runs/{run}/deletions"),
        ["restoreDeletion"] = new(Needs.Contributor, "POST", "/runs/{run}/deletions/{deletion}/restore"),
        ["purgeDeletion"] = new(Needs.Contributor, "DELETE", "/runs/{run}/deletions/{deletion}"),
        ["queryAnnotations"] = new(Needs.Viewer, "POST", "/projects/{project}/annotations/query", """{"runs":["{run}"]}"""),
        ["listAnnotations"] = new(Needs.Viewer, "GET", "/runs/{run}/annotations"),
        ["createAnnotation"] = new(Needs.Contributor, "POST", "/runs/{run}/annotations", """{"text":"lr dropped","step":1}"""),
        ["changeAnnotation"] = new(Needs.Contributor, "PATCH", "/runs/{run}/annotations/{note}", """{"text":"changed"}"""),
        ["deleteAnnotation"] = new(Needs.Contributor, "DELETE", "/runs/{run}/annotations/{note}"),
        ["restoreAnnotation"] = new(Needs.Contributor, "POST", "/runs/{run}/annotations/{deletedNote}/restore"),
        ["uploadFile"] = new(Needs.Contributor, "PUT", "/runs/{run}/files?path=new"),
        ["downloadFile"] = new(Needs.Viewer, "GET", "/runs/{run}/files?path=file"),
        ["appendFile"] = new(Needs.Contributor, "POST", "/runs/{run}/file-series?path=images"),
        ["readFileSeries"] = new(Needs.Viewer, "GET", "/runs/{run}/file-series?path=images"),
        ["downloadFileOfSeries"] = new(Needs.Viewer, "GET", "/runs/{run}/file-series/content?path=images&index=0"),
        ["readBuckets"] = new(Needs.Viewer, "POST", "/series/buckets", """{"series":[{"runId":"{run}","path":"loss"}],"buckets":10}"""),
        ["exportSeries"] = new(Needs.Viewer, "POST", "/series/csv", """{"series":[{"runId":"{run}","path":"loss"}]}"""),
        ["readGroups"] = new(Needs.Viewer, "POST", "/series/groups", """{"groups":[[{"runId":"{run}","path":"loss"}]],"buckets":10}"""),
        ["readStatistics"] = new(Needs.Viewer, "POST", "/series/statistics", """{"series":[{"runId":"{run}","path":"loss"}]}"""),
        ["readNearest"] = new(Needs.Viewer, "POST", "/series/nearest", """{"series":[{"runId":"{run}","path":"loss"}],"at":1}"""),
        ["readFormula"] = new(Needs.Anyone, "POST", "/series/formula", """{"text":"loss / 2"}"""),
        ["listSeries"] = new(Needs.Viewer, "GET", "/runs/{run}/series"),
        ["readPoints"] = new(Needs.Viewer, "POST", "/series/points", """{"runId":"{run}","path":"loss"}"""),
        ["readLog"] = new(Needs.Viewer, "GET", "/runs/{run}/logs?path=log"),
        ["searchLogs"] = new(Needs.Viewer, "GET", "/runs/{run}/logs/search?text=a"),
        ["readHistograms"] = new(Needs.Viewer, "GET", "/runs/{run}/histogram-series?path=weights"),
        ["listViews"] = new(Needs.Viewer, "GET", "/projects/{project}/views"),
        ["createView"] = new(Needs.Contributor, "POST", "/projects/{project}/views", """{"name":"new","state":"{}"}"""),
        ["updateView"] = new(Needs.Contributor, "PUT", "/projects/{project}/views/{view}", """{"name":"changed","state":"{}"}"""),
        ["deleteView"] = new(Needs.Contributor, "DELETE", "/projects/{project}/views/{view}"),
        ["restoreView"] = new(Needs.Contributor, "POST", "/projects/{project}/views/{deletedView}/restore"),
        ["listViewVersions"] = new(Needs.Viewer, "GET", "/projects/{project}/views/{view}/versions"),
        ["setDefaultView"] = new(Needs.Contributor, "PUT", "/projects/{project}/views/default", """{"view":null}"""),
        ["createLink"] = new(Needs.Viewer, "POST", "/projects/{project}/links", """{"address":"/lab/digits/runs"}"""),
        ["listLinks"] = new(Needs.Viewer, "GET", "/projects/{project}/links"),
        ["getLink"] = new(Needs.Viewer, "GET", "/links/{link}"),
        ["openLink"] = new(Needs.Nobody, "POST", "/links/open", """{"link":"nosuchlink"}"""),
        ["revokeLink"] = new(Needs.Anyone, "DELETE", "/links/nosuchlink"),
        ["rankSeries"] = new(Needs.Viewer, "POST", "/projects/{project}/series/ranking", """{"paths":["a"]}"""),
        ["readArtifact"] = new(Needs.Viewer, "GET", "/runs/{run}/artifact?path=data"),
        ["getChartSettings"] = new(Needs.Viewer, "GET", "/projects/{project}/chart-settings"),
        ["setChartSettings"] = new(Needs.Contributor, "PUT", "/projects/{project}/chart-settings", """{"state":"{}"}"""),
        ["listRunStyles"] = new(Needs.Viewer, "GET", "/projects/{project}/run-styles"),
        ["setRunStyles"] = new(Needs.Contributor, "PUT", "/projects/{project}/run-styles", """{"styles":[{"target":"{run}","color":"3"}]}"""),
        ["readRunFigures"] = new(Needs.Viewer, "POST", "/projects/{project}/runs/figures", """{"runs":["{run}"],"figures":[{"path":"a","kind":"median"}]}"""),
        ["changeRuns"] = new(Needs.Contributor, "POST", "/projects/{project}/runs/bulk", """{"kind":"archive","runs":{"ids":["{run}"]}}"""),
        ["getBulkChange"] = new(Needs.Viewer, "GET", "/projects/{project}/runs/bulk/{job}"),
        ["undoBulkChange"] = new(Needs.Contributor, "POST", "/projects/{project}/runs/bulk/{job}/undo"),
        ["exportRuns"] = new(Needs.Viewer, "POST", "/projects/{project}/runs/export", """{"format":"csv","runs":{"query":""},"columns":[{"path":"sys/id"}]}"""),
        ["listen"] = new(Needs.Viewer, "GET", "/live?project={project}&run={run}"),
    };

    [Fact]
    public void Every_route_has_a_row_in_the_matrix()
    {
        var names = ApiRoutes().Select(route => route.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "(unnamed)").Order(StringComparer.Ordinal);

        Assert.Equal(Routes.Keys.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void Only_signing_in_and_out_following_a_link_and_the_document_need_nobody()
    {
        var open = api.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(route => route.RoutePattern.RawText!.TrimEnd('/'));

        Assert.Equal(["/api/v1/links/open", "/api/v1/openapi.json", "/api/v1/session", "/api/v1/session"], open.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_gets_past_the_door()
    {
        foreach (var (name, route) in Routes.Where(route => route.Value.Needs != Needs.Nobody))
            Assert.Equal((name, HttpStatusCode.Unauthorized), (name, await AskAsync(api.Nobody, route)));
    }

    [Fact]
    public async Task A_wrong_token_is_nobody()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "bm9wZQ==") } };

        using var response = await api.Nobody.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_stranger_does_not_learn_that_the_project_exists()
    {
        foreach (var (name, route) in Routes.Where(route => route.Value.Needs >= Needs.Viewer))
            Assert.Equal((name, HttpStatusCode.NotFound), (name, await AskAsync(api.Stranger, route)));
    }

    [Fact]
    public async Task A_viewer_reads_and_cannot_write()
    {
        foreach (var (name, route) in Routes.Where(route => route.Value.Needs is Needs.Contributor or Needs.Owner))
            Assert.Equal((name, HttpStatusCode.Forbidden), (name, await AskAsync(api.Viewer, route)));
        foreach (var (name, route) in Routes.Where(route => route.Value.Needs == Needs.Viewer))
            Assert.Equal((name, HttpStatusCode.OK), (name, await AskAsync(api.Viewer, route)));
    }

    /// <summary>All that an open link lets its bearer ask.</summary>
    static readonly string[] GuestRoutes =
    [
        "downloadFile", "downloadFileOfSeries", "exportRuns", "exportSeries", "findAttributes", "getAttributes", "getChartSettings", "getLink", "getMe", "getProject", "getRun",
        "groupRuns", "listAnnotations", "listDiffering", "listRunStyles", "listSeries", "listValues", "listViews", "listen", "lookUpProject", "lookUpRun", "parseQuery", "queryAnnotations", "queryRuns", "rankSeries",
        "readArtifact", "readBuckets", "readFileSeries", "readForks", "readFormula", "readGroups", "readHistograms", "readLog", "readNearest", "readPoints", "readRunFigures",
        "readStatistics", "searchAttributes", "searchLogs",
    ];

    [Fact]
    public async Task A_guest_of_a_link_reads_its_project_and_nothing_else()
    {
        using var guest = await GuestLink.FollowAsync(api.Server, api.OwnerUser, api.Project);
        foreach (var (name, route) in Routes.Where(route => route.Value.Needs != Needs.Nobody))
            Assert.Equal((name, GuestRoutes.Contains(name) ? HttpStatusCode.OK : HttpStatusCode.Forbidden), (name, await AskAsync(guest, route)));
        Assert.All(GuestRoutes, name => Assert.True(Routes[name].Needs is Needs.Viewer or Needs.Anyone));
    }

    [Fact]
    public async Task A_guest_of_one_project_does_not_learn_that_another_exists()
    {
        var open = await api.Server.AddProjectAsync("lab", $"open {Guid.NewGuid()}");
        using var guest = await GuestLink.FollowAsync(api.Server, api.Server.Administrator, open);
        foreach (var name in GuestRoutes.Where(name => Routes[name].Needs == Needs.Viewer))
            Assert.Equal((name, HttpStatusCode.NotFound), (name, await AskAsync(guest, Routes[name])));
    }

    [Fact]
    public async Task A_guest_does_not_even_see_what_is_public()
    {
        var open = await api.Server.AddProjectAsync("lab", $"open {Guid.NewGuid()}");
        var other = await api.Server.AddProjectAsync("lab", $"public {Guid.NewGuid()}", Visibility.Public);
        using var guest = await GuestLink.FollowAsync(api.Server, api.Server.Administrator, open);

        Assert.Equal((HttpStatusCode.NotFound, "no-such-project"), (await guest.AskAsync($"/api/v1/projects/{other.Id}")).Kind);
    }

    [Fact]
    public async Task A_contributor_and_an_owner_read_and_write()
    {
        foreach (var person in new[] { api.Contributor, api.Owner })
        {
            foreach (var (name, route) in Routes.Where(route => route.Value.Needs is Needs.Viewer or Needs.Contributor))
            {
                var status = await AskAsync(person, route);
                Assert.True((int)status is >= 200 and < 300, $"{name} answered {status}");
            }
        }
    }

    [Fact]
    public async Task An_owner_decides_about_members_and_the_project_itself_and_nobody_else()
    {
        foreach (var (name, route) in Routes.Where(route => route.Value.Needs == Needs.Owner))
        {
            Assert.Equal((name, HttpStatusCode.Forbidden), (name, await AskAsync(api.Contributor, route)));
            var status = await AskAsync(api.Owner, route);
            Assert.True((int)status is >= 200 and < 300, $"{name} answered {status}");
        }
    }

    [Fact]
    public async Task An_administrator_of_the_server_looks_after_people_and_nobody_else()
    {
        using var administrator = await api.Server.SignInAsync(api.Server.Administrator);
        foreach (var (name, route) in Routes.Where(route => route.Value.Needs == Needs.Administrator))
        {
            Assert.Equal((name, HttpStatusCode.Forbidden), (name, await AskAsync(api.Owner, route)));
            var status = await AskAsync(administrator, route);
            Assert.True((int)status is >= 200 and < 300, $"{name} answered {status}");
        }
    }

    [Fact]
    public async Task Who_may_not_create_projects_is_told_so()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(api.Stranger, Routes["createProject"]));
        Assert.Equal(HttpStatusCode.Created, await AskAsync(api.Owner, Routes["createProject"] with { Json = """{"workspace":"olga","name":"mine"}""" }));
    }

    [Fact]
    public async Task What_routing_refuses_is_a_problem_too()
    {
        Assert.Equal("no-such-page", (await api.Stranger.AskAsync($"/api/v1/no/such/thing")).Problem);
        Assert.Equal("no-such-page", (await api.Stranger.SendAsync(HttpMethod.Delete, "/api/v1/projects")).Problem);
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported-media-type"), (await api.Stranger.PostTextAsync("/api/v1/projects", "{}", "text/plain")).Kind);
    }

    IEnumerable<RouteEndpoint> ApiRoutes() => api.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
        .Where(route => route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null);

    async Task<HttpStatusCode> AskAsync(HttpClient client, Route route)
    {
        var run = await RunAsync();
        var made = await MakeAsync(route.Path, run);
        var (user, token) = await UserAsync(route.Path + route.Json);
        string Fill(string text) => text.Replace("{user}", user.Id.ToString(), StringComparison.Ordinal).Replace("{member}", user.Username, StringComparison.Ordinal)
            .Replace("{token}", token, StringComparison.Ordinal).Replace("{new}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{project}", api.ProjectId, StringComparison.Ordinal).Replace("{run}", run, StringComparison.Ordinal)
            .Replace("{view}", made, StringComparison.Ordinal).Replace("{deletedView}", made, StringComparison.Ordinal)
            .Replace("{madeProject}", made, StringComparison.Ordinal).Replace("{deletedProject}", made, StringComparison.Ordinal).Replace("{link}", made, StringComparison.Ordinal).Replace("{job}", made, StringComparison.Ordinal).Replace("{deletion}", made, StringComparison.Ordinal)
            .Replace("{note}", made, StringComparison.Ordinal).Replace("{deletedNote}", made, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), "/api/v1" + Fill(route.Path));
        if (route.Json is { } json)
            request.Content = new StringContent(Fill(json), new MediaTypeHeaderValue("application/json"));
        else if (route.Path.Contains("/file", StringComparison.Ordinal) && route.Method != "GET")
            request.Content = new ByteArrayContent([1, 2, 3]);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }

    /// <summary>A member of the project and its workspace with a token, made anew for each request that names one.</summary>
    async Task<(User User, string Token)> UserAsync(string text)
    {
        if (!text.Contains("{user}", StringComparison.Ordinal) && !text.Contains("{member}", StringComparison.Ordinal))
            return (api.OwnerUser, "");
        var user = await api.Server.AddUserAsync($"made {Guid.NewGuid()}");
        await api.Server.Catalog.SetMemberAsync(api.Project.Id, user.Id, ProjectRole.Viewer, CancellationToken.None);
        await api.Server.Catalog.SetWorkspaceMemberAsync(api.Project.WorkspaceId, user.Id, WorkspaceRole.Member, CancellationToken.None);
        return (user, (await api.Server.Credentials.CreateTokenAsync(user.Id, "made", null, CancellationToken.None)).Token.Id.ToString());
    }

    /// <summary>What a path names besides project and run, made anew for each request, as a request may use it up.</summary>
    async Task<string> MakeAsync(string path, string run)
    {
        if (path.Contains("{view}", StringComparison.Ordinal) || path.Contains("{deletedView}", StringComparison.Ordinal))
        {
            var view = await api.Owner.PostAsync($"/api/v1/projects/{api.ProjectId}/views", Requests.Json("""{"name":"made","state":"{}"}"""));
            var id = (string)view.Json!["id"]!;
            if (path.Contains("{deletedView}", StringComparison.Ordinal))
                await api.Owner.DeleteJsonAsync($"/api/v1/projects/{api.ProjectId}/views/{id}");
            return id;
        }
        if (path.Contains("{madeProject}", StringComparison.Ordinal) || path.Contains("{deletedProject}", StringComparison.Ordinal))
        {
            var project = await api.Server.AddProjectAsync("lab", $"made {Guid.NewGuid()}");
            foreach (var (name, role) in new[] { ("olga", ProjectRole.Owner), ("carl", ProjectRole.Contributor), ("vera", ProjectRole.Viewer) })
                await api.Server.Catalog.SetMemberAsync(project.Id, (await api.Server.Catalog.FindUserAsync(name, CancellationToken.None))!.Id, role, CancellationToken.None);
            if (path.Contains("{deletedProject}", StringComparison.Ordinal))
                await api.Server.Catalog.TrashProjectAsync(project.Id, "olga", CancellationToken.None);
            return project.Id.ToString();
        }
        if (path.Contains("{link}", StringComparison.Ordinal))
            return (string)(await api.Owner.PostAsync($"/api/v1/projects/{api.ProjectId}/links", Requests.Json("""{"address":"/lab/digits/runs"}"""))).Json!["code"]!;
        if (path.Contains("{deletion}", StringComparison.Ordinal))
        {
            await api.WriteAsync(run, Requests.Json("""{"op":"assign","path":"deleted","value":{"type":"int","value":1}}"""));
            var made = await api.Owner.PostAsync($"/api/v1/runs/{run}/deletions", Requests.Json("""{"parts":[{"kind":"attribute","path":"deleted"}]}"""));
            return (string)made.Json!["id"]!;
        }
        if (path.Contains("{note}", StringComparison.Ordinal) || path.Contains("{deletedNote}", StringComparison.Ordinal))
        {
            var note = await api.Owner.PostAsync($"/api/v1/runs/{run}/annotations", Requests.Json("""{"text":"made","step":1}"""));
            var id = (string)note.Json!["id"]!;
            if (path.Contains("{deletedNote}", StringComparison.Ordinal))
                await api.Owner.DeleteJsonAsync($"/api/v1/runs/{run}/annotations/{id}");
            return id;
        }
        if (path.Contains("{job}", StringComparison.Ordinal))
        {
            var body = Requests.Json("""{"kind":"tags","add":["matrix"],"runs":{"ids":["RUN"]}}""".Replace("RUN", run, StringComparison.Ordinal));
            return (string)(await api.Owner.PostAsync($"/api/v1/projects/{api.ProjectId}/runs/bulk", body)).Json!["id"]!;
        }
        return "";
    }

    string? _run;

    /// <summary>A run with one attribute of each kind that a route reads.</summary>
    async Task<string> RunAsync()
    {
        if (_run is not null)
            return _run;
        var created = await api.Owner.PostAsync($"/api/v1/projects/{api.ProjectId}/runs", Requests.Json("""{"customId":"matrix"}"""));
        _run = (string)created.Json!["run"]!["id"]!;
        await api.WriteAsync(
            _run,
            Requests.Json("""{"op":"appendFloats","path":"loss","unixMicros":[1,2],"values":[1,0.5]}"""),
            Requests.Json("""{"op":"assign","path":"data","value":{"type":"artifact","value":"00000000000000000000000000000000000000000000000000000000000000ab"}}"""),
            Requests.Json("""{"op":"appendStrings","path":"log","unixMicros":[1],"values":["started"]}"""),
            Requests.Json("""{"op":"appendHistograms","path":"weights","unixMicros":[1],"values":[{"edges":[0,1,2],"counts":[3,4]}]}"""));
        Assert.Equal(HttpStatusCode.OK, (await api.Owner.SendBytesAsync(HttpMethod.Put, $"/api/v1/runs/{_run}/files?path=file", [1])).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.Owner.SendBytesAsync(HttpMethod.Post, $"/api/v1/runs/{_run}/file-series?path=images", [1])).Status);
        return _run;
    }
}
