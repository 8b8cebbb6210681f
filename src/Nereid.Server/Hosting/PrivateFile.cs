namespace Nereid.Server.Hosting;

/// <summary>Writes files that hold secrets: only their owner may read them, from the first byte on.</summary>
public static class PrivateFile
{
    /// <summary>Replaces the file whole, or leaves it as it was.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancel)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(fresh, options))
        {
            await writer.WriteLineAsync(text.AsMemory(), cancel);
            await writer.FlushAsync(cancel);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
