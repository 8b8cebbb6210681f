using System.Diagnostics.CodeAnalysis;
using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Embedded;

/// <summary>Signs of life of the runs that are active now. Kept in memory and saved now and then; readers lay it over what is stored.</summary>
/// <remarks>Safe for use from many threads; one lock, held for a few instructions.</remarks>
sealed class Presence
{
    sealed class Entry(ProjectId project, RunActivity activity)
    {
        public ProjectId Project => project;

        public RunActivity Activity { get; set; } = activity;

        public bool IsSaved { get; set; } = true;

        /// <summary>When the run was last written to.</summary>
        public long ModifiedUnixMicros { get; set; }

        /// <summary>What subscribers were last told.</summary>
        public bool SaidRunning { get; set; }
    }

    readonly Lock _lock = new();
    readonly Dictionary<RunId, Entry> _entries = [];

    /// <summary>Counts a sign of life or a write.</summary>
    /// <param name="stored">The head as stored; used when the run was not active before.</param>
    /// <param name="stateChanged">The run went from idle to running or back.</param>
    public RunActivity Update(RunHead stored, long nowUnixMicros, Func<RunActivity, RunActivity> change, out bool stateChanged)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(stored.Id, out var entry))
                _entries[stored.Id] = entry = new Entry(stored.Project, RunActivity.Of(stored)) { SaidRunning = RunActivity.Of(stored).IsRunningAt(nowUnixMicros) };
            var wasRunning = entry.Activity.IsRunningAt(nowUnixMicros);
            entry.Activity = change(entry.Activity);
            entry.IsSaved = false;
            var running = entry.Activity.IsRunningAt(nowUnixMicros);
            // Whoever asked lately may have seen the run idle before anyone said so.
            stateChanged = running != wasRunning || running != entry.SaidRunning;
            entry.SaidRunning = running;
            return entry.Activity;
        }
    }

    /// <summary>A run that was just created; it is running.</summary>
    public void Add(RunHead created)
    {
        lock (_lock)
            _entries[created.Id] = new Entry(created.Project, RunActivity.Of(created)) { SaidRunning = true };
    }

    /// <summary>The run is deleted.</summary>
    public void Remove(RunId run)
    {
        lock (_lock)
            _entries.Remove(run);
    }

    /// <summary>The head with the newest activity.</summary>
    public RunHead Overlay(RunHead stored)
    {
        lock (_lock)
            return _entries.TryGetValue(stored.Id, out var entry) && entry.Activity.LastSeenUnixMicros >= stored.LastSeenUnixMicros
                ? entry.Activity.ApplyTo(stored) with { ModifiedUnixMicros = Math.Max(stored.ModifiedUnixMicros, entry.ModifiedUnixMicros) }
                : stored;
    }

    /// <summary>Counts a write to a run that <see cref="Update"/> was told of.</summary>
    public void Modified(RunId run, long unixMicros)
    {
        lock (_lock)
            _entries[run].ModifiedUnixMicros = unixMicros;
    }

    /// <summary>The last write to any active run of the project; null when there is none.</summary>
    public long? LastModified(ProjectId project)
    {
        lock (_lock)
            return _entries.Values.Where(entry => entry.Project == project && entry.ModifiedUnixMicros > 0).Max(entry => (long?)entry.ModifiedUnixMicros);
    }

    public bool TryGetProject(RunId run, [NotNullWhen(true)] out ProjectId? project)
    {
        lock (_lock)
            project = _entries.TryGetValue(run, out var entry) ? entry.Project : null;
        return project is not null;
    }

    public List<RunId> ActiveIn(ProjectId project)
    {
        lock (_lock)
            return [.. _entries.Where(entry => entry.Value.Project == project).Select(entry => entry.Key)];
    }

    public List<(RunId Run, RunActivity Activity)> Unsaved()
    {
        lock (_lock)
            return [.. _entries.Where(entry => !entry.Value.IsSaved).Select(entry => (entry.Key, entry.Value.Activity))];
    }

    /// <summary>The activity is on disk, unless it has moved on since.</summary>
    public void Saved(RunId run, RunActivity activity)
    {
        lock (_lock)
            if (_entries.TryGetValue(run, out var entry) && entry.Activity == activity)
                entry.IsSaved = true;
    }

    /// <summary>Runs that fell silent since the last call. Those that are saved are forgotten.</summary>
    public List<(ProjectId Project, RunId Run)> TakeSilent(long nowUnixMicros)
    {
        lock (_lock)
        {
            var silent = _entries.Where(entry => !entry.Value.Activity.IsRunningAt(nowUnixMicros)).ToList();
            foreach (var (run, entry) in silent)
                if (entry.IsSaved)
                    _entries.Remove(run);
            var told = silent.Where(entry => entry.Value.SaidRunning).ToList();
            foreach (var (_, entry) in told)
                entry.SaidRunning = false;
            return [.. told.Select(entry => (entry.Value.Project, entry.Key))];
        }
    }
}
