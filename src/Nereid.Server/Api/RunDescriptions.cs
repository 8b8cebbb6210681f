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

    public static async ValueTask<RunDto> DescribeAsync(OpenRun open, IRunReader runs, TimeProvider clock, CancellationToken cancel)
    {
        var (run, project) = (open.Run, open.Project);
        var (name, tags, failed) = HeadAttributes(await runs.GetAttributesAsync(run.Id, "sys/", cancel));
        return new RunDto(
            run.Id.Value, project.Id.Value, project.Workspace, project.Name, run.ShortId, run.CustomId, run.Kind, name, State(run, clock),
            Moments.ToUtc(run.CreatedUnixMicros), Moments.ToUtc(run.ModifiedUnixMicros), run.Owner, tags, run.Trashed, failed);
    }

    public static RunRowDto DescribeRow(RunRow row, IReadOnlyList<AttributePath> columns, TimeProvider clock)
    {
        var run = row.Head;
        var (name, tags, failed) = HeadAttributes(row.Attributes);
        var values = row.Attributes.ToDictionary(attribute => attribute.Path, attribute => attribute.Value);
        return new RunRowDto(
            run.Id.Value, run.ShortId, run.CustomId, name, State(run, clock), Moments.ToUtc(run.CreatedUnixMicros),
            Moments.ToUtc(run.ModifiedUnixMicros), run.Owner, tags, run.Trashed, failed,
            [.. columns.Select(path => values.TryGetValue(path, out var value) ? Describe(value) : null)]);
    }

    public static AttributeValueDto Describe(AttributeValue value) => value switch
    {
        IntValue v => new IntValueDto(v.Value),
        FloatValue v => new FloatValueDto(v.Value),
        BoolValue v => new BoolValueDto(v.Value),
        StringValue v => new StringValueDto(v.Value),
        DatetimeValue v => new DatetimeValueDto(Moments.ToUtc(v.UnixMicros), v.UnixMicros),
        StringSetValue v => new StringSetValueDto(v.Values),
        FloatSeriesValue v => Describe(v),
        StringSeriesValue v => new StringSeriesValueDto(v.Count, Known(v.Count, v.LastStep.Value), v.Last, Known(v.Count, v.LastUnixMicros)),
        FileSeriesValue v => new FileSeriesValueDto(
            v.Count, Known(v.Count, v.LastStep.Value), v.Last is { } last ? Describe(last) : null, Known(v.Count, v.LastUnixMicros)),
        HistogramSeriesValue v => new HistogramSeriesValueDto(v.Count, Known(v.Count, v.LastStep.Value), Known(v.Count, v.LastUnixMicros)),
        FileValue v => new FileValueDto(Describe(v.File)),
        ArtifactValue v => new ArtifactValueDto(v.Hash),
        RunStateValue v => new RunStateValueDto(v.State),
        GitRefValue v => new GitRefValueDto(
            v.CommitId, v.Message, v.AuthorName, v.AuthorEmail, Moments.ToUtc(v.CommitUnixMicros), v.Branch, v.Dirty, v.Remotes),
        NotebookRefValue v => new NotebookRefValueDto(v.NotebookId, v.CheckpointId, v.NotebookName),
        _ => throw new System.Diagnostics.UnreachableException(value.GetType().Name),
    };

    public static FileDto Describe(FileContent file) => new(file.Size, file.Sha256, file.MediaType, file.Extension);

    static FloatSeriesValueDto Describe(FloatSeriesValue v)
    {
        var numbers = v.Count - v.NanCount;
        return new FloatSeriesValueDto(
            v.Count, v.NanCount, Known(v.Count, v.FirstStep.Value), Known(v.Count, v.First), Known(v.Count, v.LastStep.Value), Known(v.Count, v.Last),
            Known(v.Count, v.LastUnixMicros), Known(numbers, v.Min), Known(numbers, v.Max), Known(numbers, v.Mean), Known(numbers, v.Variance),
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
