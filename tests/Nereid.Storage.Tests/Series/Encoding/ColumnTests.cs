using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Tests.Series.Encoding;

/// <summary>Every column reads back bit for bit, whatever its values, and damaged bytes are refused or read as something, never a crash.</summary>
public sealed class ColumnTests
{
    public static TheoryData<string> Shapes => new(DoubleShapes.Keys);

    static readonly Dictionary<string, Func<Random, int, double>> DoubleShapes = new(StringComparer.Ordinal)
    {
        ["constant"] = (_, _) => 0.001,
        ["decimals"] = (random, _) => Math.Round(random.NextDouble() * 10, 4),
        ["negative decimals"] = (random, _) => Math.Round(random.NextDouble() * 10 - 5, 3),
        ["whole numbers"] = (random, _) => random.Next(-1000, 1000),
        ["counter"] = (_, i) => 4096.0 * i,
        ["float loss"] = (random, i) => (float)(Math.Exp(-i / 300.0) + random.NextDouble() * 0.01),
        ["floats around zero"] = (random, _) => (float)(random.NextDouble() - 0.5),
        ["bfloat16 around zero"] = (random, _) => BitConverter.Int32BitsToSingle(
            BitConverter.SingleToInt32Bits((float)(random.NextDouble() - 0.5)) & unchecked((int)0xFFFF0000)),
        ["doubles"] = (random, _) => random.NextDouble() - 0.5,
        ["any bits"] = (random, _) => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
        ["mostly NaN"] = (random, i) => i % 3 == 0 ? random.Next(5) : double.NaN,
        ["only NaN"] = (_, _) => double.NaN,
        ["signed zeros and infinities"] = (random, _) => random.Next(5) switch
        {
            0 => -0.0, 1 => 0.0, 2 => double.PositiveInfinity, 3 => double.NegativeInfinity, _ => 1.5,
        },
        ["extremes"] = (random, _) => random.Next(4) switch
        {
            0 => double.MaxValue, 1 => double.MinValue, 2 => double.Epsilon, _ => 1e300,
        },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Doubles_read_back_bit_for_bit(string shape)
    {
        var random = new Random(17);
        foreach (var count in (int[])[1, 2, 3, 7, 127, 128, 129, 255, 500, 1023, 1024])
        {
            var values = Enumerable.Range(0, count).Select(i => DoubleShapes[shape](random, i)).ToArray();
            using var writer = new ByteWriter();
            DoubleColumn.Encode(values, writer);

            var read = new double[count];
            var reader = new ByteReader(writer.Written);
            Assert.True(DoubleColumn.TryDecode(ref reader, read));

            Assert.Equal(0, reader.Remaining);
            Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), read.Select(BitConverter.DoubleToInt64Bits));
        }
    }

    [Fact]
    public void Integers_of_every_width_and_trend_read_back()
    {
        var random = new Random(5);
        for (var width = 0; width <= 64; width++)
        {
            foreach (var count in (int[])[1, 2, 3, 129, 1024])
            {
                foreach (var trend in (long[])[0, 1, 1000, long.MaxValue / 3])
                {
                    var mask = width == 0 ? 0 : ulong.MaxValue >> (64 - width);
                    var values = Enumerable.Range(0, count)
                        .Select(i => unchecked((long)((ulong)random.NextInt64(long.MinValue, long.MaxValue) & mask) + trend * i)).ToArray();
                    using var writer = new ByteWriter();
                    IntegerColumn.Encode(values, writer);

                    var read = new long[count];
                    var reader = new ByteReader(writer.Written);
                    Assert.True(IntegerColumn.TryDecode(ref reader, read));
                    Assert.Equal(values, read);
                    Assert.Equal(0, reader.Remaining);
                }
            }
        }
    }

    [Fact]
    public void Regular_steps_take_a_few_bytes()
    {
        var steps = Enumerable.Range(0, 1024).Select(i => 100_000_000L * i).ToArray();
        using var writer = new ByteWriter();

        IntegerColumn.Encode(steps, writer);

        Assert.InRange(writer.Length, 1, 40);
    }

    [Theory]
    [InlineData("constant", 0.1)]
    [InlineData("decimals", 2.3)]
    [InlineData("float loss", 3.6)]
    [InlineData("bfloat16 around zero", 2.3)]
    [InlineData("counter", 0.2)]
    [InlineData("doubles", 8.1)]
    public void Each_shape_takes_no_more_bytes_a_value_than_its_information_needs(string shape, double most)
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 1024).Select(i => DoubleShapes[shape](random, i)).ToArray();
        using var writer = new ByteWriter();

        DoubleColumn.Encode(values, writer);

        Assert.InRange(writer.Length / 1024.0, 0, most);
    }

    [Fact]
    public void Damaged_bytes_never_crash_the_reader()
    {
        var random = new Random(11);
        foreach (var shape in DoubleShapes.Values)
        {
            var values = Enumerable.Range(0, 300).Select(i => shape(random, i)).ToArray();
            using var writer = new ByteWriter();
            DoubleColumn.Encode(values, writer);
            var bytes = writer.Written.ToArray();
            var read = new double[300];
            for (var trial = 0; trial < 300; trial++)
            {
                var damaged = bytes.ToArray();
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                var reader = new ByteReader(damaged);
                DoubleColumn.TryDecode(ref reader, read);
            }
            for (var cut = 0; cut < bytes.Length; cut++)
            {
                var reader = new ByteReader(bytes.AsSpan(0, cut));
                Assert.False(DoubleColumn.TryDecode(ref reader, read));
            }
        }
    }
}
