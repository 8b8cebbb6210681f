using Nereid.Storage.Series.Encoding;

namespace Nereid.Micro;

/// <summary>Encoding and decoding of full chunks, by kind of values, and the bytes they take.</summary>
static class CodecBenchmarks
{
    const int Chunks = 200;
    const int Rows = 1024;

    public static void Run()
    {
        var random = new Random(1);
        Run("float32 loss with noise", i => (float)(Math.Exp(-i / 50_000.0) + random.NextDouble() * 0.01));
        Run("float64 noise", _ => random.NextDouble());
        Run("decimals, 4 digits", _ => Math.Round(random.NextDouble(), 4));
        Run("constant", _ => 0.001);
        Run("counter", i => i * 4096.0);
    }

    static void Run(string kind, Func<int, double> value)
    {
        var values = new double[Chunks * Rows];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(i);
        using var bytes = new ByteWriter();
        Measure.Median($"encode {kind}", values.Length, () =>
        {
            bytes.Clear();
            for (var chunk = 0; chunk < Chunks; chunk++)
                DoubleColumn.Encode(values.AsSpan(chunk * Rows, Rows), bytes);
        });
        var decoded = new double[Rows];
        Measure.Median($"decode {kind}", values.Length, () =>
        {
            var from = new ByteReader(bytes.Written);
            for (var chunk = 0; chunk < Chunks; chunk++)
                if (!DoubleColumn.TryDecode(ref from, decoded))
                    throw new InvalidOperationException("The chunk does not decode.");
        });
        Console.WriteLine(FormattableString.Invariant($"  {(double)bytes.Length / values.Length:F2} bytes a value"));
    }
}
