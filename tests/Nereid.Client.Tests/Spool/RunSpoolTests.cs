using System.Text;
using Nereid.Client.Spool;
using Nereid.Testing;

namespace Nereid.Client.Tests.Spool;

public sealed class RunSpoolTests : IDisposable
{
    static readonly SpooledRun Run = new(1, new Uri("http://127.0.0.1:7878"), "lab/probe", "custom", "name", CreateProject: false);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_outlive_the_process_that_appended_them()
    {
        string folder;
        using (var spool = Create())
        {
            folder = spool.Folder;
            for (var i = 1; i <= 100; i++)
                spool.Append(i, RecordKind.Operations, Body(i));
        }

        using var opened = Open(folder, out var unsent)!;
        Assert.Equal(Run, opened.Run);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), unsent.Select(record => record.Sequence));
        Assert.All(unsent, record => Assert.Equal(Body((int)record.Sequence), opened.Read(record.Place)));
    }

    [Fact]
    public void Acknowledged_records_do_not_come_back()
    {
        string folder;
        using (var spool = Create())
        {
            folder = spool.Folder;
            for (var i = 1; i <= 10; i++)
                spool.Append(i, RecordKind.File, Body(i));
            spool.Acknowledge(4);
            spool.Acknowledge(7);
        }

        using var opened = Open(folder, out var unsent)!;
        Assert.Equal([8L, 9, 10], unsent.Select(record => record.Sequence));
        Assert.All(unsent, record => Assert.Equal(RecordKind.File, record.Kind));
    }

    [Fact]
    public void A_segment_cut_at_any_byte_gives_back_its_whole_records()
    {
        string folder;
        using (var spool = Create())
        {
            folder = spool.Folder;
            for (var i = 1; i <= 3; i++)
                spool.Append(i, RecordKind.Operations, Body(i));
        }
        var segment = Directory.GetFiles(folder, "*.records").Single();
        var whole = File.ReadAllBytes(segment);
        var record = whole.Length / 3;

        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(segment, whole[..length]);
            using var opened = Open(folder, out var unsent)!;
            Assert.Equal(length / record, unsent.Count);
        }
    }

    [Fact]
    public void A_flipped_bit_ends_the_segment_before_its_record()
    {
        string folder;
        using (var spool = Create())
        {
            folder = spool.Folder;
            for (var i = 1; i <= 3; i++)
                spool.Append(i, RecordKind.Operations, Body(i));
        }
        var segment = Directory.GetFiles(folder, "*.records").Single();
        var whole = File.ReadAllBytes(segment);
        var record = whole.Length / 3;

        for (var bit = 0; bit < record * 8; bit++)
        {
            var damaged = whole.ToArray();
            damaged[record + bit / 8] ^= (byte)(1 << bit % 8);
            File.WriteAllBytes(segment, damaged);
            using var opened = Open(folder, out var unsent)!;
            Assert.Single(unsent);
        }
    }

    [Fact]
    public void A_torn_acknowledgement_is_left_out()
    {
        string folder;
        using (var spool = Create())
        {
            folder = spool.Folder;
            for (var i = 1; i <= 3; i++)
                spool.Append(i, RecordKind.Operations, Body(i));
            spool.Acknowledge(1);
            spool.Acknowledge(2);
        }
        var acknowledged = Path.Combine(folder, "acknowledged");
        File.WriteAllBytes(acknowledged, File.ReadAllBytes(acknowledged)[..11]);

        using var opened = Open(folder, out var unsent)!;
        Assert.Equal([2L, 3], unsent.Select(record => record.Sequence));
    }

    [Fact]
    public void A_folder_has_one_owner_at_a_time()
    {
        using var spool = Create();

        Assert.Null(Open(spool.Folder, out _));
    }

    [Fact]
    public void Full_segments_go_once_all_of_their_records_are_acknowledged()
    {
        using var spool = Create();
        var large = new byte[6 * 1024 * 1024];
        for (var i = 1; i <= 8; i++)
            spool.Append(i, RecordKind.File, large);
        var before = Directory.GetFiles(spool.Folder, "*.records").Length;

        spool.Acknowledge(7);

        Assert.Equal(3, before);
        Assert.Single(Directory.GetFiles(spool.Folder, "*.records"));
    }

    [Fact]
    public void A_full_folder_takes_no_more_until_something_is_acknowledged()
    {
        using var spool = RunSpool.Create(_folder.Path, Run, maxBytes: 40 * 1024 * 1024);
        var large = new byte[18 * 1024 * 1024];
        Assert.NotNull(spool.Append(1, RecordKind.File, large));
        Assert.NotNull(spool.Append(2, RecordKind.File, large));
        Assert.Null(spool.Append(3, RecordKind.File, large));

        spool.Acknowledge(1);

        Assert.NotNull(spool.Append(3, RecordKind.File, large));
    }

    [Fact]
    public void Records_that_stayed_in_memory_leave_a_gap_and_no_shift()
    {
        string folder;
        using (var spool = Create())
        {
            folder = spool.Folder;
            spool.Append(1, RecordKind.Operations, Body(1));
            spool.Append(5, RecordKind.Operations, Body(5));
            spool.Append(6, RecordKind.Operations, Body(6));
        }

        using var opened = Open(folder, out var unsent)!;
        Assert.Equal([1L, 5, 6], unsent.Select(record => record.Sequence));
        Assert.Equal(Body(5), opened.Read(unsent[1].Place));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"format":2,"server":"http://127.0.0.1","project":"a/b","customId":"c","createProject":false}""")]
    public void A_folder_that_is_no_spool_of_this_version_is_left_alone(string runFile)
    {
        var folder = _folder.File("other");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "run.json"), runFile);

        Assert.Null(Open(folder, out _));
        Assert.Equal(runFile, File.ReadAllText(Path.Combine(folder, "run.json")));
    }

    [Fact]
    public void The_folder_of_a_finished_run_goes_but_stays_for_refused_requests()
    {
        var clean = Create();
        clean.Finish();
        Assert.False(Directory.Exists(clean.Folder));

        var refused = Create();
        refused.KeepRefused(3, Body(3));
        refused.Finish();
        Assert.True(Directory.Exists(refused.Folder));
    }

    [Fact]
    public void The_folder_is_its_owners_only_and_holds_no_token()
    {
        using var spool = Create();

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(spool.Folder));
        Assert.DoesNotContain("token", File.ReadAllText(Path.Combine(spool.Folder, "run.json")), StringComparison.OrdinalIgnoreCase);
    }

    RunSpool Create() => RunSpool.Create(_folder.Path, Run, long.MaxValue);

    static RunSpool? Open(string folder, out IReadOnlyList<SpooledRecord> unsent) => RunSpool.TryOpen(folder, long.MaxValue, out unsent);

    static byte[] Body(int number) => Encoding.UTF8.GetBytes($"record number {number:D3}");
}
