namespace Nereid.Samples.Digits.Drawing;

/// <summary>A colour of 8 bits a channel.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    public static Rgb White { get; } = new(255, 255, 255);

    public static Rgb Ink { get; } = new(32, 38, 46);

    /// <param name="share">0: this colour, 1: the other.</param>
    public Rgb Towards(Rgb other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

    static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + (to - from) * Math.Clamp(share, 0, 1));
}

/// <summary>A picture in memory. What is drawn beyond its edges is cut off.</summary>
public sealed class Canvas
{
    readonly byte[] _pixels;

    public Canvas(int width, int height, Rgb background)
    {
        Width = width;
        Height = height;
        _pixels = new byte[width * height * 3];
        Fill(0, 0, width, height, background);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Three bytes a pixel, row by row from the top.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    public void Fill(int left, int top, int width, int height, Rgb color)
    {
        for (var y = Math.Max(0, top); y < Math.Min(Height, top + height); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(Width, left + width); x++)
            {
                var at = (y * Width + x) * 3;
                _pixels[at] = color.Red;
                _pixels[at + 1] = color.Green;
                _pixels[at + 2] = color.Blue;
            }
        }
    }

    /// <summary>Writes with <see cref="PixelFont"/>, each of its dots <paramref name="size"/> pixels wide.</summary>
    public void Write(string text, int left, int top, int size, Rgb color)
    {
        foreach (var character in text)
        {
            for (var y = 0; y < PixelFont.Height; y++)
            {
                for (var x = 0; x < PixelFont.Width; x++)
                {
                    if (PixelFont.IsDot(character, x, y))
                        Fill(left + x * size, top + y * size, size, size, color);
                }
            }
            left += PixelFont.Advance * size;
        }
    }

    /// <summary>As <see cref="Write"/>, with the middle of the text at a point.</summary>
    public void WriteCentered(string text, int x, int y, int size, Rgb color) =>
        Write(text, x - PixelFont.WidthOf(text) * size / 2, y - PixelFont.Height * size / 2, size, color);
}
