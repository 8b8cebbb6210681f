using Nereid.Samples.Digits.Data;
using Nereid.Samples.Digits.Network;
using Nereid.Samples.Digits.Training;

namespace Nereid.Client.Tests.Digits;

public sealed class TrainerTests
{
    static readonly TrainingSettings Quick = new(
        Seed: 7, HiddenUnits: 24, TrainingImages: 1297, ValidationImages: 500, BatchSize: 32, Epochs: 6, LearningRate: 0.08,
        RateSchedule.WarmUpThenCosine, WarmUpSteps: 20, Momentum: 0.9, WeightDecay: 1e-4);

    [Fact]
    public async Task The_data_set_has_1797_images_of_ten_digits()
    {
        var images = await DigitSet.ReadAsync(CancellationToken.None);

        Assert.Equal(1797, images.Length);
        Assert.Equal(10, images.Select(image => image.Label).Distinct().Count());
        Assert.All(images, image => Assert.All(image.Pixels, pixel => Assert.InRange(pixel, 0, 1)));
    }

    [Fact]
    public async Task Held_out_images_are_not_learned_from()
    {
        var images = await DigitSet.ReadAsync(CancellationToken.None);

        var (training, validation) = DigitSet.Split(images, 500, seed: 3);

        Assert.Equal(500, validation.Length);
        Assert.Equal(1297, training.Length);
        var heldOut = new HashSet<object>(validation, ReferenceEqualityComparer.Instance);
        Assert.DoesNotContain(training, heldOut.Contains);
    }

    [Fact]
    public async Task The_gradient_agrees_with_finite_differences()
    {
        const double h = 1e-6;
        var batch = (await DigitSet.ReadAsync(CancellationToken.None))[..16];
        var network = new DigitClassifier(hiddenUnits: 7, new Random(1));
        network.Learn(batch);
        var analytic = network.Parameters.Select(parameter => parameter.Gradients.ToArray()).ToArray();

        var layer = 0;
        foreach (var (values, _) in network.Parameters)
        {
            for (var i = 0; i < values.Length; i += Math.Max(1, values.Length / 40))
            {
                var before = values[i];
                values[i] = before + h;
                var above = network.Measure(batch).Loss;
                values[i] = before - h;
                var below = network.Measure(batch).Loss;
                values[i] = before;
                Assert.Equal((above - below) / (2 * h), analytic[layer][i], tolerance: 1e-6);
            }
            layer++;
        }
        Assert.True(analytic.SelectMany(gradient => gradient).Max(Math.Abs) > 0.01);
    }

    [Fact]
    public async Task A_short_training_reads_nine_in_ten_held_out_digits()
    {
        var trainer = new Trainer(Quick, await DigitSet.ReadAsync(CancellationToken.None));
        var untrained = trainer.Network.Measure(trainer.Validation);

        var steps = trainer.Steps().ToList();

        Assert.Equal(Quick.Steps, steps.Count);
        Assert.True(untrained.Accuracy < 0.4);
        Assert.True(trainer.Network.Measure(trainer.Validation).Accuracy > 0.9);
    }

    [Fact]
    public async Task The_same_settings_train_the_same_way()
    {
        var images = await DigitSet.ReadAsync(CancellationToken.None);

        var first = new Trainer(Quick with { Epochs = 1 }, images).Steps().ToList();
        var second = new Trainer(Quick with { Epochs = 1 }, images).Steps().ToList();

        Assert.Equal(first, second);
    }

    [Fact]
    public void The_learning_rate_warms_up_and_then_falls_to_zero()
    {
        Assert.Equal(0.08 / 20, Quick.RateAt(0), 12);
        Assert.Equal(0.08, Quick.RateAt(19), 12);
        Assert.True(Quick.RateAt(60) < Quick.RateAt(30));
        Assert.True(Quick.RateAt(Quick.Steps - 1) < 0.001);
        Assert.Equal(0.08, (Quick with { Schedule = RateSchedule.Constant }).RateAt(123));
    }
}
