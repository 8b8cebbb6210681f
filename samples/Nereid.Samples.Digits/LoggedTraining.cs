using System.Buffers.Binary;
using Nereid.Client;
using Nereid.Samples.Digits.Data;
using Nereid.Samples.Digits.Drawing;
using Nereid.Samples.Digits.Network;
using Nereid.Samples.Digits.Training;

namespace Nereid.Samples.Digits;

/// <summary>One training that logs itself to a run, no faster than a person can watch.</summary>
/// <param name="pace">How long the whole training should take at least; zero for as fast as it goes.</param>
sealed class LoggedTraining(NereidRun run, TrainingSettings settings, DigitImage[] images, TimeSpan pace, TimeProvider time)
{
    const int EpochsPerMatrix = 4;

    readonly Trainer _trainer = new(settings, images);
    Score _best = new(double.PositiveInfinity, 0);

    /// <returns>How the trained network does on the held-out images.</returns>
    public async Task<Score> RunAsync(CancellationToken cancel)
    {
        run["parameters"].Assign(settings, TrainingJson.Default.TrainingSettings);
        run["model/parameters"].Assign(_trainer.Network.ParameterCount);
        run["model/layers"].Assign($"dense {DigitSet.PixelCount}-{settings.HiddenUnits}, ReLU, dense {settings.HiddenUnits}-{DigitSet.Classes}, softmax");
        run["data/source"].Assign("UCI, Optical Recognition of Handwritten Digits (Alpaydin and Kaynak, 1998), CC BY 4.0");
        run["data/images"].Assign(images.Length);
        Console.WriteLine($"{_trainer.Network.ParameterCount} parameters, {settings.TrainingImages} images to learn from, {settings.Steps} steps");

        var start = time.GetTimestamp();
        var last = default(Score);
        foreach (var step in _trainer.Steps())
        {
            LogStep(step);
            if (step.EpochEnded is { } epoch)
                last = LogEpoch(step.Step, epoch);
            var due = pace * ((step.Step + 1.0) / settings.Steps) - time.GetElapsedTime(start);
            if (due > TimeSpan.FromMilliseconds(1))
                await Task.Delay(due, time, cancel);
            cancel.ThrowIfCancellationRequested();
        }
        LogResult(last, time.GetElapsedTime(start));
        return last;
    }

    void LogStep(TrainingStep step)
    {
        run["train/loss"].Append(step.Batch.Loss, step.Step);
        run["train/accuracy"].Append(step.Batch.Accuracy, step.Step);
        run["optimizer/learning_rate"].Append(step.LearningRate, step.Step);
        run["optimizer/gradient_norm"].Append(step.GradientNorm, step.Step);
    }

    Score LogEpoch(int step, int epoch)
    {
        var answers = _trainer.Network.Read(_trainer.Validation);
        var score = _trainer.Network.Measure(_trainer.Validation);
        run["validation/loss"].Append(score.Loss, step);
        run["validation/accuracy"].Append(score.Accuracy, step);
        run["epoch"].Append(epoch, step);
        if (score.Accuracy > _best.Accuracy)
            _best = score;
        var misread = new MisreadSheet(_trainer.Validation, answers);
        run["validation/misread"].AppendFile(
            misread.ToPng(), "png", step, $"Epoch {epoch}: {misread.Count} of {_trainer.Validation.Length} misread",
            misread.Count > MisreadSheet.Shown ? $"The {MisreadSheet.Shown} surest mistakes: written > read" : "written > read");
        if (epoch % EpochsPerMatrix == 0 || epoch == settings.Epochs)
            run["validation/confusion_matrix"].Upload(new ConfusionMatrix(_trainer.Validation, answers).ToPng(), "png");
        Console.WriteLine(FormattableString.Invariant(
            $"epoch {epoch,2}/{settings.Epochs}  validation loss {score.Loss:0.0000}  accuracy {score.Accuracy:0.000}  misread {misread.Count}"));
        return score;
    }

    void LogResult(Score last, TimeSpan took)
    {
        run["result"].Assign(new Dictionary<string, object?>
        {
            ["validation_loss"] = last.Loss,
            ["validation_accuracy"] = last.Accuracy,
            ["best_validation_accuracy"] = _best.Accuracy,
            ["seconds"] = took.TotalSeconds,
        });
        run["model/weights"].Upload(Weights(), "bin");
        Console.WriteLine(FormattableString.Invariant($"done: accuracy {last.Accuracy:0.000} on images never learned from, best {_best.Accuracy:0.000}"));
    }

    /// <summary>All parameters as little-endian doubles, layer by layer.</summary>
    byte[] Weights()
    {
        var bytes = new byte[_trainer.Network.ParameterCount * sizeof(double)];
        var at = 0;
        foreach (var value in _trainer.Network.Parameters.SelectMany(static parameter => parameter.Values))
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
            at += sizeof(double);
        }
        return bytes;
    }
}
