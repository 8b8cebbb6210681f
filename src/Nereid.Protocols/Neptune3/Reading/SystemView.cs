using System.Collections.Frozen;
using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>The system attributes as 3.x names and types them, made from those of the store. Runs of every origin have the ones listed here.</summary>
/// <remarks>
/// A run without a custom id, as 1.x makes them, goes by its short id: the runs API of the clients fails on a run that has none.
/// The trash of 1.x is the archive of 3.x. Sizes are whole numbers here, and the running time is <c>sys/running_time_seconds</c>.
/// </remarks>
static class SystemView
{
    public const string Archived = "sys/archived";
    public const string RunningTimeSeconds = "sys/running_time_seconds";
    public const string ProjectUuid = "sys/diagnostics/project_uuid";
    public const string RunUuid = "sys/diagnostics/run_uuid";

    static readonly AttributePath ShortId = AttributePath.Of(SystemAttributes.Id);

    /// <summary>Each attribute that differs from the store's, and where its value comes from there.</summary>
    static readonly FrozenDictionary<string, (AttributeType Type, AttributePath Source)> Views = new Dictionary<string, (AttributeType, AttributePath)>
    {
        [SystemAttributes.CustomRunId] = (AttributeType.String, ShortId),
        [SystemAttributes.Size] = (AttributeType.Int, AttributePath.Of(SystemAttributes.Size)),
        [RunningTimeSeconds] = (AttributeType.Float, AttributePath.Of(SystemAttributes.RunningTime)),
        [Archived] = (AttributeType.Bool, AttributePath.Of(SystemAttributes.Trashed)),
        [ProjectUuid] = (AttributeType.String, ShortId),
        [RunUuid] = (AttributeType.String, ShortId),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Path and type of each, by path.</summary>
    public static ImmutableArray<(string Path, AttributeType Type)> All { get; } =
        [.. Views.Select(view => (view.Key, view.Value.Type)).OrderBy(view => view.Key, StringComparer.Ordinal)];

    public static bool Has(string path) => Views.ContainsKey(path);

    /// <summary>What to ask the store for in order to show a path.</summary>
    public static AttributePath SourceOf(AttributePath path) => Views.TryGetValue(path.Text, out var view) ? view.Source : path;

    /// <param name="path">One that <see cref="Has"/> knows.</param>
    /// <param name="source">The store's value at <see cref="SourceOf"/>.</param>
    public static AttributeValue Value(string path, RunHead run, AttributeValue source) => path switch
    {
        SystemAttributes.CustomRunId => new StringValue(run.CustomId ?? run.ShortId),
        SystemAttributes.Size when source is FloatValue size => new IntValue((long)size.Value),
        ProjectUuid => new StringValue(run.Project.ToString()),
        RunUuid => new StringValue(run.Id.ToString()),
        _ => source,
    };

    public static ColumnId Column(ColumnId column) => column.Path.Text switch
    {
        SystemAttributes.Size when column.Type == AttributeType.Int => column with { Type = AttributeType.Float },
        RunningTimeSeconds or Archived => column with { Path = SourceOf(column.Path) },
        _ => column,
    };

    /// <summary>The same condition on what the store has.</summary>
    public static RunPredicate Predicate(RunPredicate predicate) => predicate switch
    {
        RunPredicate.And and => new RunPredicate.And([.. and.Parts.Select(Predicate)]),
        RunPredicate.Or or => new RunPredicate.Or([.. or.Parts.Select(Predicate)]),
        RunPredicate.Not not => new RunPredicate.Not(Predicate(not.Part)),
        RunPredicate.Exists { Column.Path.Text: SystemAttributes.CustomRunId } exists =>
            new RunPredicate.Exists(exists.Column with { Path = ShortId }),
        RunPredicate.Exists { Column.Path.Text: ProjectUuid or RunUuid } exists => new RunPredicate.Exists(exists.Column with { Path = ShortId }),
        RunPredicate.Exists exists => new RunPredicate.Exists(Column(exists.Column)),
        RunPredicate.Compare { Column.Path.Text: SystemAttributes.CustomRunId } compare => CustomId(compare),
        RunPredicate.Compare compare => compare with { Column = Column(compare.Column) },
        _ => predicate,
    };

    /// <summary>The custom id, or the short id of a run that has none.</summary>
    static RunPredicate.Or CustomId(RunPredicate.Compare compare) => new(
    [
        compare,
        new RunPredicate.And(
        [
            new RunPredicate.Not(new RunPredicate.Exists(new ColumnId(compare.Column.Path))),
            compare with { Column = compare.Column with { Path = ShortId } },
        ]),
    ]);
}
