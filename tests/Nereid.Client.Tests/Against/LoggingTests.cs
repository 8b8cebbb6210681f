using Nereid.Client.Tests.Testing;
using Nereid.Domain.Runs;

namespace Nereid.Client.Tests.Against;

/// <summary>What is logged through the client stands in the real server afterwards.</summary>
public sealed class LoggingTests
{
    static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Every_simple_type_arrives_as_it_was_logged()
    {
        await using var bench = await Bench.StartAsync();
        await using var run = await NereidRun.StartAsync(bench.Options);
        var moment = new DateTimeOffset(2026, 3, 4, 5, 6, 7, 8, TimeSpan.FromHours(2));

        run["a/float"].Assign(0.1);
        run["a/int"].Assign(long.MaxValue);
        run["a/bool"].Assign(true);
        run["a/text"].Assign("naïve 模型 \"quoted\"\n\0");
        run["a/time"].Assign(moment);
        run["a/nan"].Assign(double.NaN);
        run["a/less"].Assign(double.NegativeInfinity);
        await run.WaitAsync();

        Assert.Equal(0.1, (await bench.ReadAsync<FloatValue>(run.CustomId, "a/float")).Value);
        Assert.Equal(long.MaxValue, (await bench.ReadAsync<IntValue>(run.CustomId, "a/int")).Value);
        Assert.True((await bench.ReadAsync<BoolValue>(run.CustomId, "a/bool")).Value);
        Assert.Equal("naïve 模型 \"quoted\"\n\0", (await bench.ReadAsync<StringValue>(run.CustomId, "a/text")).Value);
        Assert.Equal(moment.ToUnixTimeMilliseconds() * 1000, (await bench.ReadAsync<DatetimeValue>(run.CustomId, "a/time")).UnixMicros);
        Assert.Equal(double.NaN, (await bench.ReadAsync<FloatValue>(run.CustomId, "a/nan")).Value);
        Assert.Equal(double.NegativeInfinity, (await bench.ReadAsync<FloatValue>(run.CustomId, "a/less")).Value);
        Assert.Empty(bench.Heard.All);
    }

    [Fact]
    public async Task Series_keep_steps_times_and_non_finite_values()
    {
        await using var bench = await Bench.StartAsync();
        await using var run = await NereidRun.StartAsync(bench.Options);
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

        run["loss"].Append(0.5, step: 1, time: moment);
        run["loss"].Append(double.NaN, step: 2);
        run["loss"].Append(double.PositiveInfinity, step: 2.5);
        run["loss"].Append(0.25);
        run["log"].Append("first");
        run["log"].Append("second");
        await run.WaitAsync();

        var points = await bench.ReadFloatsAsync(run.CustomId, "loss");
        Assert.Equal([1, 2, 2.5, 3.5], points.Select(point => point.Step.Value));
        Assert.Equal([0.5, double.NaN, double.PositiveInfinity, 0.25], points.Select(point => point.Value));
        Assert.Equal(1_700_000_000_123_000, points[0].UnixMicros);
        Assert.Equal(["first", "second"], (await bench.ReadStringsAsync(run.CustomId, "log")).Select(point => point.Value));
    }

    [Fact]
    public async Task Name_description_and_tags_are_those_of_the_options()
    {
        await using var bench = await Bench.StartAsync();
        await using var run = await NereidRun.StartAsync(bench.Options with { Name = "first try", Description = "Why not.", Tags = ["a", "b"] });

        run["sys/tags"].Add("c");
        run["sys/tags"].Remove("a", "never there");
        await run.WaitAsync();

        Assert.Equal("first try", (await bench.ReadAsync<StringValue>(run.CustomId, "sys/name")).Value);
        Assert.Equal("Why not.", (await bench.ReadAsync<StringValue>(run.CustomId, "sys/description")).Value);
        Assert.Equal(["b", "c"], (await bench.ReadAsync<StringSetValue>(run.CustomId, "sys/tags")).Values.AsEnumerable());
    }

    [Fact]
    public async Task Files_and_file_series_arrive_with_their_labels()
    {
        await using var bench = await Bench.StartAsync();
        await using var run = await NereidRun.StartAsync(bench.Options);

        run["model/weights"].Upload(new byte[] { 1, 2, 3 }, ".bin");
        run["images"].AppendFile(new byte[] { 9 }, "png", step: 4, name: "four & more", description: "a? b#");
        run["images"].AppendFile(new byte[] { 8 }, "png");
        await run.WaitAsync();

        var file = (await bench.ReadAsync<FileValue>(run.CustomId, "model/weights")).File;
        Assert.Equal((3, "bin"), (file.Size, file.Extension));
        var images = await bench.ReadFilesAsync(run.CustomId, "images");
        Assert.Equal([4.0, 5.0], images.Select(image => image.Step.Value));
        Assert.Equal(("four & more", "a? b#"), (images[0].Name, images[0].Description));
    }

    [Fact]
    public async Task A_large_file_is_read_from_its_own_place_when_it_is_sent()
    {
        await using var bench = await Bench.StartAsync();
        var path = Path.Combine(Path.GetDirectoryName(bench.Spool)!, "large.bin");
        await File.WriteAllBytesAsync(path, new byte[17 * 1024 * 1024]);
        await using var run = await NereidRun.StartAsync(bench.Options);

        await run["model"].UploadAsync(path);
        Assert.DoesNotContain(Directory.EnumerateFiles(bench.Spool, "*", SearchOption.AllDirectories), file => new FileInfo(file).Length > 1024 * 1024);
        await run.WaitAsync();

        Assert.Equal(17 * 1024 * 1024, (await bench.ReadAsync<FileValue>(run.CustomId, "model")).File.Size);
    }

    [Fact]
    public async Task Values_and_points_can_be_fetched_back()
    {
        await using var bench = await Bench.StartAsync();
        await using var run = await NereidRun.StartAsync(bench.Options);

        run["lr"].Assign(0.25);
        run["lr/inner"].Assign(3);
        run["name"].Assign("x");
        for (var step = 0; step < 25_000; step++)
            run["loss"].Append(step / 2.0, step);

        Assert.Equal(0.25, (await run["lr"].FetchAsync())!.AsDouble());
        Assert.Equal("x", (await run["name"].FetchAsync())!.AsText());
        Assert.Null(await run["nothing"].FetchAsync());
        Assert.Equal(24_999 / 2.0, (await run["loss"].FetchAsync())!.AsDouble());
        var points = new List<NereidPoint>();
        await foreach (var point in run["loss"].FetchPointsAsync())
            points.Add(point);
        Assert.Equal(Enumerable.Range(0, 25_000).Select(step => (double)step), points.Select(point => point.Step));
        Assert.Equal(12_499.5, points[^1].Value);
        Assert.Throws<InvalidOperationException>(() => new NereidValue("string", default).AsDouble());
    }

    [Fact]
    public async Task A_delete_stands_between_the_points_before_and_after_it()
    {
        await using var bench = await Bench.StartAsync();
        await using var run = await NereidRun.StartAsync(bench.Options);

        run["loss"].Append(1, step: 1);
        run["loss"].Delete();
        run["loss"].Append(2, step: 2);
        await run.WaitAsync();

        Assert.Equal([2.0], (await bench.ReadFloatsAsync(run.CustomId, "loss")).Select(point => point.Value));
    }

    [Fact]
    public async Task Starting_with_a_known_custom_id_goes_on_with_that_run()
    {
        await using var bench = await Bench.StartAsync();
        await using (var first = await NereidRun.StartAsync(bench.Options with { CustomId = "mine" }))
            first["loss"].Append(1);
        await using (var second = await NereidRun.StartAsync(bench.Options with { CustomId = "mine" }))
            second["loss"].Append(2);

        Assert.Equal([1.0, 2.0], (await bench.ReadFloatsAsync("mine", "loss")).Select(point => point.Value));
    }

    [Fact]
    public async Task A_run_that_stopped_is_idle_at_once_and_leaves_no_spool_behind()
    {
        await using var bench = await Bench.StartAsync();
        var run = await NereidRun.StartAsync(bench.Options);
        run["x"].Assign(1);

        var report = await run.StopAsync(Long);

        Assert.Equal(new NereidStopReport(true, 0, 0, 0, null), report);
        Assert.Equal(RunState.Idle, (await bench.ReadAsync<RunStateValue>(run.CustomId, "sys/state")).State);
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.Spool));
        Assert.Same(report, await run.StopAsync(Long));
    }

    [Fact]
    public async Task What_is_logged_after_the_stop_is_told_and_not_thrown()
    {
        await using var bench = await Bench.StartAsync();
        var run = await NereidRun.StartAsync(bench.Options);
        await run.StopAsync(Long);

        run["x"].Assign(1);

        Assert.Single(bench.Heard.Of(NereidDiagnosticKind.DataDropped));
        await Assert.ThrowsAsync<NereidUnavailableException>(() => run.WaitAsync());
    }

    [Fact]
    public async Task Console_lines_of_the_process_are_copied_while_the_run_lasts()
    {
        await using var bench = await Bench.StartAsync();
        var run = await NereidRun.StartAsync(bench.Options with { CaptureConsole = true });
        var marker = Guid.NewGuid().ToString();

        Console.Out.WriteLine($"out {marker}");
        Console.Error.WriteLine($"error {marker}");
        await run.StopAsync(Long);
        Console.Out.WriteLine($"late {marker}");

        Assert.Contains($"out {marker}", (await bench.ReadStringsAsync(run.CustomId, "monitoring/stdout")).Select(point => point.Value));
        Assert.Contains($"error {marker}", (await bench.ReadStringsAsync(run.CustomId, "monitoring/stderr")).Select(point => point.Value));
        Assert.DoesNotContain($"late {marker}", (await bench.ReadStringsAsync(run.CustomId, "monitoring/stdout")).Select(point => point.Value));
    }

    [Fact]
    public async Task The_git_commit_is_recorded()
    {
        await using var bench = await Bench.StartAsync();
        using var repository = new Capture.GitRepository();
        await repository.CommitAsync("first version");
        await using var run = await NereidRun.StartAsync(bench.Options with { CaptureGit = true, GitFolder = repository.Path });
        await run.WaitAsync();

        var git = await bench.ReadAsync<GitRefValue>(run.CustomId, "source_code/git");
        Assert.Equal("first version", git.Message);
        Assert.Equal(40, git.CommitId.Length);
        Assert.False(git.Dirty);
    }
}
