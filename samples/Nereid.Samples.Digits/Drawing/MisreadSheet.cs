using System.Globalization;
using System.Numerics.Tensors;
using Nereid.Samples.Digits.Data;

namespace Nereid.Samples.Digits.Drawing;

/// <summary>The images that a network got wrong, the surest mistakes first, each with what was written and what was read.</summary>
public sealed class MisreadSheet
{
    const int Columns = 6;
    const int Rows = 4;
    const int Dot = 9;
    const int Gap = 10;
    const int Caption = 24;

    static readonly Rgb Paper = new(238, 241, 244);

    readonly List<Misread> _misreads = [];

    /// <param name="probabilities">A row of ten for each image.</param>
    public MisreadSheet(ReadOnlySpan<DigitImage> images, double[] probabilities)
    {
        for (var row = 0; row < images.Length; row++)
        {
            ReadOnlySpan<double> answer = probabilities.AsSpan(row * DigitSet.Classes, DigitSet.Classes);
            var read = TensorPrimitives.IndexOfMax(answer);
            if (read != images[row].Label)
                _misreads.Add(new Misread(images[row], read, answer[read]));
        }
        _misreads.Sort(static (a, b) => b.Sureness.CompareTo(a.Sureness));
    }

    readonly record struct Misread(DigitImage Image, int Read, double Sureness);

    public int Count => _misreads.Count;

    /// <summary>The sheet shows at most this many.</summary>
    public static int Shown => Columns * Rows;

    public byte[] ToPng()
    {
        const int side = DigitSet.Side * Dot;
        var canvas = new Canvas(Gap + Columns * (side + Gap), Gap + Rows * (side + Caption + Gap), Rgb.White);
        for (var i = 0; i < Math.Min(Count, Shown); i++)
        {
            var (left, top) = (Gap + i % Columns * (side + Gap), Gap + i / Columns * (side + Caption + Gap));
            Draw(canvas, _misreads[i].Image, left, top);
            var text = string.Create(CultureInfo.InvariantCulture, $"{_misreads[i].Image.Label}>{_misreads[i].Read}");
            canvas.WriteCentered(text, left + side / 2, top + side + Caption / 2 + 1, 2, Rgb.Ink);
        }
        return Png.Encode(canvas);
    }

    static void Draw(Canvas canvas, DigitImage image, int left, int top)
    {
        for (var y = 0; y < DigitSet.Side; y++)
        {
            for (var x = 0; x < DigitSet.Side; x++)
                canvas.Fill(left + x * Dot, top + y * Dot, Dot, Dot, Paper.Towards(Rgb.Ink, image.Pixels[y * DigitSet.Side + x]));
        }
    }
}
