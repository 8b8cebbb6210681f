using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>Creates runs, forks them, and gives them to experiments. One at a time: an experiment has one head.</summary>
sealed class RunCreations(IRunReader runs, IRunWriter writer) : IDisposable
{
    /// <summary>UTF-8 bytes of a run id, a family and an experiment's name.</summary>
    public const int NameBytes = 730;

    static readonly AttributePath Family = AttributePath.Of("sys/family");
    static readonly AttributePath Name = AttributePath.Of(SystemAttributes.Name);
    static readonly AttributePath Experiment = AttributePath.Of("sys/experiment/name");
    static readonly AttributePath IsHead = AttributePath.Of("sys/experiment/is_head");
    static readonly AttributePath Depth = AttributePath.Of("sys/forking/depth");
    static readonly AttributePath Parent = AttributePath.Of("sys/forking/parent");
    static readonly AttributePath ForkStep = AttributePath.Of("sys/forking/step");
    static readonly AttributePath RequestedParent = AttributePath.Of("sys/forking/requested_parent");

    readonly SemaphoreSlim _oneAtATime = new(1);

    public async Task<WriteResult> CreateAsync(Project project, User user, string id, RunCreation creation, CancellationToken cancel)
    {
        if (!IsName(id) || id.Contains('/', StringComparison.Ordinal) || creation is { Family: { } family } && !IsName(family)
            || creation is { Experiment: { } experiment } && !IsName(experiment) || creation is { Fork.IsStepWrong: true })
            return new WriteResult(Outcome.Of(IngestCode.RunInvalidCreationParameters), null);
        await _oneAtATime.WaitAsync(cancel);
        try
        {
            var parent = creation.Fork is { } fork && (fork.Project is null || IsProject(fork.Project, project))
                ? await runs.FindByCustomIdAsync(project.Id, RunKind.Run, fork.Run, cancel)
                : null;
            return await runs.FindByCustomIdAsync(project.Id, RunKind.Run, id, cancel) is { } existing
                ? await ResumeAsync(existing, id, creation, parent, cancel)
                : await CreateAsync(project, user, id, creation, parent, cancel);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    async Task<WriteResult> CreateAsync(
        Project project, User user, string id, RunCreation creation, RunHead? parent, CancellationToken cancel)
    {
        var forkStep = parent is null ? default : creation.Fork!.Step ?? await LastStepAsync(parent, cancel);
        var first = ImmutableArray.CreateBuilder<RunOperation>();
        first.Add(new ClearSet(AttributePath.Of(SystemAttributes.Tags)));
        first.Add(new ClearSet(AttributePath.Of(SystemAttributes.GroupTags)));
        first.Add(new AssignValue(AttributePath.Of(SystemAttributes.Failed), new BoolValue(false)));
        first.Add(new AssignValue(Family, new StringValue(creation.Family ?? id)));
        if (parent is not null)
            await InheritAsync(parent, creation, forkStep, first, cancel);
        else if (creation.Fork is { } missing)
            first.Add(new AssignValue(RequestedParent, new StringValue(missing.Run)));
        if (parent is null)
            first.Add(new AssignValue(Depth, new IntValue(0)));
        var run = new NewRun(project.Id, project.Key, RunKind.Run, user.Username, id,
            Fork: parent is null ? null : new ForkPoint(parent.Id, forkStep), First: first.ToImmutable(),
            CreatedUnixMicros: creation.CreatedUnixMicros);
        return await writer.CreateAsync(run, cancel) switch
        {
            // Made in between through another protocol.
            CreateAnswer.Created { Existed: true } known => await ResumeAsync(known.Run, id, creation, parent, cancel),
            CreateAnswer.Created created => await JoinAsync(
                created.Run, creation.Experiment,
                Outcome.Of(creation.Fork is not null && parent is null ? IngestCode.RunForkParentNotFound : IngestCode.Ok), cancel),
            CreateAnswer.ReadOnly readOnly => new WriteResult(null, readOnly.Reason),
            CreateAnswer.Invalid => new WriteResult(Outcome.Of(IngestCode.RunInvalidCreationParameters), null),
            var other => throw new UnreachableException(other.GetType().Name),
        };
    }

    /// <summary>The run may be given to another experiment; family and fork point are for ever.</summary>
    async Task<WriteResult> ResumeAsync(RunHead existing, string id, RunCreation creation, RunHead? parent, CancellationToken cancel)
    {
        var family = await TextAsync(existing, Family, cancel);
        var same = (family is null || family == (creation.Family ?? id)) && creation.Fork switch
        {
            null => existing.Fork is null && await TextAsync(existing, RequestedParent, cancel) is null,
            { } fork when existing.Fork is { } known => known.Parent == parent?.Id && (fork.Step is null || known.Step == fork.Step),
            { } fork => await TextAsync(existing, RequestedParent, cancel) == fork.Run,
        };
        return same
            ? await JoinAsync(existing, creation.Experiment, Outcome.Of(IngestCode.RunDuplicate), cancel)
            : new WriteResult(Outcome.Of(IngestCode.RunConflicting), null);
    }

    /// <summary>Values, not series: those are read through the fork.</summary>
    async Task InheritAsync(RunHead parent, RunCreation creation, Step forkStep, ImmutableArray<RunOperation>.Builder first, CancellationToken cancel)
    {
        var depth = 0L;
        foreach (var (path, value) in await runs.GetAttributesAsync(parent.Id, null, cancel))
        {
            if (path == Depth && value is IntValue known)
                depth = known.Value;
            var always = path.Text is SystemAttributes.Tags or SystemAttributes.GroupTags or SystemAttributes.Description;
            // Bytes that belong to the parent's value would die with it; a reference can be shared.
            var config = creation.InheritConfigs && !path.Text.StartsWith("sys/", StringComparison.Ordinal)
                && value is IntValue or FloatValue or BoolValue or StringValue or DatetimeValue or StringSetValue or FileValue { File.Place: not null };
            if (always || config)
                first.Add(new AssignValue(path, value));
        }

        first.Add(new AssignValue(Depth, new IntValue(depth + 1)));
        first.Add(new AssignValue(Parent, new StringValue(parent.CustomId!)));
        first.Add(new AssignValue(ForkStep, new FloatValue(forkStep.Value)));
    }

    static AssignValue[] Join(string experiment)
    {
        var name = new StringValue(experiment);
        return [new AssignValue(Name, name), new AssignValue(Experiment, name), new AssignValue(IsHead, new BoolValue(true))];
    }

    /// <summary>Makes the run the head of the experiment, and whoever was it no longer, in one write: an experiment never has two heads, nor none.</summary>
    async Task<WriteResult> JoinAsync(RunHead run, string? experiment, Outcome outcome, CancellationToken cancel)
    {
        if (experiment is null)
            return new WriteResult(outcome, null);
        var heads = new RunQuery(run.Project, [RunKind.Run], new RunPredicate.And(
        [
            new RunPredicate.Compare(new ColumnId(Experiment, AttributeType.String), Comparison.Equal, experiment),
            new RunPredicate.Compare(new ColumnId(IsHead, AttributeType.Bool), Comparison.Equal, "true"),
        ]), [], [], 0, int.MaxValue);
        var unseated = (await runs.QueryRunsAsync(heads, cancel)).Rows.Where(row => row.Head.Id != run.Id)
            .Select(row => new RunBatch(row.Head.Id, [new AssignValue(IsHead, new BoolValue(false))]));
        switch (await writer.WriteTogetherAsync([new RunBatch(run.Id, [.. Join(experiment)]), .. unseated], cancel))
        {
            case WriteAnswer.ReadOnly readOnly:
                return new WriteResult(null, readOnly.Reason);
            case WriteAnswer.Written { Rejections.Length: > 0 } written:
                // Another protocol gave one of these paths another type.
                outcome.Add(IngestCode.TypeConflicting, written.Rejections.Length);
                return new WriteResult(outcome, null);
            case WriteAnswer.NoSuchRun:
                // Deleted in between, the run or a head: the client sends the creation again.
                return new WriteResult(null, "a run of the experiment is being deleted.");
            default:
                return new WriteResult(outcome, null);
        }
    }

    /// <summary>Where a fork begins that does not say it: behind all that the parent has.</summary>
    async Task<Step> LastStepAsync(RunHead parent, CancellationToken cancel)
    {
        var last = Step.From(0);
        foreach (var (_, value) in await runs.GetSeriesAsync(parent.Id, null, Lineage.Full, cancel))
        {
            var step = value switch
            {
                FloatSeriesValue { Count: > 0 } series => series.LastStep,
                StringSeriesValue { Count: > 0 } series => series.LastStep,
                FileSeriesValue { Count: > 0 } series => series.LastStep,
                HistogramSeriesValue { Count: > 0 } series => series.LastStep,
                _ => last,
            };
            if (step > last)
                last = step;
        }

        return last;
    }

    async Task<string?> TextAsync(RunHead run, AttributePath path, CancellationToken cancel) =>
        await runs.GetAttributeAsync(run.Id, path, cancel) is StringValue text ? text.Value : null;

    static bool IsName(string text) => text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= NameBytes && !text.Contains('\0', StringComparison.Ordinal);

    static bool IsProject(string identifier, Project project) =>
        string.Equals(identifier, $"{project.Workspace}/{project.Name}", StringComparison.OrdinalIgnoreCase);
}
