using System.Text.Json.Serialization;

namespace Nereid.Samples.Digits.Training;

/// <summary>How the learning rate goes over a training.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RateSchedule>))]
public enum RateSchedule
{
    /// <summary>The same all the time.</summary>
    Constant,

    /// <summary>Up in a straight line during the warm-up, then down along half a cosine to zero.</summary>
    WarmUpThenCosine,
}

/// <summary>All that decides how a training goes; with the same settings it goes the same way again.</summary>
/// <param name="TrainingImages">How many of the images that are not held out may be learned from.</param>
/// <param name="LearningRate">The highest.</param>
/// <param name="WarmUpSteps">Only for <see cref="RateSchedule.WarmUpThenCosine"/>.</param>
public sealed record TrainingSettings(
    int Seed, int HiddenUnits, int TrainingImages, int ValidationImages, int BatchSize, int Epochs, double LearningRate, RateSchedule Schedule,
    int WarmUpSteps, double Momentum, double WeightDecay)
{
    public int StepsPerEpoch => (TrainingImages + BatchSize - 1) / BatchSize;

    public int Steps => Epochs * StepsPerEpoch;

    /// <param name="step">From 0.</param>
    public double RateAt(int step) => Schedule switch
    {
        RateSchedule.Constant => LearningRate,
        _ when step < WarmUpSteps => LearningRate * (step + 1) / WarmUpSteps,
        _ => LearningRate * (1 + Math.Cos(Math.PI * (step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps))) / 2,
    };
}

/// <summary>Lets the client log the settings property by property without reflection.</summary>
[JsonSerializable(typeof(TrainingSettings))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
public sealed partial class TrainingJson : JsonSerializerContext;
