using System.Numerics.Tensors;

namespace Nereid.Samples.Digits.Network;

/// <summary>A fully connected layer: y = W x + b for each row of a batch.</summary>
public sealed class DenseLayer
{
    readonly int _inputs;
    readonly int _outputs;

    /// <param name="random">Draws the first weights: normal, with variance 2 / inputs (He), which keeps the signal's size through ReLUs.</param>
    public DenseLayer(int inputs, int outputs, Random random)
    {
        _inputs = inputs;
        _outputs = outputs;
        Weights = new double[inputs * outputs];
        Biases = new double[outputs];
        WeightGradients = new double[Weights.Length];
        BiasGradients = new double[outputs];
        var deviation = Math.Sqrt(2.0 / inputs);
        for (var i = 0; i < Weights.Length; i++)
            Weights[i] = deviation * NextNormal(random);
    }

    /// <summary>One row of inputs for each output.</summary>
    public double[] Weights { get; }

    public double[] Biases { get; }

    /// <summary>Of the last <see cref="Backward"/>; the same layout as <see cref="Weights"/>.</summary>
    public double[] WeightGradients { get; }

    public double[] BiasGradients { get; }

    /// <param name="input">rows × inputs.</param>
    /// <param name="output">rows × outputs, overwritten.</param>
    public void Forward(ReadOnlySpan<double> input, Span<double> output, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            var x = input.Slice(row * _inputs, _inputs);
            for (var o = 0; o < _outputs; o++)
                output[row * _outputs + o] = TensorPrimitives.Dot(WeightsOf(o), x) + Biases[o];
        }
    }

    /// <summary>Sets the gradients from those of the output.</summary>
    /// <param name="inputGradient">rows × inputs, overwritten; empty when nobody needs it.</param>
    public void Backward(ReadOnlySpan<double> input, ReadOnlySpan<double> outputGradient, Span<double> inputGradient, int rows)
    {
        Array.Clear(WeightGradients);
        Array.Clear(BiasGradients);
        inputGradient.Clear();
        for (var row = 0; row < rows; row++)
        {
            var x = input.Slice(row * _inputs, _inputs);
            for (var o = 0; o < _outputs; o++)
            {
                var gradient = outputGradient[row * _outputs + o];
                var weightGradients = WeightGradients.AsSpan(o * _inputs, _inputs);
                TensorPrimitives.MultiplyAdd(x, gradient, weightGradients, weightGradients);
                BiasGradients[o] += gradient;
                if (inputGradient.IsEmpty)
                    continue;
                var dx = inputGradient.Slice(row * _inputs, _inputs);
                TensorPrimitives.MultiplyAdd(WeightsOf(o), gradient, dx, dx);
            }
        }
    }

    ReadOnlySpan<double> WeightsOf(int output) => Weights.AsSpan(output * _inputs, _inputs);

    /// <summary>Box and Muller's way from two even draws to one normal one.</summary>
    static double NextNormal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
