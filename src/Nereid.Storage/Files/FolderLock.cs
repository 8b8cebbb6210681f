using System.Globalization;

namespace Nereid.Storage.Files;

/// <summary>Holds a folder for one process, for as long as this object lives. The operating system lets go when the process dies.</summary>
sealed class FolderLock : IDisposable
{
    public const string FileName = "store.lock";

    readonly FileStream _file;

    FolderLock(FileStream file) => _file = file;

    /// <exception cref="StoreOpenException">Another process holds the folder.</exception>
    public static FolderLock Take(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new FolderLock(file);
        }
        catch (UnauthorizedAccessException)
        {
            throw new StoreOpenException($"The folder '{folder}' cannot be written by this user.");
        }
        catch (IOException fault) when (IsHeldByAnother(path))
        {
            throw new StoreOpenException($"The data in '{folder}' is in use by another process. Stop it first, or choose another folder.", fault);
        }
        catch (IOException fault)
        {
            throw new StoreOpenException($"The folder '{folder}' cannot be used: {fault.Message}", fault);
        }
    }

    /// <summary>A lock also keeps readers out; a full or failing disk does not.</summary>
    static bool IsHeldByAnother(string path)
    {
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException)
        {
            return File.Exists(path);
        }
    }

    public void Dispose() => _file.Dispose();
}
