namespace Nereid.Domain.Access;

/// <summary>Makes a project that a script names before anybody created it, so that old scripts run with the names they carry.</summary>
/// <remarks>The host decides by its setting, and logs each project made. Safe for use from many threads: two first uses make one project.</remarks>
public interface IFirstUse
{
    /// <summary>Call only when there is no such project.</summary>
    /// <returns>The project; null when the setting is off, the user may not create projects, or a name cannot be used.</returns>
    ValueTask<Project?> CreateAsync(User user, string workspace, string name, CancellationToken cancel);
}
