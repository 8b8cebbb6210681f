using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>People and service accounts of the server, and tokens for them. For administrators alone.</summary>
static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        api.MapGet("/users", ListAsync).WithName("listUsers").WithTags("people").WithSummary("Everybody with an account, by name. For administrators.");
        api.MapPost("/users", CreateAsync).WithName("createUser").WithTags("people")
            .WithSummary("Makes a person or a service account. It signs in by an API token, which an administrator makes. For administrators.");
        api.MapPatch("/users/{userId}", ChangeAsync).WithName("changeUser").WithTags("people")
            .WithSummary("Gives and takes rights, deactivates and reactivates. Counts at once. For administrators.");
        api.MapGet("/users/{userId}/tokens", ListTokensAsync).WithName("listTokensOfUser").WithTags("people")
            .WithSummary("API tokens of somebody, without their secrets. For administrators.");
        api.MapPost("/users/{userId}/tokens", CreateTokenAsync).WithName("createTokenOfUser").WithTags("people")
            .WithSummary("Makes an API token for somebody and shows its secret once. For administrators.");
        api.MapDelete("/users/{userId}/tokens/{tokenId}", RevokeTokenAsync).WithName("revokeTokenOfUser").WithTags("people")
            .WithSummary("Makes somebody's token useless at once. For administrators.");
    }

    static async Task<Results<Ok<PersonListDto>, Problem>> ListAsync(HttpContext http, ICatalog catalog, CancellationToken cancel) =>
        Administrator(http) is { } refusal
            ? refusal
            : TypedResults.Ok(new PersonListDto([.. (await catalog.ListUsersAsync(cancel)).Select(Describe)]));

    static async Task<Results<Created<PersonDto>, Problem>> CreateAsync(NewPersonDto body, HttpContext http, ICatalog catalog, CancellationToken cancel)
    {
        if (Administrator(http) is { } refusal)
            return refusal;
        if (Names.Fault(body.Username) is { } fault)
            return Problems.Invalid("$.username", fault);
        if (body is { IsServiceAccount: true, IsAdmin: true })
            return Problems.Invalid("$.isAdmin", "A service account cannot administer the server.");
        return await catalog.CreateUserAsync(body.Username, body.IsServiceAccount, body.IsAdmin, body.MayCreateProjects, cancel) is { } user
            ? TypedResults.Created($"/api/v1/users/{user.Id}", Describe(user))
            : Problems.UsernameTaken(body.Username);
    }

    static async Task<Results<Ok<PersonDto>, Problem>> ChangeAsync(
        Guid userId, PersonChangeDto body, HttpContext http, ICatalog catalog, CancellationToken cancel)
    {
        if (Administrator(http) is { } refusal)
            return refusal;
        if (body.IsAdmin is true && await catalog.FindUserAsync(new UserId(userId), cancel) is { IsServiceAccount: true })
            return Problems.Invalid("$.isAdmin", "A service account cannot administer the server.");
        return await catalog.ChangeUserAsync(new UserId(userId), new UserChange(body.IsAdmin, body.MayCreateProjects, body.IsDeactivated), cancel) switch
        {
            ChangeUserAnswer.Changed changed => TypedResults.Ok(Describe(changed.User)),
            ChangeUserAnswer.LastAdministrator => Problems.Refused("$", "This is the last administrator who can sign in; make another one first."),
            _ => Problems.NoSuchUser(),
        };
    }

    static async Task<Results<Ok<ApiTokenListDto>, Problem>> ListTokensAsync(
        Guid userId, HttpContext http, ICatalog catalog, ICredentials credentials, CancellationToken cancel)
    {
        if (Administrator(http) is { } refusal)
            return refusal;
        return await catalog.FindUserAsync(new UserId(userId), cancel) is { } user
            ? TypedResults.Ok(await TokenEndpoints.ListOfAsync(user.Id, credentials, cancel))
            : Problems.NoSuchUser();
    }

    static async Task<Results<Created<CreatedApiTokenDto>, Problem>> CreateTokenAsync(
        Guid userId, NewApiTokenDto body, HttpContext http, ICatalog catalog, ICredentials credentials, CancellationToken cancel)
    {
        if (Administrator(http) is { } refusal)
            return refusal;
        if (await catalog.FindUserAsync(new UserId(userId), cancel) is not { } user)
            return Problems.NoSuchUser();
        var (created, problem) = await TokenEndpoints.CreateForAsync(user.Id, body, http, credentials, cancel);
        return created is null ? problem! : TypedResults.Created($"/api/v1/users/{user.Id}/tokens/{created.Id}", created);
    }

    static async Task<Results<NoContent, Problem>> RevokeTokenAsync(
        Guid userId, Guid tokenId, HttpContext http, ICredentials credentials, CancellationToken cancel)
    {
        if (Administrator(http) is { } refusal)
            return refusal;
        return await credentials.RevokeTokenAsync(new UserId(userId), tokenId, cancel) ? TypedResults.NoContent() : Problems.NoSuchToken();
    }

    /// <returns>Null when the caller administers the server.</returns>
    static Problem? Administrator(HttpContext http) =>
        http.Caller().User.IsAdministrator ? null : Problems.Forbidden("Only an administrator of the server may do this.");

    static PersonDto Describe(User user) =>
        new(user.Id.Value, user.Username, user.IsServiceAccount, user.IsAdministrator, user.MayCreateProjects, user.Deactivated);
}
