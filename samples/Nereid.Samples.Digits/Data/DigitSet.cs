using System.Globalization;
using System.IO.Compression;

namespace Nereid.Samples.Digits.Data;

/// <summary>One image of the data set.</summary>
/// <param name="Pixels">8 × 8, row by row, 0 (paper) to 1 (ink).</param>
/// <param name="Label">The digit that was written: 0 to 9.</param>
public sealed record DigitImage(double[] Pixels, int Label);

/// <summary>The UCI set of hand-written digits that is built into this program (samples/data/README.md has its source and licence).</summary>
public static class DigitSet
{
    public const int Side = 8;
    public const int PixelCount = Side * Side;
    public const int Classes = 10;

    const double MaxInk = 16;

    public static async Task<DigitImage[]> ReadAsync(CancellationToken cancel)
    {
        await using var packed = typeof(DigitSet).Assembly.GetManifestResourceStream("digits.csv.gz")
            ?? throw new InvalidDataException("The data set is missing from this build.");
        await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var lines = new StreamReader(unpacked);
        var images = new List<DigitImage>();
        while (await lines.ReadLineAsync(cancel) is { Length: > 0 } line)
            images.Add(Parse(line, images.Count + 1));
        return [.. images];
    }

    /// <summary>Shuffles and cuts: the same seed gives the same parts.</summary>
    public static (DigitImage[] Training, DigitImage[] Validation) Split(DigitImage[] images, int validationCount, int seed)
    {
        var shuffled = images.ToArray();
        new Random(seed).Shuffle(shuffled);
        return (shuffled[validationCount..], shuffled[..validationCount]);
    }

    static DigitImage Parse(string line, int number)
    {
        var fields = line.Split(',');
        if (fields.Length != PixelCount + 1)
            throw new InvalidDataException($"Line {number} of the data set has {fields.Length} fields; expected {PixelCount + 1}.");
        var pixels = new double[PixelCount];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = int.Parse(fields[i], CultureInfo.InvariantCulture) / MaxInk;
        return new DigitImage(pixels, int.Parse(fields[PixelCount], CultureInfo.InvariantCulture));
    }
}
