using Nereid.Domain.Runs;

namespace Nereid.Domain.Files;

/// <summary>A file that is to arrive in parts.</summary>
/// <param name="Label">Kept for the end: the extension of a single file, or the name inside a set.</param>
/// <param name="Length">Bytes of the whole file.</param>
public sealed record NewUpload(ProjectId Project, RunId Run, AttributePath Path, string Label, long Length);

/// <param name="Id">Given to the client; says nothing.</param>
public sealed record Upload(string Id, NewUpload Of);

/// <summary>What became of the end of an upload.</summary>
public abstract record UploadEnd
{
    public sealed record Whole(StoredBlob Blob) : UploadEnd;

    /// <param name="MissingFrom">The first byte that no part holds.</param>
    public sealed record Incomplete(long MissingFrom) : UploadEnd;

    /// <summary>Ended, given up or never begun.</summary>
    public sealed record Unknown : UploadEnd;
}

/// <summary>Uploads in parts. What was acknowledged survives a restart; what gets no part for <see cref="KeptFor"/> is given up. Safe for use from many threads.</summary>
public interface IUploads
{
    static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    ValueTask<Upload> StartAsync(NewUpload upload, CancellationToken cancel);

    ValueTask<Upload?> FindAsync(string id, CancellationToken cancel);

    /// <summary>The one that began last of those to this place with this label, for clients that keep no ids.</summary>
    ValueTask<Upload?> FindLatestAsync(RunId run, AttributePath path, string label, CancellationToken cancel);

    /// <summary>Durable when it returns. A part that comes again replaces the earlier one.</summary>
    /// <param name="first">Its place in the file.</param>
    /// <param name="length">How many bytes <paramref name="content"/> must have.</param>
    /// <returns>False when the content has another length; the part is not kept. Also false when there is no such upload.</returns>
    Task<bool> AddPartAsync(string id, int index, long first, long length, Stream content, CancellationToken cancel);

    /// <summary>Makes the parts one content of the project and forgets the upload.</summary>
    /// <exception cref="StorageQuotaException">There is no room; the upload stays.</exception>
    Task<UploadEnd> FinishAsync(string id, CancellationToken cancel);

    /// <summary>Gives up everything that had no part for a day.</summary>
    /// <returns>How many uploads.</returns>
    Task<int> SweepAsync(CancellationToken cancel);
}
