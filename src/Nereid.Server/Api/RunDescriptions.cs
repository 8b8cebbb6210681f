using System.Collections.Immutable;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Runs, attributes and files in the words of the API.</summary>
static class RunDescriptions
{
    /// <summary>The attributes that are part of a run's head in the API.</summary>
    public static readonly AttributePath NamePath = AttributePath.Of(SystemAttributes.Name);
    public static readonly AttributePath TagsPath = AttributePath.Of(SystemAttributes.Tags);
    public static readonly AttributePath FailedPath = AttributePath.Of(SystemAttributes.Failed);

    public static async ValueTask<RunDto> DescribeAsync(OpenRun open, IRunReader runs, IRunSignals signals, TimeProvider clock, CancellationToken cancel)
    {
        var (run, project) = (open.Run, open.Project);
        var (name, tags, failed) = HeadAttributes(await runs.GetAttributesAsync(run.Id, "sys/", cancel));
        return new RunDto(
            run.Id.Value, project.Id.Value, project.Workspace, project.Name, run.ShortId, run.CustomId, run.Kind, name, State(run, clock),
            Moments.ToUtc(run.CreatedUnixMicros), Moments.ToUtc(run.ModifiedUnixMicros), run.Owner, tags, run.Trashed, failed, IsStopping(run, signals, clock), Describe(run.Fork));
    }

    static bool IsStopping(RunHead run, IRunSignals signals, TimeProvider clock) => signals.IsEnding(run.Id) && State(run, clock) == RunState.Running;

    static ForkDto? Describe(ForkPoint? fork) => fork is null ? null : new ForkDto(fork.Parent.Value, fork.Step.Value);

    public static RunRowDto DescribeRow(RunRow row, IReadOnlyList<AttributePath> columns, IRunSignals signals, TimeProvider clock)
    {
        var run = row.Head;
        var (name, tags, failed) = HeadAttributes(row.Attributes);
        var values = row.Attributes.ToDictionary(attribute => attribute.Path);
        return new RunRowDto(
            run.Id.Value, run.ShortId, run.CustomId, name, State(run, clock), Moments.ToUtc(run.CreatedUnixMicros),
            Moments.ToUtc(run.ModifiedUnixMicros), run.Owner, tags, run.Trashed, failed, IsStopping(run, signals, clock),
            [.. columns.Select(path => values.TryGetValue(path, out var value) ? Describe(value) : null)], Describe(run.Fork));
    }

    public static AttributeDto Describe(RunAttribute attribute)
    {
        var path = attribute.Path.Text;
        return attribute.Value switch
        {
            IntValue v => new IntAttributeDto(path, v.Value),
            FloatValue v => new FloatAttributeDto(path, v.Value),
            BoolValue v => new BoolAttributeDto(path, v.Value),
            StringValue v => new StringAttributeDto(path, v.Value),
            DatetimeValue v => new DatetimeAttributeDto(path, Moments.ToUtc(v.UnixMicros), v.UnixMicros),
            StringSetValue v => new StringSetAttributeDto(path, v.Values),
            FloatSeriesValue v => Describe(path, v),
            StringSeriesValue v => new StringSeriesAttributeDto(
                path, v.Last, v.Count, Known(v.Count, v.LastStep.Value), Known(v.Count, v.LastUnixMicros)),
            FileSeriesValue v => new FileSeriesAttributeDto(
                path, v.Last is { } last ? Describe(last) : null, v.Count, Known(v.Count, v.LastStep.Value), Known(v.Count, v.LastUnixMicros)),
            HistogramSeriesValue v => new HistogramSeriesAttributeDto(
                path, v.Count, Known(v.Count, v.LastStep.Value), Known(v.Count, v.LastUnixMicros)),
            FileValue v => new FileAttributeDto(path, Describe(v.File)),
            FileSetValue v => new FileSetAttributeDto(path, new FileSetDto(v.Count, v.Size)),
            ArtifactValue v => new ArtifactAttributeDto(path, v.Hash),
            RunStateValue v => new RunStateAttributeDto(path, v.State),
            GitRefValue v => new GitRefAttributeDto(path, new GitRefDto(
                v.CommitId, v.Message, v.AuthorName, v.AuthorEmail, Moments.ToUtc(v.CommitUnixMicros), v.Branch, v.Dirty, v.Remotes)),
            NotebookRefValue v => new NotebookRefAttributeDto(path, new NotebookRefDto(v.NotebookId, v.CheckpointId, v.NotebookName)),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };
    }

    public static FileDto Describe(FileContent file) => new(file.Size, file.Sha256, file.MediaType, file.Extension);

    static FloatSeriesAttributeDto Describe(string path, FloatSeriesValue v)
    {
        var numbers = v.Count - v.NanCount;
        return new FloatSeriesAttributeDto(
            path, Known(v.Count, v.Last), v.Count, v.NanCount, Known(v.Count, v.FirstStep.Value), Known(v.Count, v.First),
            Known(v.Count, v.LastStep.Value), Known(v.Count, v.LastUnixMicros), Known(numbers, v.Min), Known(numbers, v.Max),
            Known(numbers, v.Mean), Known(numbers, v.Variance),
            v.Display is { } display ? new SeriesDisplayDto(display.Min, display.Max, display.Unit) : null);
    }

    static T? Known<T>(long points, T figure)
        where T : struct => points > 0 ? figure : null;

    static RunState State(RunHead run, TimeProvider clock) => run.StateAt(Moments.ToUnixMicros(clock.GetUtcNow()));

    static (string? Name, ImmutableArray<string> Tags, bool Failed) HeadAttributes(ImmutableArray<RunAttribute> attributes)
    {
        (string? Name, ImmutableArray<string> Tags, bool Failed) head = (null, [], false);
        foreach (var (path, value) in attributes)
        {
            if (path == NamePath && value is StringValue name)
                head.Name = name.Value;
            else if (path == TagsPath && value is StringSetValue tags)
                head.Tags = tags.Values;
            else if (path == FailedPath && value is BoolValue failed)
                head.Failed = failed.Value;
        }
        return head;
    }
}
