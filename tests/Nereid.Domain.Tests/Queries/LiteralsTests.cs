using System.Globalization;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Tests.Queries;

public class LiteralsTests
{
    static long Micros(string iso) =>
        (DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("-1.5", -1.5)]
    [InlineData("+.5", 0.5)]
    [InlineData("1e-05", 1e-5)]
    [InlineData(" 2 ", 2.0)]
    [InlineData("1E400", double.PositiveInfinity)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-Inf", double.NegativeInfinity)]
    [InlineData("+infinity", double.PositiveInfinity)]
    [InlineData("nan", double.NaN)]
    [InlineData("-NaN", double.NaN)]
    [InlineData("20MB", 20.0 * 1024 * 1024)]
    [InlineData("35 kb", 35.0 * 1024)]
    [InlineData("0.5Gb", 512.0 * 1024 * 1024)]
    [InlineData("1tb", 1024.0 * 1024 * 1024 * 1024)]
    public void Numbers_are_decimal_special_or_sizes(string text, double value)
    {
        Assert.True(Literals.TryReadDouble(text, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("MB")]
    [InlineData("5 bb")]
    [InlineData("infinit")]
    [InlineData("∞")]
    [InlineData("1 2")]
    public void Other_text_is_no_number(string text) => Assert.False(Literals.TryReadDouble(text, out _));

    [Theory]
    [InlineData("2024-02-06T05:00:00Z", "2024-02-06T05:00:00Z")]
    [InlineData("2024-02-06t05:00:00z", "2024-02-06T05:00:00Z")]
    [InlineData("2024-02-06 05:00", "2024-02-06T05:00:00Z")]
    [InlineData("2024-02-06", "2024-02-06T00:00:00Z")]
    [InlineData("2024-02-06T05:00:00", "2024-02-06T05:00:00Z")]
    [InlineData("2024-02-06T05:00:00+09", "2024-02-05T20:00:00Z")]
    [InlineData("2024-02-06T05:00:00+09:30", "2024-02-05T19:30:00Z")]
    [InlineData("2024-02-06T05:00:00-0130", "2024-02-06T06:30:00Z")]
    [InlineData("2024-02-06T05:00:00 +00:00", "2024-02-06T05:00:00Z")]
    [InlineData("2024-02-29T23:59:59.123456789Z", "2024-02-29T23:59:59.123456Z")]
    [InlineData("2024-02-06T05:00:00,5Z", "2024-02-06T05:00:00.5Z")]
    [InlineData("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z")]
    [InlineData("-30s", "2024-05-31T11:59:30Z")]
    [InlineData("-90m", "2024-05-31T10:30:00Z")]
    [InlineData("-2h", "2024-05-31T10:00:00Z")]
    [InlineData("-5d", "2024-05-26T12:00:00Z")]
    [InlineData("-1w", "2024-05-24T12:00:00Z")]
    [InlineData("-3M", "2024-02-29T12:00:00Z")]
    [InlineData("-2y", "2022-05-31T12:00:00Z")]
    [InlineData("-0d", "2024-05-31T12:00:00Z")]
    public void Times_are_iso_or_before_now(string text, string meaning)
    {
        Assert.True(Literals.TryReadDatetime(text, Micros("2024-05-31T12:00:00Z"), out var micros));
        Assert.Equal(Micros(meaning), micros);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024")]
    [InlineData("2024-13-01")]
    [InlineData("2023-02-29")]
    [InlineData("2024-02-06T24:00:00Z")]
    [InlineData("2024-02-06T05:60Z")]
    [InlineData("2024-02-06T05:00:00+25:00")]
    [InlineData("2024-02-06T05:00:00Zjunk")]
    [InlineData("0000-01-01")]
    [InlineData("06/02/2024")]
    [InlineData("2h")]
    [InlineData("-2x")]
    [InlineData("-2H")]
    [InlineData("-h")]
    [InlineData("-9999y")]
    [InlineData("-9999999d")]
    [InlineData("２０２４-02-06")]
    public void Other_text_is_no_time(string text) =>
        Assert.False(Literals.TryReadDatetime(text, Micros("2024-05-31T12:00:00Z"), out _));

    [Theory]
    [InlineData("running", RunState.Running)]
    [InlineData("Active", RunState.Running)]
    [InlineData("IDLE", RunState.Idle)]
    [InlineData("inactive", RunState.Idle)]
    public void States_have_the_words_of_both_clients(string text, RunState expected)
    {
        Assert.True(Literals.TryReadState(text, out var state));
        Assert.Equal(expected, state);
    }

    [Fact]
    public void Other_words_are_no_state() => Assert.False(Literals.TryReadState("succeeded", out _));
}
