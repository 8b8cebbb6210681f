namespace Nereid.Load;

/// <summary>A folder for one benchmark's data, below artifacts so that it is on a real disk; gone at the end.</summary>
sealed class WorkFolder : IDisposable
{
    public WorkFolder(string name)
    {
        Path = Repository.File("artifacts", "bench", $"{name}-{Environment.ProcessId}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public long Bytes() => new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
