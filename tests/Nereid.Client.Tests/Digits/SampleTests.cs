using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Samples.Digits;
using Nereid.Testing;

namespace Nereid.Client.Tests.Digits;

public sealed class SampleTests
{
    [Fact]
    public async Task The_sample_logs_three_trainings_that_differ()
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = new TemporaryFolder();
        var (_, token) = await server.Credentials.CreateTokenAsync(server.Administrator.Id, "sample", null, CancellationToken.None);

        var scores = await DigitsSample.RunAsync(
            new DigitsSampleOptions(new Uri(server.Address), token, folder.File("spool"), TimeSpan.Zero) { StopTimeout = TimeSpan.FromMinutes(5) }, CancellationToken.None);

        Assert.True(scores[0].Accuracy > 0.95);
        Assert.InRange(scores[1].Accuracy, 0.8, 0.94);
        Assert.True(scores[2].Accuracy < scores[0].Accuracy);
        var project = await server.Catalog.FindProjectAsync("examples", "digits", CancellationToken.None);
        var reader = server.Get<IRunReader>();
        for (var number = 1; number <= 3; number++)
        {
            var run = await reader.FindByShortIdAsync(project!.Id, $"{project.Key}-{number}", CancellationToken.None);
            var attributes = (await reader.GetAttributesAsync(run!.Id, null, CancellationToken.None)).ToDictionary(attribute => attribute.Path.Text, attribute => attribute.Value);
            Assert.Equal(scores[number - 1].Accuracy, Assert.IsType<FloatValue>(attributes["result/validation_accuracy"]).Value);
            Assert.Equal(Assert.IsType<IntValue>(attributes["parameters/steps"]).Value, Assert.IsType<FloatSeriesValue>(attributes["train/loss"]).Count);
            Assert.Equal(Assert.IsType<IntValue>(attributes["parameters/epochs"]).Value, Assert.IsType<FileSeriesValue>(attributes["validation/misread"]).Count);
            Assert.Equal("image/png", Assert.IsType<FileValue>(attributes["validation/confusion_matrix"]).File.MediaType);
            Assert.IsType<FloatValue>(attributes["parameters/weight_decay"]);
            Assert.Equal(RunState.Idle, Assert.IsType<RunStateValue>(attributes["sys/state"]).State);
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.File("spool")));
    }
}
