namespace Nereid.Domain.Access;

/// <summary>What a change makes of a user, the same in every catalog.</summary>
public static class UserChanges
{
    public static User Apply(User user, UserChange change) => user with
    {
        IsAdministrator = change.IsAdministrator ?? user.IsAdministrator,
        MayCreateProjects = change.MayCreateProjects ?? user.MayCreateProjects,
        Deactivated = change.Deactivated ?? user.Deactivated,
    };

    /// <returns>True when somebody who can administer the server would no longer be able to.</returns>
    public static bool TakesAdministrator(User before, User after) => Administers(before) && !Administers(after);

    public static bool Administers(User user) => user is { IsAdministrator: true, Deactivated: false };
}
