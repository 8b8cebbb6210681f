using System.Security.Cryptography;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Storage.Blobs;
using Nereid.Storage.Tests.Files;

namespace Nereid.Storage.Tests.Blobs;

public sealed class FileBlobStoreTests : IDisposable
{
    readonly TempFolder _temp = new();
    readonly FailingDisk _disk = new();

    public void Dispose() => _temp.Dispose();

    FileBlobStore Open() => FileBlobStore.Open(_disk, _temp["blobs"]);

    static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

    static async Task<byte[]?> ReadAsync(FileBlobStore store, BlobId blob)
    {
        await using var stream = await store.OpenAsync(blob, default);
        if (stream is null)
            return null;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    string[] AllFiles() => Directory.GetFiles(_temp.Path, "*", SearchOption.AllDirectories);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task Content_comes_back_with_its_size_and_hash(int length)
    {
        var stored = await Open().StoreAsync(new MemoryStream(Content(length)), length, default);

        Assert.Equal(length, stored.Size);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Content(length))), stored.Sha256);
        Assert.Equal(Content(length), await ReadAsync(Open(), stored.Blob));
    }

    [Fact]
    public async Task Old_places_are_listed_and_freed_unless_something_new_came()
    {
        var (store, moment) = (Open(), TimeProvider.System.GetUtcNow().AddHours(-1));
        var (old, renewed, young) = (BlobId.OfPlace(ProjectId.New(), "old"), BlobId.OfPlace(ProjectId.New(), "renewed"), BlobId.OfPlace(ProjectId.New(), "young"));
        foreach (var place in new[] { old, renewed, young })
            await store.ReplaceAsync(place, new MemoryStream(Content(9)), 9, default);
        var held = (await store.StoreAsync(new MemoryStream(Content(9)), 9, default)).Blob;
        foreach (var file in AllFiles().Where(file => !file.EndsWith(young.ToString(), StringComparison.Ordinal)))
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().AddHours(-2).UtcDateTime);

        Assert.Equal([old, renewed], store.ListBefore(moment).OrderBy(place => place != old));
        await store.ReplaceAsync(renewed, new MemoryStream(Content(7)), 9, default);
        Assert.True(store.Delete(old, moment));
        Assert.False(store.Delete(old, moment));
        Assert.False(store.Delete(renewed, moment));
        Assert.Null(await ReadAsync(store, old));
        Assert.Equal(Content(7), await ReadAsync(store, renewed));
        Assert.Throws<ArgumentException>(() => store.Delete(held, DateTimeOffset.MaxValue));
    }

    [Fact]
    public async Task A_stored_blob_can_be_read_from_any_place()
    {
        var store = Open();
        var stored = await store.StoreAsync(new MemoryStream(Content(1_000)), 1_000, default);

        await using var stream = await store.OpenAsync(stored.Blob, default);
        stream!.Seek(900, SeekOrigin.Begin);

        Assert.Equal(Content(1_000)[900], stream.ReadByte());
    }

    [Fact]
    public async Task What_is_put_at_a_place_again_replaces_the_earlier_content_and_what_is_too_large_does_not()
    {
        var (store, place) = (Open(), BlobId.OfPlace(ProjectId.New(), "a/b.bin"));
        await store.ReplaceAsync(place, new MemoryStream(Content(10)), 10, default);
        await store.ReplaceAsync(place, new MemoryStream(Content(20)), 20, default);
        await Assert.ThrowsAsync<BlobTooLargeException>(() => store.ReplaceAsync(place, new MemoryStream(Content(30)), 20, default));

        Assert.Equal(Content(20), await ReadAsync(Open(), place));
    }

    [Fact]
    public void A_place_has_one_id_in_one_project_and_others_in_others()
    {
        var (one, other) = (ProjectId.New(), ProjectId.New());

        Assert.Equal(BlobId.OfPlace(one, "a"), BlobId.OfPlace(one, "a"));
        Assert.NotEqual(BlobId.OfPlace(one, "a"), BlobId.OfPlace(one, "b"));
        Assert.NotEqual(BlobId.OfPlace(one, "a"), BlobId.OfPlace(other, "a"));
        Assert.True(BlobId.OfPlace(one, "a").IsPlace);
        Assert.False(BlobId.New().IsPlace);
    }

    [Fact]
    public async Task More_than_allowed_is_refused_and_nothing_is_kept()
    {
        await Assert.ThrowsAsync<BlobTooLargeException>(() => Open().StoreAsync(new MemoryStream(Content(1_001)), 1_000, default));

        Assert.Empty(AllFiles());
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_and_deleting_it_again_is_no_error()
    {
        var store = Open();
        var stored = await store.StoreAsync(new MemoryStream(Content(10)), 10, default);

        await store.DeleteAsync(stored.Blob, default);
        await store.DeleteAsync(stored.Blob, default);

        Assert.Null(await store.OpenAsync(stored.Blob, default));
        Assert.Empty(AllFiles());
    }

    [Fact]
    public async Task A_blob_that_never_was_is_null() => Assert.Null(await Open().OpenAsync(BlobId.New(), default));

    [Theory]
    [InlineData(DiskAct.Create)]
    [InlineData(DiskAct.Write)]
    [InlineData(DiskAct.Flush)]
    [InlineData(DiskAct.Move)]
    public async Task A_failing_disk_leaves_nothing_behind(object act)
    {
        var store = Open();
        _disk.Fail((DiskAct)act);

        await Assert.ThrowsAsync<IOException>(() => store.StoreAsync(new MemoryStream(Content(10)), 10, default));

        Assert.Empty(AllFiles());
    }

    [Fact]
    public async Task Unfinished_content_is_swept_when_the_store_opens()
    {
        var stored = await Open().StoreAsync(new MemoryStream(Content(10)), 10, default);
        await File.WriteAllBytesAsync(_temp[Path.Combine("blobs", "incoming", "half")], Content(5));

        var reopened = Open();

        Assert.Single(AllFiles());
        Assert.NotNull(await ReadAsync(reopened, stored.Blob));
    }

    [Fact]
    public void Folders_are_for_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        _ = Open();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_temp["blobs"]));
    }
}
