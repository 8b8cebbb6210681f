using FsCheck;
using FsCheck.Fluent;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Runs;
using Nereid.Storage.Blobs;
using Nereid.Storage.Tests.Files;
using Nereid.Storage.Tests.Runs;

namespace Nereid.Storage.Tests.Blobs;

public sealed class SharedBlobStoreTests : IDisposable
{
    readonly TempFolder _temp = new();
    readonly FailingDisk _disk = new();
    readonly ManualTime _time = new();
    readonly List<SharedBlobStore> _open = [];
    readonly ProjectId _project = ProjectId.New();

    public void Dispose()
    {
        foreach (var store in _open)
            store.Dispose();
        _temp.Dispose();
    }

    SharedBlobStore Open(long? quota = null)
    {
        var store = SharedBlobStore.Open(_disk, _temp["blobs"], quota, _time);
        _open.Add(store);
        return store;
    }

    /// <summary>As after kill -9: nothing was closed in order, the same folder opens again.</summary>
    SharedBlobStore Reopen(long? quota = null)
    {
        _open[^1].Dispose();
        return Open(quota);
    }

    static MemoryStream Content(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    static async Task<string?> ReadAsync(IBlobStore store, BlobId blob)
    {
        if (await store.OpenAsync(blob, default) is not { } stream)
            return null;
        using var text = new StreamReader(stream);
        return await text.ReadToEndAsync();
    }

    Task<StoredBlob> StoreAsync(SharedBlobStore store, string text, ProjectId? project = null) =>
        store.StoreAsync(project ?? _project, Content(text), 1_000_000, default);

    string[] Files() => [.. Directory.GetFiles(_temp["blobs"], "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith("blobs.db", StringComparison.Ordinal))];

    NewUpload Upload(long length) => new(_project, RunId.New(), AttributePath.Of("model"), "bin", length);

    [Fact]
    public async Task The_same_content_is_stored_once_in_a_project_and_goes_with_its_last_reference()
    {
        var store = Open();
        var first = await StoreAsync(store, "weights");
        var second = await StoreAsync(store, "weights");
        var elsewhere = await StoreAsync(store, "weights", ProjectId.New());

        Assert.NotEqual(first.Blob, second.Blob);
        Assert.Equal(2, Files().Length);
        Assert.Equal((7, 14), (await store.UsedBytesAsync(_project, default), store.Room.UsedBytes));

        await store.DeleteAsync(first.Blob, default);
        await store.DeleteAsync(first.Blob, default);
        Assert.Equal("weights", await ReadAsync(Reopen(), second.Blob));
        store = Reopen();
        await store.DeleteAsync(second.Blob, default);

        Assert.Null(await ReadAsync(store, second.Blob));
        Assert.Equal("weights", await ReadAsync(store, elsewhere.Blob));
        Assert.Single(Files());
        Assert.Equal(7, store.Room.UsedBytes);
    }

    [Fact]
    public async Task A_set_takes_its_files_along_with_its_last_listing()
    {
        var store = Open();
        var (a, b) = (await StoreAsync(store, "a"), await StoreAsync(store, "b"));
        var one = await store.StoreListingAsync(_project, Content("[a]"), null, [a.Blob], 100, default);
        var two = await store.StoreListingAsync(_project, Content("[a,b]"), one.Blob, [b.Blob], 100, default);

        await store.DeleteAsync(one.Blob, default);
        Assert.Equal("a", await ReadAsync(store, a.Blob));

        await store.DeleteAsync(two.Blob, default);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_listing_that_never_came_to_its_attribute_keeps_nothing_alive()
    {
        var store = Open();
        var (a, b) = (await StoreAsync(store, "a"), await StoreAsync(store, "b"));
        var one = await store.StoreListingAsync(_project, Content("[a]"), null, [a.Blob], 100, default);
        // The server is killed before the attribute gets this one.
        await store.StoreListingAsync(_project, Content("[a,lost]"), one.Blob, [], 100, default);
        store = Reopen();
        var three = await store.StoreListingAsync(_project, Content("[a,b]"), one.Blob, [b.Blob], 100, default);
        await store.DeleteAsync(one.Blob, default);
        await store.DeleteAsync(three.Blob, default);

        Assert.DoesNotContain(Files(), file => File.ReadAllText(file) is "a" or "b" or "[a,b]");
    }

    [Fact]
    public async Task A_quota_refuses_what_is_new_and_keeps_nothing_of_it()
    {
        var store = Open(quota: 10);
        var kept = await StoreAsync(store, "12345678");

        await Assert.ThrowsAsync<StorageQuotaException>(() => StoreAsync(store, "abc"));
        await StoreAsync(store, "12345678");

        Assert.Equal((8, 2), (store.Room.UsedBytes, store.Room.FreeBytes));
        Assert.Single(Files());
        await store.DeleteAsync(kept.Blob, default);
    }

    [Theory]
    [InlineData(DiskAct.Create)]
    [InlineData(DiskAct.Write)]
    [InlineData(DiskAct.Flush)]
    [InlineData(DiskAct.Move)]
    public async Task A_failing_disk_leaves_nothing_behind_and_the_content_can_come_again(object act)
    {
        var store = Open();
        _disk.Fail((DiskAct)act);
        await Assert.ThrowsAsync<IOException>(() => StoreAsync(store, "x"));
        _disk.Repair();

        Assert.Empty(Files());
        Assert.Equal("x", await ReadAsync(store, (await StoreAsync(store, "x")).Blob));
    }

    [Fact]
    public async Task A_blob_of_its_own_is_neither_shared_nor_counted()
    {
        var store = Open();
        var own = await store.StoreAsync(Content("x"), 10, default);
        await StoreAsync(store, "x");

        Assert.Equal(2, Files().Length);
        await store.DeleteAsync(own.Blob, default);
        Assert.Null(await ReadAsync(store, own.Blob));
    }

    [Fact]
    public async Task Parts_survive_a_restart_in_any_order_and_make_one_content()
    {
        var store = Open();
        var upload = await store.Uploads.StartAsync(Upload(9), default);
        Assert.True(await store.Uploads.AddPartAsync(upload.Id, 0, 0, 3, Content("abc"), default));
        Assert.True(await store.Uploads.AddPartAsync(upload.Id, 2, 6, 3, Content("xyz"), default));
        store = Reopen();

        Assert.Equal(new UploadEnd.Incomplete(3), await store.Uploads.FinishAsync(upload.Id, default));
        Assert.True(await store.Uploads.AddPartAsync(upload.Id, 2, 6, 3, Content("ghi"), default));
        Assert.True(await store.Uploads.AddPartAsync(upload.Id, 1, 3, 3, Content("def"), default));
        var whole = Assert.IsType<UploadEnd.Whole>(await store.Uploads.FinishAsync(upload.Id, default));

        Assert.Equal("abcdefghi", await ReadAsync(Reopen(), whole.Blob.Blob));
        Assert.Equal(whole.Blob.Sha256, (await StoreAsync(_open[^1], "abcdefghi")).Sha256);
        Assert.Single(Files());
        Assert.Equal(new UploadEnd.Unknown(), await _open[^1].Uploads.FinishAsync(upload.Id, default));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("abcd")]
    public async Task A_part_of_another_length_is_not_kept(string content)
    {
        var store = Open();
        var upload = await store.Uploads.StartAsync(Upload(3), default);
        Assert.True(await store.Uploads.AddPartAsync(upload.Id, 0, 0, 3, Content("abc"), default));

        Assert.False(await store.Uploads.AddPartAsync(upload.Id, 0, 0, 3, Content(content), default));

        Assert.Equal(new UploadEnd.Incomplete(0), await store.Uploads.FinishAsync(upload.Id, default));
    }

    [Fact]
    public async Task An_upload_without_a_part_for_a_day_is_given_up_and_its_bytes_go()
    {
        var store = Open();
        var (stale, alive) = (await store.Uploads.StartAsync(Upload(3), default), await store.Uploads.StartAsync(Upload(3), default));
        await store.Uploads.AddPartAsync(stale.Id, 0, 0, 3, Content("abc"), default);
        _time.Advance(20 * 3600);
        await store.Uploads.AddPartAsync(alive.Id, 0, 0, 3, Content("abc"), default);
        _time.Advance(5 * 3600);

        Assert.Equal(1, await store.Uploads.SweepAsync(default));

        Assert.Null(await store.Uploads.FindAsync(stale.Id, default));
        Assert.IsType<UploadEnd.Whole>(await store.Uploads.FinishAsync(alive.Id, default));
        Assert.Single(Files());
    }

    /// <summary>Any order of storing, deleting and reopening: what is referred to can be read, and only that is on disk.</summary>
    [Fact]
    public void References_and_contents_agree() => Prop.ForAll(
        Gen.Choose(0, 11).ArrayOf(25).ToArbitrary(),
        steps => Task.Run(async () =>
        {
            using var temp = new TempFolder();
            var store = SharedBlobStore.Open(temp["blobs"], null, _time);
            var live = new List<(BlobId Blob, string Text)>();
            foreach (var step in steps)
            {
                if (step < 6)
                    live.Add(((await StoreAsync(store, $"content {step % 3}")).Blob, $"content {step % 3}"));
                else if (step < 11 && live.Count > 0)
                {
                    await store.DeleteAsync(live[step % live.Count].Blob, default);
                    live.RemoveAt(step % live.Count);
                }
                else
                {
                    store.Dispose();
                    store = SharedBlobStore.Open(temp["blobs"], null, _time);
                }
            }

            foreach (var (blob, text) in live)
                Assert.Equal(text, await ReadAsync(store, blob));
            Assert.Equal(live.Select(each => each.Text).Distinct().Sum(text => text.Length), store.Room.UsedBytes);
            store.Dispose();
            return true;
        }).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
}
