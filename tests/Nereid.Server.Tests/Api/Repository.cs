namespace Nereid.Server.Tests.Api;

/// <summary>Where the repository is, for tests that hold its documents against the code.</summary>
static class Repository
{
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Nereid.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Nereid.slnx above {AppContext.BaseDirectory}.");
    }
}
