using Nereid.Storage.Files;
using Nereid.Storage.Journal;

namespace Nereid.Storage.Tests.Journal;

/// <summary>Writes and reads journals of byte strings in one line.</summary>
static class JournalBuilder
{
    public const long LargeSegments = 64L * 1024 * 1024;

    public static AppendJournal Open(string folder, out List<byte[]> entries, IFileSystem? files = null, long segmentBytes = LargeSegments, long after = 0) =>
        Open(folder, out entries, out _, files, segmentBytes, after);

    public static AppendJournal Open(
        string folder, out List<byte[]> entries, out JournalRecovery recovery, IFileSystem? files = null, long segmentBytes = LargeSegments, long after = 0)
    {
        var journal = new AppendJournal(files ?? new LocalFileSystem(), folder, segmentBytes);
        var read = new List<byte[]>();
        try
        {
            recovery = journal.Recover(after, (_, payload) => read.Add(payload.ToArray()));
        }
        catch
        {
            journal.Dispose();
            throw;
        }
        entries = read;
        return journal;
    }

    public static void Add(this AppendJournal journal, ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(journal.BeginEntry().Reserve(payload.Length));
        journal.EndEntry();
    }

    public static void AddGroup(this AppendJournal journal, params byte[][] payloads)
    {
        foreach (var payload in payloads)
            journal.Add(payload);
        journal.Flush();
    }

    /// <summary>Distinct bytes, so that a mix-up shows.</summary>
    public static byte[] Payload(int number, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(number * 31 + i))];

    public static string OnlySegment(string folder) => Assert.Single(Directory.GetFiles(folder));
}
