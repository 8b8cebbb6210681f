using FsCheck;
using FsCheck.Fluent;
using Nereid.Storage.Tests.Files;
using static Nereid.Storage.Tests.Journal.JournalBuilder;

namespace Nereid.Storage.Tests.Journal;

public sealed class JournalPropertyTests
{
    static readonly Gen<byte[][]> Group = ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => bytes ?? []).ArrayOf().Where(group => group.Length > 0);

    [Fact]
    public void Any_groups_with_any_restarts_between_them_come_back() => Prop.ForAll(
        Arb.From(Group.ArrayOf()), Arb.From(Gen.Choose(40, 400)), (groups, segmentBytes) =>
        {
            using var temp = new TempFolder();
            foreach (var group in groups)
                using (var journal = Open(temp.Path, out _, segmentBytes: segmentBytes))
                    journal.AddGroup(group);

            using var reopened = Open(temp.Path, out var entries, segmentBytes: segmentBytes);

            Assert.Equal(groups.SelectMany(group => group), entries);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void After_a_cut_anywhere_what_is_read_is_a_beginning_of_what_was_written() => Prop.ForAll(
        Arb.From(Group.NonEmptyListOf()), Arb.From(Gen.Choose(0, 10_000)), (groups, cutPerTenThousand) =>
        {
            using var temp = new TempFolder();
            using (var journal = Open(temp.Path, out _))
                foreach (var group in groups)
                    journal.AddGroup(group);
            var segment = OnlySegment(temp.Path);
            var whole = File.ReadAllBytes(segment);
            File.WriteAllBytes(segment, whole[..(int)((long)whole.Length * cutPerTenThousand / 10_000)]);

            using var reopened = Open(temp.Path, out var entries);

            Assert.Equal(groups.SelectMany(group => group).Take(entries.Count), entries);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
}
