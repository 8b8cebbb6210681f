using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Views;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Colours, dashes and widths that people gave to runs and group tags.</summary>
static class RunStyleEndpoints
{
    const int TargetChars = 2048;
    const int PaletteColors = 64;
    const int Dashes = 16;
    const string TagPrefix = "tag:";

    public static void MapRunStyles(this IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{projectId}/run-styles", ListAsync).WithName("listRunStyles").OpenToGuests().WithTags("views")
            .WithSummary("Styles that all members see and the caller's own.");
        api.MapPut("/projects/{projectId}/run-styles", SetAsync).WithName("setRunStyles").WithTags("views")
            .WithSummary("Gives styles to runs and group tags, or takes them away.");
    }

    static async Task<Results<Ok<RunStyleListDto>, Problem>> ListAsync(
        Guid projectId, HttpContext http, ProjectGate gate, IRunStyleStore styles, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        var list = await styles.ListAsync(project.Id, user.Id, cancel);
        return TypedResults.Ok(new RunStyleListDto([.. list.Shared.Select(Describe)], [.. list.Own.Select(Describe)]));
    }

    static async Task<Results<NoContent, Problem>> SetAsync(
        Guid projectId, RunStyleChangeDto body, HttpContext http, ProjectGate gate, IRunStyleStore styles, CancellationToken cancel)
    {
        var user = http.Caller().User;
        var needed = body.IsPrivate ? ProjectRole.Viewer : ProjectRole.Contributor;
        var (project, refusal) = await gate.OpenProjectAsync(user, new ProjectId(projectId), needed, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, needed);
        for (var i = 0; i < body.Styles.Count; i++)
        {
            if (Fault(body.Styles[i]) is var (field, expected))
                return Problems.Invalid($"$.styles[{i}].{field}", $"Expected {expected}.");
        }
        var entries = body.Styles.Select(style => new StyleEntry(style.Target, new LineStyle(style.Color, style.Dash, style.Width))).ToArray();
        return await styles.SetAsync(project.Id, body.IsPrivate ? user.Id : null, entries, cancel)
            ? TypedResults.NoContent()
            : Problems.Refused("$.styles", $"A project has at most {StyleLimits.Entries} styles of one kind; take some away first.");
    }

    static (string Field, string Expected)? Fault(RunStyleDto style)
    {
        var isTarget = style.Target.Length <= TargetChars
            && (Guid.TryParseExact(style.Target, "D", out _) || (style.Target.StartsWith(TagPrefix, StringComparison.Ordinal) && style.Target.Length > TagPrefix.Length));
        if (!isTarget)
            return ("target", "a run's id, or 'tag:' and a group tag");
        if (style.Color is { } color && !IsColor(color))
            return ("color", $"a number of the palette from 0 to {PaletteColors - 1}, or #rrggbb");
        if (style.Dash is < 0 or >= Dashes)
            return ("dash", $"0 to {Dashes - 1}");
        return style.Width is { } width && width is not (>= 0.5 and <= 8) ? ("width", "0.5 to 8 pixels") : null;
    }

    static bool IsColor(string color) => color.StartsWith('#')
        ? color.Length == 7 && color.AsSpan(1).IndexOfAnyExceptInRange('0', 'f') < 0 && int.TryParse(color.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)
        : int.TryParse(color, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < PaletteColors;

    static RunStyleDto Describe(StyleEntry entry) => new(entry.Target, entry.Style.Color, entry.Style.Dash, entry.Style.Width);
}
