using System.Collections.Concurrent;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api;

/// <summary>What changes to many runs are made with.</summary>
sealed record BulkTools(IRunReader Reader, IRunWriter Writer, IRunSignals Signals, RunCopier Copier, IRunMoves Moves, IChangeSink Changes, TimeProvider Clock);

/// <summary>The changes to many runs that are on their way, and those that ended lately so that they can be taken back.</summary>
sealed class BulkJobs(IHostApplicationLifetime lifetime, INotices notices, TimeProvider clock, ILogger<BulkJobs> log)
{
    static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Most changes are done by then, so that their first answer is their last.</summary>
    static readonly TimeSpan AnswerAfter = TimeSpan.FromMilliseconds(250);

    static readonly Action<ILogger, Guid, Exception?> JobFailed =
        LoggerMessage.Define<Guid>(LogLevel.Error, new EventId(1, nameof(JobFailed)), "The change to many runs {Job} failed");

    readonly ConcurrentDictionary<Guid, (BulkJob Job, DateTimeOffset Started)> _jobs = new();

    public BulkJob? Find(Guid id) => _jobs.TryGetValue(id, out var entry) ? entry.Job : null;

    /// <summary>Starts the job and waits for it a moment. It goes on whether or not the caller waits for it; who asked for it is then told of its end.</summary>
    public async Task StartAsync(BulkJob job, User by, BulkTools tools, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var (id, entry) in _jobs)
        {
            if (!entry.Job.IsRunning && now - entry.Started > Kept)
                _jobs.TryRemove(id, out _);
        }
        _jobs[job.Id] = (job, now);
        var work = Task.Run(() => job.RunAsync(tools, lifetime.ApplicationStopping), CancellationToken.None);
        _ = work.ContinueWith(
            ended => JobFailed(log, job.Id, ended.Exception), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        if (await Task.WhenAny(work, Task.Delay(AnswerAfter, clock, cancel)) != work && !by.IsServiceAccount)
            _ = work.ContinueWith(_ => TellAsync(job, by), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    async Task TellAsync(BulkJob job, User by)
    {
        if (!lifetime.ApplicationStopping.IsCancellationRequested)
            await notices.TellAsync(by.Id, job.DescribeEnd(), CancellationToken.None);
    }
}
