using System.Globalization;
using System.Numerics.Tensors;
using Nereid.Samples.Digits.Data;

namespace Nereid.Samples.Digits.Drawing;

/// <summary>How often each digit was read as each: a row for what was written, a column for what was read.</summary>
public sealed class ConfusionMatrix
{
    const int Cell = 44;
    const int Left = 104;
    const int Top = 70;
    const int Margin = 18;

    static readonly Rgb Right = new(20, 108, 148);
    static readonly Rgb Wrong = new(196, 78, 42);
    static readonly Rgb Grid = new(226, 230, 235);

    readonly int[,] _counts = new int[DigitSet.Classes, DigitSet.Classes];

    /// <param name="probabilities">A row of ten for each image.</param>
    public ConfusionMatrix(ReadOnlySpan<DigitImage> images, double[] probabilities)
    {
        for (var row = 0; row < images.Length; row++)
            _counts[images[row].Label, TensorPrimitives.IndexOfMax<double>(probabilities.AsSpan(row * DigitSet.Classes, DigitSet.Classes))]++;
    }

    public int this[int written, int read] => _counts[written, read];

    public byte[] ToPng()
    {
        var canvas = new Canvas(Left + DigitSet.Classes * Cell + Margin, Top + DigitSet.Classes * Cell + Margin, Rgb.White);
        var middle = DigitSet.Classes * Cell / 2;
        canvas.WriteCentered("read as", Left + middle, 18, 2, Rgb.Ink);
        canvas.Write("written", 4, Top - 24, 2, Rgb.Ink);
        for (var digit = 0; digit < DigitSet.Classes; digit++)
        {
            var label = digit.ToString(CultureInfo.InvariantCulture);
            var center = digit * Cell + Cell / 2;
            canvas.WriteCentered(label, Left + center, Top - 18, 3, Rgb.Ink);
            canvas.WriteCentered(label, Left - 24, Top + center, 3, Rgb.Ink);
            DrawRow(canvas, digit);
        }
        return Png.Encode(canvas);
    }

    void DrawRow(Canvas canvas, int written)
    {
        var total = Enumerable.Range(0, DigitSet.Classes).Sum(read => _counts[written, read]);
        for (var read = 0; read < DigitSet.Classes; read++)
        {
            var (x, y, count) = (Left + read * Cell, Top + written * Cell, _counts[written, read]);
            // A few mistakes must be seen beside hundreds of right answers: their colour grows with the root.
            var share = total == 0 ? 0 : (double)count / total;
            var strength = read == written ? share : count == 0 ? 0 : 0.15 + 0.85 * Math.Sqrt(share);
            canvas.Fill(x, y, Cell, Cell, Grid);
            canvas.Fill(x + 1, y + 1, Cell - 2, Cell - 2, Rgb.White.Towards(read == written ? Right : Wrong, strength));
            if (count > 0)
                canvas.WriteCentered(count.ToString(CultureInfo.InvariantCulture), x + Cell / 2, y + Cell / 2, 2, strength > 0.5 ? Rgb.White : Rgb.Ink);
        }
    }
}
