using System.Collections.Immutable;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Storage.Blobs;
using Nereid.Storage.Tests.Files;
using Nereid.Storage.Tests.Runs;

namespace Nereid.Storage.Tests.Blobs;

/// <summary>Files that come to a place in parts: here three of 6, 6 and 2 bytes.</summary>
public sealed class PlaceUploadsTests : IDisposable
{
    const int Parts = 3, PartBytes = 6, Bytes = 14;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TempFolder _temp = new();
    readonly FailingDisk _disk = new();
    readonly ManualTime _time = new();
    readonly BlobId _place = BlobId.OfPlace(ProjectId.New(), "model.bin");
    readonly Guid _upload = Guid.NewGuid();
    SharedBlobStore? _store;

    public void Dispose()
    {
        _store?.Dispose();
        _temp.Dispose();
    }

    SharedBlobStore Store => _store ??= SharedBlobStore.Open(_disk, _temp["blobs"], null, _time);

    IPartStore Uploads => Store.Parts;

    /// <summary>As after kill -9: nothing was closed in order, the same folder opens again.</summary>
    void Restart()
    {
        _store?.Dispose();
        _store = null;
    }

    static int BytesOf(int number) => Math.Min(PartBytes, Bytes - ((number - 1) * PartBytes));

    static byte[] Content(int seed, int length) => [.. Enumerable.Range(1, length).Select(i => (byte)(i * 17 + seed))];

    static StoredPart PartOf(int number, byte[] content) => new(number, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    Task<StoredPart?> SendAsync(int number, Stream content, CancellationToken cancel = default) =>
        Uploads.StoreAsync(_upload, number, (number - 1) * PartBytes, BytesOf(number), content, cancel);

    async Task SendAsync(int number, int seed = 0)
    {
        var content = Content(seed, BytesOf(number));
        Assert.Equal(PartOf(number, content), await SendAsync(number, new MemoryStream(content)));
    }

    async Task SendAllAsync(int seed = 0)
    {
        foreach (var number in new[] { 3, 1, 2 })
            await SendAsync(number, seed);
    }

    static byte[] Whole(int seed = 0) => [.. Enumerable.Range(1, Parts).SelectMany(number => Content(seed, BytesOf(number)))];

    static string? FaultOf(ImmutableArray<StoredPart> here) => here.Length == Parts ? null : $"here: {string.Join(' ', here.Select(part => part.Number))}";

    Task<string?> FinishAsync() => Uploads.FinishAsync(_upload, Parts, _place, FaultOf, default);

    async Task<byte[]?> ReadAsync()
    {
        await using var stream = await Store.OpenAsync(_place, default);
        return stream is null ? null : await RestOfAsync(stream);
    }

    static async Task<byte[]> RestOfAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    string PartsFile => Path.Combine(_temp["blobs"], "parts", _upload.ToString("N"));

    string PlaceFile => Path.Combine(_temp["blobs"], _place.ToString()[^2..], _place.ToString());

    [Fact]
    public async Task The_end_writes_no_byte_and_makes_no_file()
    {
        await SendAllAsync();
        _disk.Fail(DiskAct.Create);
        _disk.Fail(DiskAct.Write);

        Assert.Null(await FinishAsync());

        Assert.Equal(Whole(), await ReadAsync());
        Assert.False(File.Exists(PartsFile));
        Assert.Null(await FinishAsync());
    }

    [Fact]
    public async Task A_part_that_comes_again_and_is_cut_off_counts_as_neither()
    {
        await SendAllAsync();
        await Assert.ThrowsAsync<EndOfStreamException>(() => SendAsync(2, new CutStream(Content(9, 3))));

        Assert.Equal("here: 1 3", await FinishAsync());
        Restart();
        Assert.Equal("here: 1 3", await FinishAsync());
        await SendAsync(2);
        Assert.Null(await FinishAsync());
        Assert.Equal(Whole(), await ReadAsync());
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_a_part_loses_that_part_alone()
    {
        await SendAllAsync();
        using var killed = new CancellationTokenSource();
        var (stuck, half) = (new StuckStream(), SendAsync(1, new MemoryStream(Content(5, 4))));
        Assert.Equal(4, (await half)!.Value.Size);
        var pending = SendAsync(3, stuck, killed.Token);
        await stuck.Entered.WaitAsync(Patience);
        Restart();

        Assert.Equal("here: 2", await FinishAsync());
        await SendAsync(3);
        await SendAsync(1);
        Assert.Null(await FinishAsync());
        Assert.Equal(Whole(), await ReadAsync());
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public async Task A_part_of_another_size_is_not_kept(int length)
    {
        await SendAsync(2);
        if (length > PartBytes)
            await Assert.ThrowsAsync<BlobTooLargeException>(() => SendAsync(1, new MemoryStream(Content(0, length))));
        else
            Assert.Equal(length, (await SendAsync(1, new MemoryStream(Content(0, length))))!.Value.Size);

        Assert.Equal("here: 2", await FinishAsync());
        await SendAsync(1);
        await SendAsync(3);
        Assert.Null(await FinishAsync());
        Assert.Equal(Whole(), await ReadAsync());
    }

    [Fact]
    public async Task Who_reads_what_was_at_the_place_goes_on_reading_it()
    {
        await Store.ReplaceAsync(_place, new MemoryStream([1, 2, 3]), 3, default);
        await using var reader = await Store.OpenAsync(_place, default);
        await SendAllAsync();
        Assert.Equal([1, 2, 3], await ReadAsync());

        Assert.Null(await FinishAsync());

        Assert.Equal([1, 2, 3], await RestOfAsync(reader!));
        Assert.Equal(Whole(), await ReadAsync());
    }

    [Fact]
    public async Task The_end_waits_for_a_part_on_its_way_and_a_part_after_it_changes_nothing()
    {
        await SendAllAsync();
        var stuck = new StuckStream();
        var again = SendAsync(3, stuck);
        await stuck.Entered.WaitAsync(Patience);
        // Other parts do not wait for it.
        await SendAsync(2).WaitAsync(Patience);
        var end = FinishAsync();
        var late = SendAsync(3, new MemoryStream(Content(8, BytesOf(3))));
        Assert.False(end.IsCompleted);

        stuck.GoOn(Content(4, BytesOf(3)));

        Assert.NotNull(await again.WaitAsync(Patience));
        Assert.Null(await end.WaitAsync(Patience));
        Assert.Null(await late.WaitAsync(Patience));
        byte[] expected = [.. Whole()[..12], .. Content(4, 2)];
        Assert.Equal(expected, await ReadAsync());
    }

    [Theory]
    [InlineData(DiskAct.Move, true)]
    [InlineData(DiskAct.FlushFolder, false)]
    public async Task An_end_that_fails_can_be_asked_for_again(object act, bool isOld)
    {
        await Store.ReplaceAsync(_place, new MemoryStream([1, 2, 3]), 3, default);
        await SendAllAsync();
        _disk.Fail((DiskAct)act);
        await Assert.ThrowsAsync<IOException>(FinishAsync);
        Assert.Equal(isOld ? [1, 2, 3] : Whole(), await ReadAsync());
        _disk.Repair();
        if (isOld)
            await SendAsync(1);

        Assert.Null(await FinishAsync());
        Assert.Equal(Whole(), await ReadAsync());
    }

    [Fact]
    public async Task An_end_whose_rename_was_lost_is_done_when_the_store_opens()
    {
        await SendAllAsync();
        Assert.Null(await FinishAsync());
        File.Move(PlaceFile, PartsFile);
        Restart();

        Assert.Equal(Whole(), await ReadAsync());
        Assert.Null(await FinishAsync());
        Assert.Null(await SendAsync(1, new MemoryStream(Content(3, PartBytes))));
    }

    [Fact]
    public async Task Files_without_an_upload_and_uploads_without_a_file_are_dropped_when_the_store_opens()
    {
        await SendAllAsync();
        var stray = PartsFile[..^32] + Guid.NewGuid().ToString("N");
        File.Move(PartsFile, stray);
        Restart();

        Assert.Equal("here: ", await FinishAsync());
        Assert.False(File.Exists(stray));
    }

    [Theory]
    [InlineData(DiskAct.Create)]
    [InlineData(DiskAct.Write)]
    [InlineData(DiskAct.Flush)]
    public async Task A_failing_disk_costs_the_part_alone(object act)
    {
        if (act is not DiskAct.Create)
            await SendAllAsync();
        _disk.Fail((DiskAct)act);
        await Assert.ThrowsAsync<IOException>(() => SendAsync(2));
        _disk.Repair();

        Assert.Equal(act is DiskAct.Create ? "here: " : "here: 1 3", await FinishAsync());
        await SendAllAsync();
        Assert.Null(await FinishAsync());
        Assert.Equal(Whole(), await ReadAsync());
    }

    [Fact]
    public async Task What_nothing_came_to_is_swept_and_what_is_finished_is_forgotten()
    {
        await SendAllAsync();
        _time.Advance(3600);
        var alive = _time.GetUtcNow();
        Uploads.Sweep(alive - TimeSpan.FromHours(2));
        Assert.True(File.Exists(PartsFile));
        await SendAsync(1);
        Uploads.Sweep(alive);
        Assert.True(File.Exists(PartsFile));

        _time.Advance(1);
        Uploads.Sweep(_time.GetUtcNow());

        Assert.False(File.Exists(PartsFile));
        Assert.Equal("here: ", await FinishAsync());
        await SendAllAsync();
        Assert.Null(await FinishAsync());
        _time.Advance(1);
        Uploads.Sweep(_time.GetUtcNow());
        Assert.Equal("here: ", await FinishAsync());
        Assert.Equal(Whole(), await ReadAsync());
    }

    [Fact]
    public async Task A_part_whose_upload_is_swept_meanwhile_is_not_acknowledged()
    {
        var stuck = new StuckStream();
        var part = SendAsync(1, stuck);
        await stuck.Entered.WaitAsync(Patience);
        _time.Advance(1);
        Uploads.Sweep(_time.GetUtcNow());
        stuck.GoOn(Content(0, PartBytes));

        Assert.Null(await part.WaitAsync(Patience));
    }

    [Fact]
    public async Task What_is_at_the_place_is_as_old_as_its_end_not_as_its_parts()
    {
        await SendAllAsync();
        File.SetLastWriteTimeUtc(PartsFile, _time.GetUtcNow().UtcDateTime.AddDays(-6));

        Assert.Null(await FinishAsync());

        Assert.Empty(Store.ListBefore(_time.GetUtcNow()));
        Assert.False(Store.Delete(_place, _time.GetUtcNow()));
    }

    [Fact]
    public void Parts_as_earlier_versions_kept_them_are_freed_and_nothing_else()
    {
        var upload = Directory.CreateDirectory(_temp[Path.Combine("uploads", Guid.NewGuid().ToString("N"))]);
        File.WriteAllBytes(Path.Combine(upload.FullName, "1.ab"), [1]);
        var other = Directory.CreateDirectory(_temp[Path.Combine("uploads", "other")]);

        EarlierParts.Remove(_temp["uploads"]);
        Assert.Equal([other.FullName], Directory.GetFileSystemEntries(_temp["uploads"]));
        other.Delete();
        EarlierParts.Remove(_temp["uploads"]);
        EarlierParts.Remove(_temp["uploads"]);

        Assert.False(Directory.Exists(_temp["uploads"]));
    }

    /// <summary>Any order of parts that are whole, cut off, too short or too long, of restarts and of ends, beside a reference that only remembers whole parts.</summary>
    [Fact]
    public void Parts_agree_with_a_plain_reference() => Prop.ForAll(
        Gen.Choose(0, 999).ArrayOf(40).ToArbitrary(),
        steps => Task.Run(async () =>
        {
            using var test = new PlaceUploadsTests();
            await test.PlayAsync(steps);
            return true;
        }).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    async Task PlayAsync(int[] steps)
    {
        var (whole, isFinished, atPlace) = (new SortedDictionary<int, byte[]>(), false, (byte[]?)null);
        foreach (var step in steps)
        {
            var (number, kind) = (1 + (step / 10 % Parts), step % 10);
            var content = Content(step, BytesOf(number));
            if (kind < 8 && isFinished)
                Assert.Null(await SendAsync(number, new MemoryStream(content)));
            else if (kind < 4)
            {
                Assert.Equal(PartOf(number, content), await SendAsync(number, new MemoryStream(content)));
                whole[number] = content;
            }
            else if (kind < 8)
            {
                whole.Remove(number);
                if (kind < 6)
                    await Assert.ThrowsAsync<EndOfStreamException>(() => SendAsync(number, new CutStream(content[..(step / 100 % content.Length)])));
                else if (kind == 6)
                    Assert.Equal(content.Length - 1, (await SendAsync(number, new MemoryStream(content[1..])))!.Value.Size);
                else
                    await Assert.ThrowsAsync<BlobTooLargeException>(() => SendAsync(number, new MemoryStream([.. content, 1])));
            }
            else if (kind == 8)
                Restart();
            else
            {
                ImmutableArray<StoredPart>? seen = null;
                var fault = await Uploads.FinishAsync(_upload, Parts, _place, here => FaultOf((seen = here).Value), default);
                Assert.Equal(isFinished ? null : whole.Select(part => PartOf(part.Key, part.Value)), seen?.AsEnumerable());
                isFinished |= fault is null;
                Assert.Equal(whole.Count == Parts, isFinished);
                atPlace = isFinished ? [.. whole.Values.SelectMany(bytes => bytes)] : null;
            }

            Assert.Equal(atPlace, await ReadAsync());
        }
    }

    /// <summary>A request whose connection breaks after these bytes.</summary>
    sealed class CutStream(byte[] bytes) : MemoryStream
    {
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            await destination.WriteAsync(bytes, cancellationToken);
            throw new EndOfStreamException("The connection broke.");
        }
    }

    /// <summary>A request that stops before its first byte until it is told the rest.</summary>
    sealed class StuckStream : MemoryStream
    {
        readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource<byte[]> _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public void GoOn(byte[] rest) => _rest.SetResult(rest);

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            _entered.SetResult();
            await destination.WriteAsync(await _rest.Task.WaitAsync(cancellationToken), cancellationToken);
        }
    }
}
