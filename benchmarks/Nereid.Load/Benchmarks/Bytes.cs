using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain;
using Nereid.Domain.Live;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Samples.Digits.Data;
using Nereid.Samples.Digits.Training;
using Nereid.Storage.Blobs;
using Nereid.Storage.Embedded;

namespace Nereid.Load.Benchmarks;

/// <summary>Disk space of the curves of a real training: the sample's network, trained for longer, with norms of every layer, at the times they were made.</summary>
/// <remarks>Once as 32-bit floats, which is what training libraries work with, and once in the double precision that the sample computes in.</remarks>
sealed class Bytes : IBenchmark, IChangeSink
{
    const int Trainings = 3;
    const int Epochs = 250;

    readonly record struct Row(int Step, long UnixMicros, double[] Values);

    public string Name => "bytes";

    public string Description => "bytes per point of a real training on disk, steps and times included";

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel)
    {
        var images = await DigitSet.ReadAsync(cancel);
        var trainings = Enumerable.Range(0, Trainings).Select(seed => Train(images, seed)).ToList();
        var points = trainings.Sum(rows => (double)rows.Count * rows[0].Values.Length);
        return
        [
            new Measurement("as 32-bit floats", "B/point", [await StoreAsync(trainings, value => (float)value, cancel) / points]),
            new Measurement("in double precision", "B/point", [await StoreAsync(trainings, value => value, cancel) / points]),
            new Measurement("points", "points", [points]),
        ];
    }

    static List<Row> Train(DigitImage[] images, int seed)
    {
        var trainer = new Trainer(new TrainingSettings(seed, HiddenUnits: 48, TrainingImages: 1_500, ValidationImages: 297, BatchSize: 64, Epochs, LearningRate: 0.05, RateSchedule.WarmUpThenCosine, WarmUpSteps: 100, Momentum: 0.9, WeightDecay: 1e-4), images);
        var rows = new List<Row>();
        foreach (var step in trainer.Steps())
        {
            double[] values = [step.Batch.Loss, step.Batch.Accuracy, step.LearningRate, step.GradientNorm,
                .. trainer.Network.Parameters.SelectMany(parameter => new[] { Norm(parameter.Values), Norm(parameter.Gradients) })];
            rows.Add(new Row(step.Step, (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, values));
        }
        return rows;
    }

    static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));

    /// <returns>Bytes of series.db after a clean stop.</returns>
    async Task<double> StoreAsync(List<List<Row>> trainings, Func<double, double> convert, CancellationToken cancel)
    {
        using var folder = new WorkFolder(Name);
        await using (var store = EmbeddedRunStore.Open(Path.Combine(folder.Path, "runs"), FileBlobStore.Open(Path.Combine(folder.Path, "blobs")),
            this, TimeProvider.System, NullLogger.Instance, new RunStoreOptions(), cancel))
        {
            foreach (var training in trainings)
                await WriteAsync(store.Writer, training, convert, cancel);
        }
        return new DirectoryInfo(folder.Path).EnumerateFiles("series.db*", SearchOption.AllDirectories).Sum(file => file.Length);
    }

    static async Task WriteAsync(IRunWriter writer, List<Row> training, Func<double, double> convert, CancellationToken cancel)
    {
        var run = ((CreateAnswer.Created)await writer.CreateAsync(new NewRun(ProjectId.New(), "BYTES", RunKind.Run, "bench"), cancel)).Run.Id;
        var paths = Enumerable.Range(0, training[0].Values.Length).Select(i => System.Text.Encoding.UTF8.GetBytes($"train/value_{i}")).ToArray();
        foreach (var some in training.Chunk(100))
        {
            using var rows = new FloatRows();
            foreach (var row in some)
            {
                rows.BeginRow(Step.From(row.Step), row.UnixMicros);
                for (var i = 0; i < paths.Length; i++)
                    rows.Add(paths[i], convert(row.Values[i]));
            }
            if (await writer.WriteRowsAsync(run, rows, null, cancel) is not WriteAnswer.Written { Rejections.Length: 0 })
                throw new InvalidDataException("The rows were not written.");
        }
    }

    void IChangeSink.Publish(RunChange change)
    {
    }
}
