using Nereid.Storage.Journal;
using Nereid.Storage.Tests.Files;
using static Nereid.Storage.Tests.Journal.JournalBuilder;

namespace Nereid.Storage.Tests.Journal;

public sealed class AppendJournalTests : IDisposable
{
    readonly TempFolder _temp = new();

    string Folder => _temp["journal"];

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_was_flushed_is_read_back_in_order()
    {
        using (var journal = Open(Folder, out _))
        {
            journal.AddGroup(Payload(1, 0), Payload(2, 10));
            journal.AddGroup(Payload(3, 100_000));
        }

        using var reopened = Open(Folder, out var entries);

        Assert.Equal([Payload(1, 0), Payload(2, 10), Payload(3, 100_000)], entries);
        Assert.Equal(3, reopened.LastSequence);
    }

    [Fact]
    public void Entries_that_were_applied_already_are_not_read_again()
    {
        using (var journal = Open(Folder, out _))
            journal.AddGroup(Payload(1, 10), Payload(2, 10), Payload(3, 10));

        using var reopened = Open(Folder, out var entries, after: 2);

        Assert.Equal([Payload(3, 10)], entries);
    }

    [Fact]
    public void Segments_follow_each_other_and_go_when_they_are_applied()
    {
        using (var journal = Open(Folder, out _, segmentBytes: 200))
        {
            for (var i = 1; i <= 20; i++)
                journal.AddGroup(Payload(i, 50));
            var before = Directory.GetFiles(Folder).Length;
            journal.RemoveThrough(10);
            Assert.True(before > Directory.GetFiles(Folder).Length);
        }

        using var reopened = Open(Folder, out var entries, segmentBytes: 200, after: 10);

        Assert.Equal(Enumerable.Range(11, 10).Select(i => Payload(i, 50)), entries);
    }

    [Fact]
    public void The_segment_being_written_stays_even_when_all_of_it_is_applied()
    {
        using (var journal = Open(Folder, out _))
        {
            journal.AddGroup(Payload(1, 10));
            journal.RemoveThrough(1);
        }

        using var reopened = Open(Folder, out _, after: 1);

        Assert.Equal(1, reopened.LastSequence);
    }

    [Fact]
    public void A_cut_at_any_byte_of_the_last_group_loses_only_entries_of_that_group()
    {
        long flushed;
        using (var journal = Open(Folder, out _))
        {
            journal.AddGroup(Payload(1, 30), Payload(2, 40));
            flushed = new FileInfo(OnlySegment(Folder)).Length;
            journal.AddGroup(Payload(3, 25), Payload(4, 35));
        }
        var whole = File.ReadAllBytes(OnlySegment(Folder));
        var endOfThird = flushed + JournalFormat.EntryHeaderBytes + 25;

        for (var cut = (int)flushed; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(OnlySegment(Folder), whole[..cut]);
            using (var journal = Open(Folder, out var entries, out var recovery))
            {
                Assert.Equal(cut < endOfThird ? [Payload(1, 30), Payload(2, 40)] : [Payload(1, 30), Payload(2, 40), Payload(3, 25)], entries);
                Assert.Equal(cut - (cut < endOfThird ? flushed : endOfThird), recovery.TornBytes);
                journal.AddGroup(Payload(9, 20));
            }
            using var reopened = Open(Folder, out var after);
            Assert.Equal(Payload(9, 20), after[^1]);
        }
    }

    [Fact]
    public void A_cut_inside_the_first_header_leaves_an_empty_journal()
    {
        using (Open(Folder, out _)) { }
        var whole = File.ReadAllBytes(OnlySegment(Folder));

        for (var cut = 0; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(OnlySegment(Folder), whole[..cut]);
            using var journal = Open(Folder, out var entries);
            Assert.Empty(entries);
        }
    }

    [Fact]
    public void Zeros_where_the_last_group_should_be_are_cut_off()
    {
        using (var journal = Open(Folder, out _))
            journal.AddGroup(Payload(1, 30));
        using (var file = File.OpenWrite(OnlySegment(Folder)))
        {
            file.Seek(0, SeekOrigin.End);
            file.Write(new byte[5_000]);
        }

        using var journal2 = Open(Folder, out var entries, out var recovery);

        Assert.Equal([Payload(1, 30)], entries);
        Assert.Equal(5_000, recovery.TornBytes);
    }

    [Fact]
    public void A_torn_group_whose_later_pages_reached_the_disk_first_is_cut_off()
    {
        long flushed;
        using (var journal = Open(Folder, out _))
        {
            journal.AddGroup(Payload(1, 30));
            flushed = new FileInfo(OnlySegment(Folder)).Length;
            journal.AddGroup(Payload(2, 5_000), Payload(3, 5_000));
        }
        var bytes = File.ReadAllBytes(OnlySegment(Folder));
        bytes.AsSpan((int)flushed, 4_096).Clear();
        File.WriteAllBytes(OnlySegment(Folder), bytes);

        using var reopened = Open(Folder, out var entries, out var recovery);

        Assert.Equal([Payload(1, 30)], entries);
        Assert.Equal(bytes.Length - flushed, recovery.TornBytes);
    }

    [Fact]
    public void A_flipped_bit_before_the_last_group_is_named_and_nothing_after_it_is_served()
    {
        using (var journal = Open(Folder, out _))
            for (var i = 1; i <= 4; i++)
                journal.AddGroup(Payload(i, 40));
        var segment = OnlySegment(Folder);
        var whole = File.ReadAllBytes(segment);
        const int entryBytes = JournalFormat.EntryHeaderBytes + 40;

        for (var bit = 0; bit < (whole.Length - entryBytes) * 8; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(segment, damaged);

            var fault = Assert.Throws<JournalDamageException>(() => Open(Folder, out _).Dispose());

            Assert.Equal(Path.GetFileName(segment), fault.Segment);
            var entry = bit / 8 < JournalFormat.SegmentHeaderBytes ? -1 : (bit / 8 - JournalFormat.SegmentHeaderBytes) / entryBytes;
            Assert.Equal(entry < 0 ? 0 : JournalFormat.SegmentHeaderBytes + entry * entryBytes, fault.Offset);
        }
    }

    [Fact]
    public void A_flipped_bit_in_the_last_group_is_never_served_and_is_named_when_the_store_had_applied_it()
    {
        using (var journal = Open(Folder, out _))
            journal.AddGroup(Payload(1, 40));
        var segment = OnlySegment(Folder);
        var whole = File.ReadAllBytes(segment);

        for (var bit = JournalFormat.SegmentHeaderBytes * 8; bit < whole.Length * 8; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(segment, damaged);
            Assert.Throws<JournalDamageException>(() => Open(Folder, out _, after: 1).Dispose());

            File.WriteAllBytes(segment, damaged);
            using var journal = Open(Folder, out var entries, out var recovery);
            Assert.Empty(entries);
            Assert.Equal(Path.GetFileName(segment), recovery.TornSegment);
        }
    }

    [Fact]
    public void A_cut_in_an_earlier_segment_is_damage()
    {
        using (var journal = Open(Folder, out _, segmentBytes: 100))
            for (var i = 1; i <= 6; i++)
                journal.AddGroup(Payload(i, 80));
        var first = Directory.GetFiles(Folder).Order(StringComparer.Ordinal).First();
        File.WriteAllBytes(first, File.ReadAllBytes(first)[..^1]);

        var fault = Assert.Throws<JournalDamageException>(() => Open(Folder, out _, segmentBytes: 100).Dispose());

        Assert.Equal(Path.GetFileName(first), fault.Segment);
    }

    [Fact]
    public void A_missing_segment_is_named()
    {
        using (var journal = Open(Folder, out _, segmentBytes: 100))
            for (var i = 1; i <= 6; i++)
                journal.AddGroup(Payload(i, 80));
        var second = Directory.GetFiles(Folder).Order(StringComparer.Ordinal).ElementAt(1);
        File.Delete(second);

        var fault = Assert.Throws<JournalDamageException>(() => Open(Folder, out _, segmentBytes: 100).Dispose());

        Assert.Equal(Path.GetFileName(second), fault.Segment);
    }

    [Fact]
    public void A_journal_that_is_gone_is_named()
    {
        var fault = Assert.Throws<JournalDamageException>(() => Open(Folder, out _, after: 5).Dispose());

        Assert.Contains("gone", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_of_a_newer_version_is_refused()
    {
        using (Open(Folder, out _)) { }
        var bytes = File.ReadAllBytes(OnlySegment(Folder));
        bytes[8] = 2;
        BitConverter.TryWriteBytes(bytes.AsSpan(20), Crc32C.Of(bytes.AsSpan(0, 20)));
        File.WriteAllBytes(OnlySegment(Folder), bytes);

        var fault = Assert.Throws<JournalDamageException>(() => Open(Folder, out _).Dispose());

        Assert.Contains("newer Nereid", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DiskAct.Write)]
    [InlineData(DiskAct.Flush)]
    public void A_group_taken_back_after_a_failure_is_not_there_after_a_restart(object act)
    {
        var disk = new FailingDisk();
        using (var journal = Open(Folder, out _, disk))
        {
            journal.AddGroup(Payload(1, 50));
            disk.Fail((DiskAct)act);
            Assert.Throws<IOException>(() => journal.AddGroup(Payload(2, 50)));
            disk.Repair();
            journal.TakeBackLastGroup();
        }

        using var reopened = Open(Folder, out var entries);

        Assert.Equal([Payload(1, 50)], entries);
    }

    [Fact]
    public void A_failed_write_that_could_not_be_taken_back_leaves_a_torn_end()
    {
        var disk = new FailingDisk();
        using (var journal = Open(Folder, out _, disk))
        {
            journal.AddGroup(Payload(1, 50));
            disk.Fail(DiskAct.Write);
            Assert.Throws<IOException>(() => journal.AddGroup(Payload(2, 50)));
        }

        using var reopened = Open(Folder, out var entries, out var recovery);

        Assert.Equal([Payload(1, 50)], entries);
        Assert.True(recovery.TornBytes > 0);
    }

    [Fact]
    public void The_checksum_is_the_one_of_RFC_3720()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
    }
}
