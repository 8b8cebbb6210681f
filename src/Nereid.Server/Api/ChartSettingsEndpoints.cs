using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Views;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>How the charts of a project look when a page is opened, and which of them have stars.</summary>
static class ChartSettingsEndpoints
{
    public static void MapChartSettings(this IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{projectId}/chart-settings", FindAsync).WithName("getChartSettings").OpenToGuests().WithTags("views")
            .WithSummary("Saved settings of a project's charts: those of all members and the caller's own.");
        api.MapPut("/projects/{projectId}/chart-settings", SetAsync).WithName("setChartSettings").WithTags("views")
            .WithSummary("Saves settings of a project's charts, or takes them away.");
    }

    static async Task<Results<Ok<ChartSettingsDto>, Problem>> FindAsync(
        Guid projectId, HttpContext http, ProjectGate gate, IChartSettingsStore store, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        var found = await store.FindAsync(project.Id, user.Id, cancel);
        return TypedResults.Ok(new ChartSettingsDto(found.Shared, found.Own));
    }

    static async Task<Results<NoContent, Problem>> SetAsync(
        Guid projectId, ChartSettingsChangeDto body, HttpContext http, ProjectGate gate, IChartSettingsStore store, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var needed = body.IsPrivate ? ProjectRole.Viewer : ProjectRole.Contributor;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), needed, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, needed);
        if (body.State?.Length > ChartSettings.StateChars)
            return Problems.Invalid("$.state", $"Expected at most {ChartSettings.StateChars} characters, got {body.State.Length}.");
        await store.SetAsync(project.Id, body.IsPrivate ? user.Id : null, body.State, cancel);
        return TypedResults.NoContent();
    }
}
