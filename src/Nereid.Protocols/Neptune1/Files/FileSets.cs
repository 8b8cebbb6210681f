using System.Globalization;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>Adds files to sets and takes them out. Safe for use from many threads: changes of one set are made one after the other.</summary>
/// <remarks>The contents are stored before the set names them and freed after it no longer does, so a crash in between leaves unused bytes and
/// never a name without content.</remarks>
sealed class FileSets(IRunReader reader, IRunWriter writer, ISharedBlobs contents, IBlobStore blobs)
{
    readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Files just stored, for a set that need not exist yet. What is refused is freed again.</summary>
    public async Task<SetAnswer> AddAsync(ProjectId project, SeriesId place, IReadOnlyList<FileSetEntry> added, bool reset, CancellationToken cancel)
    {
        var answer = await ChangeAsync(project, place, added, reset, (_, listing) => (reset ? FileSetListing.Empty : listing).With(added), cancel);
        if (answer is SetAnswer.Refused)
            await FreeAsync(added.Select(entry => new BlobId(entry.Blob)), cancel);
        return answer;
    }

    /// <summary>Takes out files, and all files of folders, by name. Names that are not there are no error.</summary>
    public Task<SetAnswer> RemoveAsync(ProjectId project, SeriesId place, IEnumerable<string> names, CancellationToken cancel) =>
        ChangeAsync(
            project, place, [], reset: false, (exists, listing) => exists ? names.Aggregate(listing, (rest, name) => rest.Without(name.Trim('/'))) : null, cancel);

    /// <summary>The files of a set.</summary>
    public async Task<FileSetListing> ListAsync(FileSetValue set, CancellationToken cancel)
    {
        await using var content = await blobs.OpenAsync(set.Listing.Blob, cancel)
            ?? throw new IOException($"The listing {set.Listing.Blob} of a file set is missing from the blob store.");
        return await FileSetListing.ReadAsync(content, cancel);
    }

    /// <param name="change">Null: nothing is to be changed.</param>
    async Task<SetAnswer> ChangeAsync(
        ProjectId project, SeriesId place, IReadOnlyList<FileSetEntry> added, bool reset, Func<bool, FileSetListing, FileSetListing?> change, CancellationToken cancel)
    {
        var gate = _gates[(uint)place.GetHashCode() % _gates.Length];
        await gate.WaitAsync(cancel);
        try
        {
            var value = await reader.GetAttributeAsync(place.Run, place.Path, cancel);
            if (value is not (null or FileSetValue))
                return new SetAnswer.Refused($"'{place.Path}' has the type {Words.Of(value.Type)}; files of a set cannot be stored there.");
            var before = value is FileSetValue set ? await ListAsync(set, cancel) : FileSetListing.Empty;
            if (change(value is not null, before) is not { } after)
                return new SetAnswer.Changed();
            // A set that begins anew holds its own files alone; those of the one before go with its listing.
            var held = value is FileSetValue known && !reset ? known.Listing.Blob : (BlobId?)null;
            var answer = await AssignAsync(project, place, after, held, [.. added.Select(entry => new BlobId(entry.Blob))], cancel);
            if (answer is SetAnswer.Changed)
                await FreeAsync(before.Entries.ExceptBy(after.Entries.Select(entry => entry.Blob), entry => entry.Blob).Select(entry => new BlobId(entry.Blob)), cancel);
            return answer;
        }
        finally
        {
            gate.Release();
        }
    }

    async Task<SetAnswer> AssignAsync(
        ProjectId project, SeriesId place, FileSetListing listing, BlobId? before, IReadOnlyCollection<BlobId> added, CancellationToken cancel)
    {
        using var json = new MemoryStream(listing.ToJson(), writable: false);
        var stored = await contents.StoreListingAsync(project, json, before, added, Limits.FileBytes, cancel);
        var content = new FileContent(stored.Blob, stored.Size, stored.Sha256, "application/json", "json");
        var assign = new AssignValue(place.Path, new FileSetValue(content, listing.Entries.Length, listing.Size));
        switch (await writer.WriteAsync(new RunBatch(place.Run, [assign]), cancel))
        {
            case WriteAnswer.Written { Rejections: [] }:
                return new SetAnswer.Changed();
            case WriteAnswer.Written { Rejections: [var rejection, ..] }:
                await blobs.DeleteAsync(stored.Blob, cancel);
                return new SetAnswer.Refused(rejection.Detail);
            case WriteAnswer.ReadOnly readOnly:
                return new SetAnswer.ReadOnly(readOnly.Reason);
            default:
                return new SetAnswer.Refused(string.Create(CultureInfo.InvariantCulture, $"The run {place.Run} was deleted."));
        }
    }

    async Task FreeAsync(IEnumerable<BlobId> unused, CancellationToken cancel)
    {
        foreach (var blob in unused)
            await blobs.DeleteAsync(blob, cancel);
    }
}

/// <summary>What became of a change to a file set.</summary>
abstract record SetAnswer
{
    public sealed record Changed : SetAnswer;

    public sealed record Refused(string Reason) : SetAnswer;

    public sealed record ReadOnly(string Reason) : SetAnswer;
}
