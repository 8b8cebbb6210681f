using Nereid.Client.Diagnostics;
using Nereid.Client.Tests.Testing;

namespace Nereid.Client.Tests.Diagnostics;

public sealed class DiagnosticReporterTests
{
    readonly SteppedTime _time = new();
    readonly Heard _heard = new();

    [Fact]
    public void A_kind_is_told_once_a_minute_with_the_count_of_what_was_left_out()
    {
        var reporter = new DiagnosticReporter(_heard.Listen, _time);
        for (var i = 0; i < 5; i++)
            reporter.Report(NereidDiagnosticKind.OperationRefused, $"number {i}");
        reporter.Report(NereidDiagnosticKind.DataDropped, "another kind");
        _time.Advance(TimeSpan.FromSeconds(61));
        reporter.Report(NereidDiagnosticKind.OperationRefused, "number 5");

        Assert.Equal(["number 0", "another kind", "number 5"], _heard.All.Select(diagnostic => diagnostic.Message));
        Assert.Equal([0L, 0, 4], _heard.All.Select(diagnostic => diagnostic.Suppressed));
        Assert.EndsWith("(and 4 more of this kind)", _heard.All[2].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_reset_the_next_one_is_told_at_once()
    {
        var reporter = new DiagnosticReporter(_heard.Listen, _time);
        reporter.Report(NereidDiagnosticKind.ServerUnavailable, "away");
        reporter.Reset(NereidDiagnosticKind.ServerUnavailable);
        reporter.Report(NereidDiagnosticKind.ServerUnavailable, "away again");

        Assert.Equal(2, _heard.All.Count);
    }

    sealed class SteppedTime : TimeProvider
    {
        long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
