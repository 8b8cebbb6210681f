using System.Collections.Immutable;
using System.Globalization;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Load.Benchmarks;

/// <summary>Fills the data folder that ./bench web looks at in a browser: the project bench/table.</summary>
/// <remarks>The same runs at every filling: parameters, tags, series of four points, and configuration values out of twice as many paths as one run has, so that runs differ.
/// With 2,000 attributes a run, 10,000 runs are 20 million attributes, which takes minutes; so the folder is kept and used again.</remarks>
static class WebProject
{
    /// <summary>The first word of the command line that asks for it; then the folder, the runs, and the attributes of a run.</summary>
    public const string Word = "fill-web";

    const int SeriesPerRun = 20;
    const int Groups = 40;

    static readonly string[] Optimizers = ["adam", "sgd", "lion", "adamw"];
    static readonly string[] Tags = ["baseline", "augmented", "ablation", "数据增强"];
    static readonly Step[] Steps = [.. new[] { 0, 100, 200, 300 }.Select(step => Step.From(step))];

    public static async Task FillAsync(string folder, int runs, int attributes, CancellationToken cancel)
    {
        var project = (await RunFiller.CreateProjectsAsync(folder, Ports.First + 9, ["table"], cancel))[0];
        await new RunFiller(folder).FillAsync([(project, runs, run => First(run, attributes))], cancel);
    }

    static ImmutableArray<RunOperation> First(int run, int attributes)
    {
        var first = ImmutableArray.CreateBuilder<RunOperation>(attributes);
        void Assign(string path, AttributeValue value) => first.Add(new AssignValue(AttributePath.Of(path), value));
        var share = run * 7919L % 10_007 / 10_007d;
        Assign("sys/name", new StringValue(RunFiller.RunId(run)));
        first.Add(new AddToSet(AttributePath.Of("sys/tags"), [Tags[run % Tags.Length]]));
        Assign("parameters/optimizer", new StringValue(Optimizers[run % Optimizers.Length]));
        Assign("parameters/lr", new FloatValue(Math.Pow(10, -4 + 3 * share)));
        Assign("parameters/batch_size", new IntValue(32 << (run % 3)));
        var series = Math.Min(SeriesPerRun, attributes / 4);
        for (var i = 0; i < series; i++)
            first.Add(new AppendFloats(AttributePath.Of(SeriesPath(i)), Curve((i + 2) * (1 + share))));
        var values = attributes - first.Count;
        var paths = values * 2;
        for (var i = 0; i < values; i++)
        {
            // Neighbours share most of their paths; a place that all runs have holds one of a few values.
            var path = (run * 13L + i) % paths;
            Assign(string.Create(CultureInfo.InvariantCulture, $"config/group-{path % Groups}/option-{path}"), path % 3 == 0 ? new IntValue((run + path) % 7) : new FloatValue(share + path));
        }
        return first.ToImmutable();
    }

    static string SeriesPath(int i) => i switch
    {
        0 => "train/loss",
        1 => "val/loss",
        2 => "val/accuracy",
        _ => string.Create(CultureInfo.InvariantCulture, $"layers/layer-{i}/norm"),
    };

    static FloatPoint[] Curve(double scale) =>
        [.. Steps.Select((step, i) => new FloatPoint(step, 1_700_000_000_000_000 + i, scale * Math.Exp(-i / 1.5)))];
}
