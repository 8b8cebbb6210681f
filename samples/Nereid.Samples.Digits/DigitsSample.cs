using Nereid.Client;
using Nereid.Samples.Digits.Data;
using Nereid.Samples.Digits.Network;
using Nereid.Samples.Digits.Training;

namespace Nereid.Samples.Digits;

/// <summary>Where the sample logs to, and how fast.</summary>
/// <param name="Server">Null: the address inside the token.</param>
/// <param name="SpoolFolder">Null: the client's default.</param>
/// <param name="Pace">How long each of the trainings should take at least.</param>
public sealed record DigitsSampleOptions(Uri? Server, string? Token, string? SpoolFolder, TimeSpan Pace)
{
    /// <summary>Slow enough to watch; the three together stay under 40 seconds.</summary>
    public static readonly TimeSpan WatchablePace = TimeSpan.FromSeconds(11);

    /// <summary>How long the end of each training waits for unsent data.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Trains a small network on hand-written digits three times, with settings that go well, learn by heart, and fall apart, so that there is
/// something to compare. Every number it logs was computed.</summary>
public static class DigitsSample
{
    public const string Project = "examples/digits";

    static readonly TimeSpan ShortStop = TimeSpan.FromSeconds(2);

    static readonly TrainingSettings Steady = new(
        Seed: 7, HiddenUnits: 48, TrainingImages: 1297, ValidationImages: 500, BatchSize: 32, Epochs: 20, LearningRate: 0.08,
        RateSchedule.WarmUpThenCosine, WarmUpSteps: 60, Momentum: 0.9, WeightDecay: 1e-4);

    static readonly Plan[] Plans =
    [
        new("steady", "Learning rate warmed up and then lowered along a cosine: the way it should look.", ["baseline", "cosine"], Steady),
        new("by heart", "Only 90 images to learn from: the training loss goes to zero while the validation loss stays high and creeps up.", ["overfitting"],
            Steady with { HiddenUnits = 256, TrainingImages = 90, BatchSize = 9, Epochs = 40, LearningRate = 0.05, Schedule = RateSchedule.Constant, WeightDecay = 0 }),
        new("shaky", "A learning rate that is too high and never lowered: it learns for a while, jumps, and then forgets again.", ["unstable"],
            Steady with { LearningRate = 0.5, Schedule = RateSchedule.Constant }),
    ];

    readonly record struct Plan(string Name, string Description, string[] Tags, TrainingSettings Settings);

    /// <summary>Trains and logs, one run after the other.</summary>
    /// <returns>How each of the three trained networks does on the images held out.</returns>
    /// <exception cref="NereidException">The server refused the token.</exception>
    public static async Task<IReadOnlyList<Score>> RunAsync(DigitsSampleOptions options, CancellationToken cancel)
    {
        var images = await DigitSet.ReadAsync(cancel);
        var scores = new List<Score>();
        foreach (var plan in Plans)
        {
            await using var run = await NereidRun.StartAsync(
                new NereidOptions
                {
                    Server = options.Server,
                    Token = options.Token,
                    Project = Project,
                    CreateProject = true,
                    Name = plan.Name,
                    Description = plan.Description,
                    Tags = ["digits", .. plan.Tags],
                    CaptureConsole = true,
                    GitFolder = AppContext.BaseDirectory,
                    SpoolFolder = options.SpoolFolder,
                    StopTimeout = options.StopTimeout,
                },
                cancel);
            Console.WriteLine($"run {run.Info?.ShortId ?? run.CustomId}: {plan.Name}");
            try
            {
                scores.Add(await new LoggedTraining(run, plan.Settings, images, options.Pace, TimeProvider.System).RunAsync(cancel));
            }
            catch (OperationCanceledException)
            {
                // Somebody waits for the program to end: what is not sent by then waits in the spool.
                await run.StopAsync(ShortStop);
                throw;
            }
        }
        return scores;
    }
}
