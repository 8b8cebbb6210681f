namespace Nereid.Load;

/// <summary>Where the repository is that this program was built in.</summary>
static class Repository
{
    static readonly string Root = Find();

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Nereid.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Nereid.slnx above {AppContext.BaseDirectory}.");
    }
}
