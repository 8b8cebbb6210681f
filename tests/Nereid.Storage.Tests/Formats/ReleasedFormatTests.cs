using System.IO.Compression;
using Nereid.Storage.Tests.Files;
using Nereid.Storage.Tests.Runs;

namespace Nereid.Storage.Tests.Formats;

/// <summary>Stores that earlier versions wrote, killed while writing: they open for ever, with everything in them.</summary>
/// <remarks>Each is a zip of the store's folder beside the text of what it holds. When a format gets a new version, add a sample of it and leave the old ones:
/// NEREID_WRITE_SAMPLE=some/folder makes <see cref="Writes_a_sample"/> write one.</remarks>
public sealed class ReleasedFormatTests
{
    static string Samples => Path.Combine(AppContext.BaseDirectory, "Formats", "Samples");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Samples, "*.zip").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_store_of_an_earlier_version_opens_with_everything_in_it(string name)
    {
        await using var store = EmbeddedUnderTest.OpenZip(Path.Combine(Samples, name + ".zip"));
        var expected = await File.ReadAllTextAsync(Path.Combine(Samples, name + ".txt"));
        Assert.Equal(expected, await SampleStore.DescribeAsync(store.Reader));

        await store.RestartAsync();
        Assert.Equal(expected, await SampleStore.DescribeAsync(store.Reader));
    }

    [Fact]
    public async Task Writes_a_sample()
    {
        await using var store = EmbeddedUnderTest.Open();
        await SampleStore.FillAsync(store);
        await using var killed = await store.CrashAsync();
        var text = await SampleStore.DescribeAsync(killed.Reader);
        Assert.Equal(await SampleStore.DescribeAsync(store.Reader), text);
        if (Environment.GetEnvironmentVariable("NEREID_WRITE_SAMPLE") is not { } folder)
            return;
        using var copy = new TempFolder();
        await store.CopyAsync(copy["runs"]);
        ZipFile.CreateFromDirectory(copy["runs"], Path.Combine(folder, "run-store.zip"));
        await File.WriteAllTextAsync(Path.Combine(folder, "run-store.txt"), text);
    }
}
