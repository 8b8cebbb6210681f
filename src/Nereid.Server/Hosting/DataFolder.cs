namespace Nereid.Server.Hosting;

/// <summary>The folder that holds everything one server keeps, locked against a second one for as long as this object lives.</summary>
public sealed class DataFolder : IDisposable
{
    const string LockName = "nereid.lock";

    readonly FileStream _lock;

    DataFolder(string path, bool isNew, FileStream @lock)
    {
        Path = path;
        IsNew = isNew;
        _lock = @lock;
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>There was no catalog in it when it was opened.</summary>
    public bool IsNew { get; }

    /// <summary>Of the server's private files, such as secrets; the owner alone may read them.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the folder, readable by its owner alone, when it is not there.</summary>
    /// <exception cref="StartException">It cannot be used; the message says why.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            if (!Directory.Exists(path))
                Create(path);
            var isNew = !System.IO.File.Exists(System.IO.Path.Combine(path, CatalogName));
            return new DataFolder(path, isNew, Lock(path));
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartException($"The data folder {path} cannot be written by this user. Change its owner or choose another with --data DIR.");
        }
        catch (IOException fault)
        {
            throw new StartException($"The data folder {path} cannot be used: {fault.Message}");
        }
    }

    public const string CatalogName = "catalog.db";

    static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (System.IO.File.Exists(file) && IsHeld(file))
        {
            throw new StartException($"Another Nereid server is using the data folder {path}. Stop it, or choose another folder with --data DIR.");
        }
    }

    /// <summary>A lock of another process shows as a sharing violation also for a reader; a full or failing disk does not.</summary>
    static bool IsHeld(string file)
    {
        try
        {
            using var reader = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _lock.Dispose();
}
