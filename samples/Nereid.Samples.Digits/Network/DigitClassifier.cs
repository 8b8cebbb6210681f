using System.Numerics.Tensors;
using Nereid.Samples.Digits.Data;

namespace Nereid.Samples.Digits.Network;

/// <summary>How well a network did on some images.</summary>
/// <param name="Loss">Mean cross-entropy, in nats.</param>
/// <param name="Accuracy">Share of images read rightly: 0 to 1.</param>
public readonly record struct Score(double Loss, double Accuracy);

/// <summary>A network with one hidden layer: pixels, dense, ReLU, dense, softmax over the ten digits. Not safe for use from many threads.</summary>
public sealed class DigitClassifier
{
    readonly DenseLayer _hidden;
    readonly DenseLayer _output;
    readonly int _hiddenUnits;

    public DigitClassifier(int hiddenUnits, Random random)
    {
        _hiddenUnits = hiddenUnits;
        _hidden = new DenseLayer(DigitSet.PixelCount, hiddenUnits, random);
        _output = new DenseLayer(hiddenUnits, DigitSet.Classes, random);
    }

    /// <summary>All that is learned, and beside each the gradient that the last <see cref="Learn"/> left.</summary>
    public IEnumerable<(double[] Values, double[] Gradients)> Parameters =>
    [
        (_hidden.Weights, _hidden.WeightGradients), (_hidden.Biases, _hidden.BiasGradients),
        (_output.Weights, _output.WeightGradients), (_output.Biases, _output.BiasGradients),
    ];

    public int ParameterCount => Parameters.Sum(static parameter => parameter.Values.Length);

    /// <summary>The probabilities of the ten digits, one row for each image.</summary>
    public double[] Read(ReadOnlySpan<DigitImage> images) => Run(images).Probabilities;

    public Score Measure(ReadOnlySpan<DigitImage> images) => ScoreOf(images, Read(images));

    /// <summary>Computes the gradients of the mean loss over a batch, without changing the network.</summary>
    public Score Learn(ReadOnlySpan<DigitImage> batch)
    {
        var pass = Run(batch);
        var score = ScoreOf(batch, pass.Probabilities);

        // The gradient of cross-entropy after softmax is the probabilities, less one at the right digit.
        var gradient = pass.Probabilities;
        for (var row = 0; row < batch.Length; row++)
            gradient[row * DigitSet.Classes + batch[row].Label] -= 1;
        TensorPrimitives.Divide(gradient, batch.Length, gradient);

        var hiddenGradient = new double[batch.Length * _hiddenUnits];
        _output.Backward(pass.Hidden, gradient, hiddenGradient, batch.Length);
        for (var i = 0; i < hiddenGradient.Length; i++)
        {
            if (pass.Hidden[i] <= 0)
                hiddenGradient[i] = 0;
        }
        _hidden.Backward(pass.Pixels, hiddenGradient, [], batch.Length);
        return score;
    }

    readonly record struct Pass(double[] Pixels, double[] Hidden, double[] Probabilities);

    Pass Run(ReadOnlySpan<DigitImage> images)
    {
        var pixels = new double[images.Length * DigitSet.PixelCount];
        for (var row = 0; row < images.Length; row++)
            images[row].Pixels.CopyTo(pixels, row * DigitSet.PixelCount);
        var hidden = new double[images.Length * _hiddenUnits];
        _hidden.Forward(pixels, hidden, images.Length);
        TensorPrimitives.Max(hidden, 0.0, hidden);
        var probabilities = new double[images.Length * DigitSet.Classes];
        _output.Forward(hidden, probabilities, images.Length);
        for (var row = 0; row < images.Length; row++)
            SoftMax(probabilities.AsSpan(row * DigitSet.Classes, DigitSet.Classes));
        return new Pass(pixels, hidden, probabilities);
    }

    /// <summary>Shifted by the largest, so that no exponential overflows.</summary>
    static void SoftMax(Span<double> row)
    {
        TensorPrimitives.Subtract(row, TensorPrimitives.Max<double>(row), row);
        TensorPrimitives.SoftMax<double>(row, row);
    }

    static Score ScoreOf(ReadOnlySpan<DigitImage> images, double[] probabilities)
    {
        var loss = 0.0;
        var right = 0;
        for (var row = 0; row < images.Length; row++)
        {
            ReadOnlySpan<double> answer = probabilities.AsSpan(row * DigitSet.Classes, DigitSet.Classes);
            loss -= Math.Log(Math.Max(answer[images[row].Label], double.Epsilon));
            if (TensorPrimitives.IndexOfMax(answer) == images[row].Label)
                right++;
        }
        return new Score(loss / images.Length, (double)right / images.Length);
    }
}
