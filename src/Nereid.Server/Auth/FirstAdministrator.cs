using Nereid.Domain.Access;

namespace Nereid.Server.Auth;

/// <summary>The administrator that the first start makes, so that somebody can sign in. It has no password: it signs in by links and tokens that the server prints.</summary>
public static class FirstAdministrator
{
    public const string Username = "admin";

    /// <summary>Finds or makes it.</summary>
    public static async Task<User> EnsureAsync(ICatalog catalog, CancellationToken cancel) =>
        await catalog.FindUserAsync(Username, cancel)
        ?? await catalog.CreateUserAsync(Username, isServiceAccount: false, isAdministrator: true, mayCreateProjects: true, cancel)
        ?? throw new InvalidOperationException($"The user {Username} can be neither found nor made.");
}
