using System.Buffers.Binary;
using System.IO.Compression;
using Nereid.Samples.Digits.Data;
using Nereid.Samples.Digits.Drawing;

namespace Nereid.Client.Tests.Digits;

public sealed class PictureTests
{
    [Fact]
    public void A_picture_reads_back_from_its_png()
    {
        var canvas = new Canvas(13, 9, Rgb.White);
        canvas.Fill(2, 3, 4, 5, new Rgb(200, 10, 77));
        canvas.Write("7", 6, 1, 1, Rgb.Ink);

        var (width, height, pixels) = ReadPng(Png.Encode(canvas));

        Assert.Equal((13, 9), (width, height));
        Assert.Equal(canvas.Pixels.ToArray(), pixels);
    }

    [Fact]
    public void What_is_drawn_beyond_the_edge_is_cut_off()
    {
        var canvas = new Canvas(4, 4, Rgb.White);

        canvas.Fill(-2, -2, 100, 3, Rgb.Ink);

        Assert.Equal(Rgb.Ink.Red, canvas.Pixels[0]);
        Assert.Equal(Rgb.White.Red, canvas.Pixels[4 * 3]);
    }

    [Fact]
    public void The_confusion_matrix_counts_each_image_once()
    {
        DigitImage[] images = [Image(3), Image(3), Image(8)];
        var answers = new double[30];
        answers[3] = 0.9;
        answers[10 + 5] = 0.8;
        answers[20 + 8] = 0.7;

        var matrix = new ConfusionMatrix(images, answers);

        Assert.Equal(1, matrix[3, 3]);
        Assert.Equal(1, matrix[3, 5]);
        Assert.Equal(1, matrix[8, 8]);
        Assert.Equal(0, matrix[8, 3]);
        Assert.True(ReadPng(matrix.ToPng()).Width > 400);
    }

    [Fact]
    public void The_sheet_of_mistakes_holds_only_mistakes()
    {
        DigitImage[] images = [Image(3), Image(4)];
        var answers = new double[20];
        answers[3] = 1;
        answers[10 + 9] = 1;

        Assert.Equal(1, new MisreadSheet(images, answers).Count);
    }

    static DigitImage Image(int label) => new(new double[DigitSet.PixelCount], label);

    static (int Width, int Height, byte[] Pixels) ReadPng(byte[] file)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(file, 41, length), CompressionMode.Decompress);
        var rows = new byte[height * (width * 3 + 1)];
        zlib.ReadExactly(rows);
        return (width, height, [.. Enumerable.Range(0, height).SelectMany(y => rows.Skip(y * (width * 3 + 1) + 1).Take(width * 3))]);
    }
}
