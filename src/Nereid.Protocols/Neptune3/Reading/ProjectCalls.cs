using Microsoft.AspNetCore.Http;
using Nereid.Domain.Access;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Projects;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>Creating projects as the 3.x clients ask for it. Finding and listing them is as in 1.x.</summary>
sealed class ProjectCalls(ICatalog catalog)
{
    public async Task<IResult> CreateAsync(HttpContext context, CancellationToken cancel)
    {
        var body = await Bodies.ReadAsync(context, ReadingJson.Default.NewProjectBody, cancel);
        var user = context.Caller().User;
        // The client looks for these very words, in plain text.
        if (await Workspaces.FindAsync(catalog, body.OrganizationIdentifier, cancel) is not { } workspace)
            return Results.Text($"Organization {body.OrganizationIdentifier} not found", statusCode: StatusCodes.Status404NotFound);
        if (!user.MayCreateProjects && !await Workspaces.IsAdministratorAsync(catalog, workspace.Id, user, cancel))
            return new RequestRefusal(StatusCodes.Status403Forbidden, $"You may not create projects in workspace '{workspace.Name}'.", "ACCESS_DENIED");
        if (Neptune1.Words.ParseVisibility(body.Visibility ?? "priv") is not { } visibility)
            throw Refused.BadRequest($"The visibility '{body.Visibility}' is unknown; expected priv, workspace or pub.");

        var answer = await catalog.CreateProjectAsync(
            new NewProject(workspace.Name, body.Name ?? "", body.ProjectKey, visibility, body.Description, user.Id), cancel);
        return answer switch
        {
            CreateProjectAnswer.Created { Existed: true } => new RequestRefusal(
                StatusCodes.Status409Conflict, $"A project '{workspace.Name}/{body.Name}' exists.", "PROJECT_NAME_COLLISION"),
            CreateProjectAnswer.Created created => TypedResults.Json(
                ProjectAnswer.Of(created.Project), Neptune1.Neptune1Json.Default.ProjectAnswer),
            CreateProjectAnswer.KeyTaken taken => new RequestRefusal(
                StatusCodes.Status400BadRequest, $"The project key '{taken.Key}' is taken.", "PROJECT_KEY_COLLISION"),
            CreateProjectAnswer.Invalid invalid => new RequestRefusal(
                StatusCodes.Status400BadRequest, $"The project's {invalid.Field}: {invalid.Detail}."),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };
    }
}
