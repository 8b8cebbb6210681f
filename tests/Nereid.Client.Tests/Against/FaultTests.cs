using System.Net;
using Nereid.Client.Tests.Testing;
using Nereid.Domain.Runs;

namespace Nereid.Client.Tests.Against;

/// <summary>Whatever breaks between client and server: the training notices nothing, nothing is lost, and nothing is doubled.</summary>
public sealed class FaultTests
{
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_server_that_is_away_at_the_start_gets_everything_when_it_comes()
    {
        await using var bench = await Bench.StartAsync(LineState.Down);
        await using var run = await NereidRun.StartAsync(bench.Options);
        for (var step = 0; step < 1000; step++)
            run["loss"].Append(step, step);
        Assert.Null(run.Info);

        bench.Line.Set(LineState.Works);
        await run.WaitAsync();

        Assert.Equal(Enumerable.Range(0, 1000).Select(step => (double)step), (await bench.ReadFloatsAsync(run.CustomId, "loss")).Select(point => point.Value));
        Assert.NotNull(run.Info);
        Assert.Single(bench.Heard.Of(NereidDiagnosticKind.ServerUnavailable));
        Assert.Single(bench.Heard.Of(NereidDiagnosticKind.ServerBack));
    }

    [Fact]
    public async Task What_a_run_could_not_send_is_sent_by_the_next_start()
    {
        await using var bench = await Bench.StartAsync(LineState.Down);
        var first = await NereidRun.StartAsync(bench.Options with { Name = "left behind" });
        first["loss"].Append(1, 1);
        first["image"].Upload(new byte[] { 7 }, "bin");
        var report = await first.StopAsync(Short);
        Assert.False(report.IsComplete);
        Assert.True(Directory.Exists(report.SpoolFolder));
        Assert.Single(bench.Heard.Of(NereidDiagnosticKind.LeftInSpool));

        bench.Line.Set(LineState.Works);
        await using var second = await NereidRun.StartAsync(bench.Options);
        await Bench.EventuallyAsync(() => !Directory.Exists(report.SpoolFolder));

        Assert.Equal([1.0], (await bench.ReadFloatsAsync(first.CustomId, "loss")).Select(point => point.Value));
        Assert.Equal("left behind", (await bench.ReadAsync<StringValue>(first.CustomId, "sys/name")).Value);
        Assert.Equal(1, (await bench.ReadAsync<FileValue>(first.CustomId, "image")).File.Size);
        Assert.Equal(RunState.Idle, (await bench.ReadAsync<RunStateValue>(first.CustomId, "sys/state")).State);
    }

    [Fact]
    public async Task What_a_run_could_not_send_is_sent_by_a_sync()
    {
        await using var bench = await Bench.StartAsync(LineState.Down);
        var run = await NereidRun.StartAsync(bench.Options);
        run["loss"].Append(1);
        await run.StopAsync(Short);

        var away = await NereidSpool.SyncAsync(bench.Options);
        bench.Line.Set(LineState.Works);
        var there = await NereidSpool.SyncAsync(bench.Options);
        var again = await NereidSpool.SyncAsync(bench.Options);

        Assert.Equal(new NereidSyncReport(0, 0, 1, 0), away);
        Assert.Equal(new NereidSyncReport(1, 1, 0, 0), there);
        Assert.Equal(new NereidSyncReport(0, 0, 0, 0), again);
        Assert.Equal([1.0], (await bench.ReadFloatsAsync(run.CustomId, "loss")).Select(point => point.Value));
    }

    [Fact]
    public async Task A_sync_leaves_a_run_alone_that_is_still_logging()
    {
        await using var bench = await Bench.StartAsync(LineState.Down);
        await using var run = await NereidRun.StartAsync(bench.Options with { StopTimeout = Short });
        run["loss"].Append(1);

        Assert.Equal(new NereidSyncReport(0, 0, 0, 1), await NereidSpool.SyncAsync(bench.Options));
    }

    [Fact]
    public async Task A_spool_of_another_server_is_left_alone()
    {
        await using var bench = await Bench.StartAsync(LineState.Down);
        var run = await NereidRun.StartAsync(bench.Options with { Server = new Uri("http://127.0.0.1:9") });
        run["loss"].Append(1);
        var report = await run.StopAsync(Short);

        bench.Line.Set(LineState.Works);
        Assert.Equal(new NereidSyncReport(0, 0, 0, 1), await NereidSpool.SyncAsync(bench.Options));
        Assert.True(Directory.Exists(report.SpoolFolder));
    }

    [Fact]
    public async Task Answers_that_are_lost_do_not_double_what_they_answered()
    {
        await using var bench = await Bench.StartAsync();
        await using var run = await NereidRun.StartAsync(bench.Options);

        bench.Line.Set(LineState.LosesAnswers);
        // Without steps: applied twice, each would be there twice.
        for (var i = 0; i < 50; i++)
            run["loss"].Append(i);
        run["image"].AppendFile(new byte[] { 1 }, "png");
        run["log"].Append("once");
        await Bench.EventuallyAsync(() => bench.Line.LostAnswers >= 5);
        bench.Line.Set(LineState.Works);
        await run.WaitAsync();

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (double)i), (await bench.ReadFloatsAsync(run.CustomId, "loss")).Select(point => point.Value));
        Assert.Single(await bench.ReadFilesAsync(run.CustomId, "image"));
        Assert.Single(await bench.ReadStringsAsync(run.CustomId, "log"));
    }

    [Fact]
    public async Task A_lost_answer_to_the_creation_makes_no_second_run()
    {
        await using var bench = await Bench.StartAsync(LineState.LosesAnswers);
        await using var run = await NereidRun.StartAsync(bench.Options with { ConnectTimeout = Short });
        await Bench.EventuallyAsync(() => bench.Line.LostAnswers >= 4);

        bench.Line.Set(LineState.Works);
        await run.WaitConnectedAsync();

        Assert.Equal(1, (await bench.Reader.GetProjectFiguresAsync(bench.ProjectId, CancellationToken.None)).Runs);
    }

    [Fact]
    public async Task A_line_that_breaks_again_and_again_loses_nothing_and_doubles_nothing()
    {
        const int points = 3000;
        await using var bench = await Bench.StartAsync();
        await using var run = await NereidRun.StartAsync(bench.Options with { BatchOperations = 40 });
        LineState[] faults = [LineState.Down, LineState.Works, LineState.LosesAnswers, LineState.Works];
        using var over = new CancellationTokenSource();
        var breaking = Task.Run(async () =>
        {
            for (var i = 0; !over.IsCancellationRequested; i++)
            {
                bench.Line.Set(faults[i % faults.Length]);
                await Task.Delay(30);
            }
            bench.Line.Set(LineState.Works);
        });

        for (var i = 0; i < points; i++)
        {
            run["loss"].Append(i);
            if (i % 100 == 0)
                await Task.Delay(10);
        }
        await over.CancelAsync();
        await breaking;
        await run.WaitAsync();

        Assert.Equal(Enumerable.Range(0, points).Select(i => (double)i), (await bench.ReadFloatsAsync(run.CustomId, "loss")).Select(point => point.Value));
        Assert.Equal(new NereidStopReport(true, 0, 0, 0, null), await run.StopAsync(Long));
    }

    [Fact]
    public async Task A_slow_server_does_not_hold_up_the_training()
    {
        await using var bench = await Bench.StartAsync();
        await using var run = await NereidRun.StartAsync(bench.Options);
        bench.Line.Delay = TimeSpan.FromHours(1);

        // The answer to the first request does not come before the training is over.
        for (var step = 0; step < 100_000; step++)
            run["loss"].Append(step, step);

        bench.Line.Delay = TimeSpan.Zero;
        bench.Line.Set(LineState.Works);
        await run.WaitAsync();
        Assert.Equal(100_000, (await bench.ReadFloatsAsync(run.CustomId, "loss")).Count);
    }

    [Fact]
    public async Task What_does_not_fit_into_memory_waits_in_the_spool()
    {
        await using var bench = await Bench.StartAsync(LineState.Down);
        await using var run = await NereidRun.StartAsync(bench.Options with { MemoryMaxBytes = 256 * 1024, BatchBytes = 16 * 1024 });
        for (var step = 0; step < 50_000; step++)
            run["loss"].Append(step, step);

        bench.Line.Set(LineState.Works);
        var report = await run.StopAsync(Long);

        Assert.Equal(0, report.DroppedValues);
        Assert.Equal(Enumerable.Range(0, 50_000).Select(step => (double)step), (await bench.ReadFloatsAsync(run.CustomId, "loss")).Select(point => point.Value));
    }

    [Fact]
    public async Task What_neither_memory_nor_the_spool_can_take_is_counted_and_told()
    {
        await using var bench = await Bench.StartAsync(LineState.Down);
        await using var run = await NereidRun.StartAsync(bench.Options with { MemoryMaxBytes = 64 * 1024, SpoolMaxBytes = 64 * 1024, BatchBytes = 8 * 1024 });
        for (var step = 0; step < 20_000; step++)
            run["loss"].Append(step, step);

        bench.Line.Set(LineState.Works);
        var report = await run.StopAsync(Long);

        Assert.NotEqual(0, report.DroppedValues);
        Assert.NotEmpty(bench.Heard.Of(NereidDiagnosticKind.DataDropped));
        Assert.Equal(20_000 - report.DroppedValues, (await bench.ReadFloatsAsync(run.CustomId, "loss")).Count);
    }

    [Fact]
    public async Task A_spool_folder_that_cannot_be_made_is_told_and_done_without()
    {
        await using var bench = await Bench.StartAsync();
        var file = Path.Combine(Path.GetDirectoryName(bench.Spool)!, "a-file");
        await File.WriteAllTextAsync(file, "in the way");
        await using var run = await NereidRun.StartAsync(bench.Options with { SpoolFolder = Path.Combine(file, "below") });

        run["loss"].Append(1);
        await run.WaitAsync();

        Assert.Single(await bench.ReadFloatsAsync(run.CustomId, "loss"));
        Assert.Single(bench.Heard.Of(NereidDiagnosticKind.SpoolFailed));
    }

    [Fact]
    public async Task A_wrong_token_is_refused_at_the_start()
    {
        await using var bench = await Bench.StartAsync();

        var refused = await Assert.ThrowsAsync<NereidRefusedException>(() => NereidRun.StartAsync(bench.Options with { Token = "bm90IGEgdG9rZW4=" }));

        Assert.Equal((int)HttpStatusCode.Unauthorized, refused.Status);
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.Spool));
    }

    [Fact]
    public async Task A_run_may_go_on_with_a_refused_token_and_be_sent_later()
    {
        await using var bench = await Bench.StartAsync();
        var run = await NereidRun.StartAsync(bench.Options with { Token = "bm90IGEgdG9rZW4=", ContinueWhenRefused = true });
        run["loss"].Append(1);

        // It does not wait for its whole time: a refusal does not pass by itself.
        var report = await run.StopAsync(TimeSpan.FromDays(1));
        Assert.False(report.IsComplete);
        Assert.Single(bench.Heard.Of(NereidDiagnosticKind.ServerRefuses));

        Assert.Equal(1, (await NereidSpool.SyncAsync(bench.Options)).FinishedRuns);
        Assert.Single(await bench.ReadFloatsAsync(run.CustomId, "loss"));
    }

    [Fact]
    public async Task A_token_that_is_revoked_in_the_middle_costs_nothing_but_the_delay()
    {
        await using var bench = await Bench.StartAsync();
        var run = await NereidRun.StartAsync(bench.Options);
        run["loss"].Append(1);
        await run.WaitAsync();
        var fresh = await bench.ReplaceTokenAsync();

        run["loss"].Append(2);
        await Bench.EventuallyAsync(() => bench.Heard.Of(NereidDiagnosticKind.ServerRefuses).Any());
        run["loss"].Append(3);
        var report = await run.StopAsync(TimeSpan.FromDays(1));
        Assert.False(report.IsComplete);

        Assert.Equal(1, (await NereidSpool.SyncAsync(bench.Options with { Token = fresh })).FinishedRuns);
        Assert.Equal([1.0, 2, 3], (await bench.ReadFloatsAsync(run.CustomId, "loss")).Select(point => point.Value));
    }

    [Fact]
    public async Task Options_do_not_show_their_token()
    {
        await using var bench = await Bench.StartAsync();

        Assert.DoesNotContain(bench.Token, bench.Options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_project_is_refused_by_name_unless_it_may_be_made()
    {
        await using var bench = await Bench.StartAsync();

        var refused = await Assert.ThrowsAsync<NereidRefusedException>(() => NereidRun.StartAsync(bench.Options with { Project = "lab/mistyped" }));
        Assert.Contains("lab/mistyped", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("/problems/no-such-project", 404), (refused.Problem, refused.Status));

        await using var run = await NereidRun.StartAsync(bench.Options with { Project = "lab/mistyped", CreateProject = true });
        Assert.Equal("lab/mistyped", run.Info!.Project);
    }

    [Theory]
    [InlineData(null, "lab/probe")]
    [InlineData("not base64!", "lab/probe")]
    [InlineData("bm90IGEgdG9rZW4=", "probe")]
    [InlineData("bm90IGEgdG9rZW4=", "a/b/c")]
    [InlineData("bm90IGEgdG9rZW4=\u00e9", "lab/probe")]
    public async Task Options_that_cannot_work_are_refused_before_anything_is_asked(string? token, string project)
    {
        var options = new NereidOptions { Token = token ?? " ", Project = project, Server = token == "not base64!" ? null : new Uri("http://127.0.0.1:9") };

        await Assert.ThrowsAsync<ArgumentException>(() => NereidRun.StartAsync(options));
    }

    [Fact]
    public async Task An_operation_of_the_wrong_type_is_told_and_the_others_stand()
    {
        await using var bench = await Bench.StartAsync();
        var run = await NereidRun.StartAsync(bench.Options);

        run["x"].Assign("text");
        run["x"].Append(1.0);
        run["y"].Assign(2);
        var report = await run.StopAsync(Long);

        Assert.Equal(1, report.RefusedValues);
        Assert.True(report.IsComplete);
        Assert.Contains("'x'", Assert.Single(bench.Heard.Of(NereidDiagnosticKind.OperationRefused)).Message, StringComparison.Ordinal);
        Assert.Equal(2, (await bench.ReadAsync<IntValue>(run.CustomId, "y")).Value);
    }

    [Fact]
    public async Task Paths_values_and_steps_that_cannot_be_logged_are_told_and_stop_nothing()
    {
        await using var bench = await Bench.StartAsync();
        var run = await NereidRun.StartAsync(bench.Options);

        run[""].Assign(1);
        run[new string('p', 5000)].Assign(1);
        run["half \ud800 a character"].Assign("half \udc00 a character");
        run["step"].Append(1, step: double.NaN);
        run["long"].Assign(new string('s', 3_000_000));
        run["huge"].Append(new string('h', 40_000_000));
        run["object"].Assign(new Dictionary<string, object?> { ["odd"] = new object(), ["even"] = 2 });
        await run["missing"].UploadAsync("/no/such/file");
        run["fine"].Assign(1);
        var report = await run.StopAsync(Long);

        Assert.True(report.IsComplete);
        Assert.InRange(report.RefusedValues, 7, 8);
        Assert.Equal(1, (await bench.ReadAsync<IntValue>(run.CustomId, "fine")).Value);
        Assert.Equal(2, (await bench.ReadAsync<IntValue>(run.CustomId, "object/even")).Value);
    }

    [Fact]
    public async Task A_request_that_is_refused_as_a_whole_is_kept_and_the_next_go_through()
    {
        await using var bench = await Bench.StartAsync();
        var run = await NereidRun.StartAsync(bench.Options);

        run["file"].Upload(new byte[] { 1 }, "an extension that no server takes");
        run["fine"].Assign(1);
        var report = await run.StopAsync(Long);

        Assert.True(report.IsComplete);
        Assert.Equal(1, report.RefusedValues);
        Assert.Single(bench.Heard.Of(NereidDiagnosticKind.RequestRefused));
        Assert.Single(Directory.EnumerateFiles(bench.Spool, "*.refused", SearchOption.AllDirectories));
        Assert.Equal(1, (await bench.ReadAsync<IntValue>(run.CustomId, "fine")).Value);
    }

    [Fact]
    public async Task A_listener_that_throws_does_not_end_the_sending()
    {
        await using var bench = await Bench.StartAsync(LineState.Down);
        await using var run = await NereidRun.StartAsync(bench.Options with { Diagnostics = _ => throw new InvalidOperationException("a listener's bug") });
        run["loss"].Append(1);

        bench.Line.Set(LineState.Works);
        await run.WaitAsync();

        Assert.Single(await bench.ReadFloatsAsync(run.CustomId, "loss"));
    }
}
