using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Storage.Blobs;
using Nereid.Storage.Embedded;

namespace Nereid.Crash;

/// <summary>The process that is killed: writes as fast as it can and says on its output what was acknowledged.</summary>
static class Victim
{
    /// <summary>In case whoever started it is gone without killing it.</summary>
    static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var folder])
        {
            await Console.Error.WriteLineAsync("usage: Nereid.Crash <folder>");
            return 2;
        }
        using var life = new CancellationTokenSource(LongestLife);
        var blobs = FileBlobStore.Open(Path.Combine(folder, "blobs"));
        await using var store = EmbeddedRunStore.Open(
            Path.Combine(folder, "runs"), blobs, new Silence(), TimeProvider.System, NullLogger.Instance, Workload.Options, life.Token);
        Say("ready");
        await Task.WhenAll(Enumerable.Range(0, Workload.Writers).Select(writer => Task.Run(() => WriteAsync(store, blobs, writer, life.Token))));
        return 0;
    }

    static async Task WriteAsync(EmbeddedRunStore store, FileBlobStore blobs, int writer, CancellationToken cancel)
    {
        var run = ((CreateAnswer.Created)await store.Writer.CreateAsync(Workload.Run(writer), cancel)).Run.Id;
        Say(string.Create(CultureInfo.InvariantCulture, $"created {writer}"));
        var last = await store.Reader.GetAttributeAsync(run, Workload.LastBatch, cancel) is IntValue found ? found.Value : 0;
        // The last batch is sent once more, as a client does whose answer was lost.
        for (var batch = Math.Max(1, last); !cancel.IsCancellationRequested; batch++)
        {
            var file = Workload.HasFile(batch) && batch > last ? await StoreAsync(blobs, batch, cancel) : null;
            var answer = await store.Writer.WriteAsync(Workload.Batch(writer, run, batch, file), cancel);
            if (answer is not WriteAnswer.Written { Rejections.IsEmpty: true })
                throw new InvalidOperationException($"Batch {batch} of writer {writer} was refused: {answer}");
            await store.Writer.SeenAsync(run, finished: false, cancel);
            Say(string.Create(CultureInfo.InvariantCulture, $"written {writer} {batch}"));
            await WriteRowsAsync(store.Writer, run, batch, cancel);
            Say(string.Create(CultureInfo.InvariantCulture, $"rows {writer} {batch}"));
            if (!Workload.HasDeletedRun(batch))
                continue;
            await DeleteOneAsync(store.Writer, writer, batch, cancel);
            Say(string.Create(CultureInfo.InvariantCulture, $"deleted {writer} {batch}"));
        }
    }

    static async Task WriteRowsAsync(IRunWriter writer, RunId run, long batch, CancellationToken cancel)
    {
        using var rows = Workload.Rows(batch);
        var answer = await writer.WriteRowsAsync(run, rows, null, cancel);
        if (answer is not WriteAnswer.Written { Rejections.IsEmpty: true })
            throw new InvalidOperationException($"The rows of batch {batch} were refused: {answer}");
    }

    static async Task DeleteOneAsync(IRunWriter writer, int number, long batch, CancellationToken cancel)
    {
        var made = (CreateAnswer.Created)await writer.CreateAsync(Workload.Run(number) with { CustomId = Workload.DeletedId(number, batch) }, cancel);
        await WriteRowsAsync(writer, made.Run.Id, batch, cancel);
        var answer = await writer.DeleteRunsAsync([made.Run.Id], cancel);
        if (answer is not { Deleted.Count: 1, ReadOnlyReason: null })
            throw new InvalidOperationException($"The run of batch {batch} was not deleted: {answer}");
    }

    static async Task<Domain.Files.FileContent> StoreAsync(FileBlobStore blobs, long batch, CancellationToken cancel)
    {
        var stored = await blobs.StoreAsync(new MemoryStream(Workload.FileOf(batch)), Limits.FileBytes, cancel);
        return new(stored.Blob, stored.Size, stored.Sha256, "application/octet-stream", "bin");
    }

    /// <summary>A whole line at once; what the other side has read was said after the acknowledgement.</summary>
    static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    sealed class Silence : IChangeSink
    {
        public void Publish(RunChange change)
        {
        }
    }
}
