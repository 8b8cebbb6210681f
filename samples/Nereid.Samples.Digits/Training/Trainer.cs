using System.Numerics.Tensors;
using Nereid.Samples.Digits.Data;
using Nereid.Samples.Digits.Network;

namespace Nereid.Samples.Digits.Training;

/// <summary>What one step of a training did.</summary>
/// <param name="Step">From 0.</param>
/// <param name="Batch">On the images of this step, before they were learned from.</param>
/// <param name="GradientNorm">Length of the gradient over all parameters.</param>
/// <param name="EpochEnded">The number of the epoch that this step ended, from 1; null inside an epoch.</param>
public readonly record struct TrainingStep(int Step, Score Batch, double LearningRate, double GradientNorm, int? EpochEnded);

/// <summary>Stochastic gradient descent with momentum and weight decay.</summary>
public sealed class Trainer
{
    readonly TrainingSettings _settings;
    readonly DigitImage[] _training;
    readonly Random _random;
    readonly List<double[]> _velocities;

    public Trainer(TrainingSettings settings, DigitImage[] images)
    {
        _settings = settings;
        (var training, Validation) = DigitSet.Split(images, settings.ValidationImages, settings.Seed);
        _training = training[..settings.TrainingImages];
        _random = new Random(settings.Seed);
        Network = new DigitClassifier(settings.HiddenUnits, _random);
        _velocities = [.. Network.Parameters.Select(static parameter => new double[parameter.Values.Length])];
    }

    public DigitClassifier Network { get; }

    /// <summary>Never learned from.</summary>
    public DigitImage[] Validation { get; }

    /// <summary>Trains as the caller pulls: each item is one step done.</summary>
    public IEnumerable<TrainingStep> Steps()
    {
        var step = 0;
        for (var epoch = 1; epoch <= _settings.Epochs; epoch++)
        {
            _random.Shuffle(_training);
            for (var first = 0; first < _training.Length; first += _settings.BatchSize)
            {
                var size = Math.Min(_settings.BatchSize, _training.Length - first);
                var rate = _settings.RateAt(step);
                var score = Network.Learn(_training.AsSpan(first, size));
                var norm = GradientNorm();
                Descend(rate);
                yield return new TrainingStep(step, score, rate, norm, first + size == _training.Length ? epoch : null);
                step++;
            }
        }
    }

    double GradientNorm() =>
        Math.Sqrt(Network.Parameters.Sum(static parameter => TensorPrimitives.SumOfSquares<double>(parameter.Gradients)));

    /// <summary>v = momentum · v + gradient + decay · w, then w = w - rate · v.</summary>
    void Descend(double rate)
    {
        foreach (var ((values, gradients), velocity) in Network.Parameters.Zip(_velocities))
        {
            TensorPrimitives.MultiplyAdd(velocity, _settings.Momentum, gradients, velocity);
            TensorPrimitives.MultiplyAdd(values, _settings.WeightDecay, velocity, velocity);
            TensorPrimitives.MultiplyAdd(velocity, -rate, values, values);
        }
    }
}
