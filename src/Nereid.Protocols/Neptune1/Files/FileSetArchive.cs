using System.Formats.Tar;
using System.IO.Compression;
using Nereid.Domain;
using Nereid.Domain.Files;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>The forms in which sets travel: tar.gz packages on the way in, one zip on the way out.</summary>
static class FileSetArchive
{
    /// <summary>Files of one package. The client packs about 500.</summary>
    const int MaxFiles = 100_000;

    /// <summary>Bytes of all files of one package, unpacked. The client packs about 5 MiB; a few kilobytes can unpack to anything.</summary>
    const long MaxUnpackedBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>Stores each file of the package. A fault means that none of them is kept.</summary>
    public static async Task<(List<FileSetEntry> Entries, string? Fault)> UnpackAsync(
        Stream package, ProjectId project, ISharedBlobs contents, IBlobStore blobs, long nowMicros, CancellationToken cancel)
    {
        var entries = new List<FileSetEntry>();
        string? fault = "";
        try
        {
            fault = await UnpackAsync(package, project, entries, contents, nowMicros, cancel);
            return fault is null ? (entries, null) : ([], fault);
        }
        finally
        {
            // Also when the client went away in the middle of it.
            if (fault is not null)
                foreach (var entry in entries)
                    await blobs.DeleteAsync(new BlobId(entry.Blob), CancellationToken.None);
        }
    }

    static async Task<string?> UnpackAsync(
        Stream package, ProjectId project, List<FileSetEntry> entries, ISharedBlobs contents, long nowMicros, CancellationToken cancel)
    {
        var room = MaxUnpackedBytes;
        try
        {
            await using var plain = new GZipStream(package, CompressionMode.Decompress, leaveOpen: true);
            await using var tar = new TarReader(plain);
            while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } member)
            {
                if (member.EntryType is TarEntryType.Directory)
                    continue;
                // Links are refused: they name places outside the package.
                if (member.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                    return $"The package holds '{member.Name}', which is neither a file nor a folder.";
                if (!FileSetNames.TryNormalize(member.Name, out var name, out var fault))
                    return fault;
                if (entries.Count == MaxFiles)
                    return $"The package has more than {MaxFiles} files; send them in smaller packages.";
                var blob = await contents.StoreAsync(project, member.DataStream ?? Stream.Null, room, cancel);
                room -= blob.Size;
                entries.Add(new FileSetEntry(name, blob.Blob.Value, blob.Size, blob.Sha256, nowMicros));
            }

            return null;
        }
        catch (BlobTooLargeException)
        {
            return $"The package unpacks to more than {MaxUnpackedBytes} bytes; send large files one by one.";
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or FormatException)
        {
            return $"The package is not a readable tar.gz: {damaged.Message}";
        }
    }

    /// <summary>The client checks the zip entry by entry: a folder <c>/</c>, one for each folder, and the files; nothing else.</summary>
    public static async Task PackAsync(Stream zip, FileSetListing listing, IBlobStore blobs, CancellationToken cancel)
    {
        await using var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        archive.CreateEntry("/");
        var folders = listing.Entries.SelectMany(entry => FoldersOf(entry.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var folder in folders)
            archive.CreateEntry(folder);
        foreach (var entry in listing.Entries)
        {
            await using var content = await blobs.OpenAsync(new BlobId(entry.Blob), cancel)
                ?? throw new IOException($"The content {entry.Blob} of a file set is missing from the blob store.");
            await using var member = await archive.CreateEntry(entry.Name, CompressionLevel.Fastest).OpenAsync(cancel);
            await content.CopyToAsync(member, cancel);
        }
    }

    static IEnumerable<string> FoldersOf(string name)
    {
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
            yield return name[..(slash + 1)];
    }
}
