using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain.Access;
using Nereid.Domain.Views;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>What the caller likes and keeps, wherever they sign in.</summary>
static class PreferenceEndpoints
{
    public static void MapPreferences(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me/preferences", ListAsync).WithName("listPreferences").WithTags("session").WithSummary("All preferences of the caller.");
        api.MapPut("/me/preferences", SetAsync).WithName("setPreference").WithTags("session").WithSummary("Sets one preference of the caller, or takes it away.");
    }

    static async Task<Ok<PreferenceListDto>> ListAsync(HttpContext http, IPreferenceStore preferences, CancellationToken cancel)
    {
        var list = await preferences.ListAsync(http.Caller().User.Id, cancel);
        return TypedResults.Ok(new PreferenceListDto([.. list.Select(entry => new PreferenceDto(entry.Key, entry.Value))]));
    }

    static async Task<Results<NoContent, Problem>> SetAsync(
        PreferenceDto body, HttpContext http, IPreferenceStore preferences, CancellationToken cancel)
    {
        if (body.Name.Length is 0 or > PreferenceLimits.KeyChars || body.Name.Any(char.IsControl))
            return Problems.Invalid("$.name", $"Expected 1 to {PreferenceLimits.KeyChars} characters, none of them a control character.");
        if (body.Value?.Length > PreferenceLimits.ValueChars)
            return Problems.Invalid("$.value", $"Expected at most {PreferenceLimits.ValueChars} characters, got {body.Value.Length}.");
        return await preferences.SetAsync(http.Caller().User.Id, body.Name, body.Value, cancel)
            ? TypedResults.NoContent()
            : Problems.Refused("$", $"You keep {PreferenceLimits.Entries} preferences already; take some away first.");
    }
}
