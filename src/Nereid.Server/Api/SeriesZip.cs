using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api;

/// <summary>Every point of the float series of some columns, as a ZIP with one CSV file per attribute; written as it is read.</summary>
/// <remarks>Attribute paths are labels and no file names: the files have numbers, and <c>index.csv</c> says which attribute each holds.</remarks>
static class SeriesZip
{
    /// <param name="query">Which runs, in which order; its columns are replaced.</param>
    public static async Task WriteAsync(Stream body, RunQuery query, ImmutableArray<AttributePath> paths, IRunReader runs, CancellationToken cancel)
    {
        await using var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancel);
        var index = new StringBuilder("file,attribute,points\r\n");
        for (var i = 0; i < paths.Length; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"series-{i + 1:0000}.csv");
            await using var file = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancel);
            var points = await WriteSeriesAsync(file, query with { Columns = [new ColumnId(paths[i], AttributeType.FloatSeries)] }, paths[i], runs, cancel);
            index.Append(CultureInfo.InvariantCulture, $"{name},{SeriesCsvEndpoints.Text(paths[i].Text)},{points}\r\n");
        }
        await using var last = await zip.CreateEntry("index.csv").OpenAsync(cancel);
        await last.WriteAsync(Encoding.UTF8.GetBytes(index.ToString()), cancel);
    }

    /// <returns>How many points there were.</returns>
    static async Task<long> WriteSeriesAsync(Stream file, RunQuery query, AttributePath path, IRunReader runs, CancellationToken cancel)
    {
        var points = 0L;
        var lines = new StringBuilder("run,attribute,step,time,value\r\n");
        while (true)
        {
            var page = await runs.QueryRunsAsync(query, cancel);
            foreach (var row in page.Rows.Where(row => !row.Attributes.IsEmpty))
                points += await SeriesCsvEndpoints.AppendSeriesAsync(new SeriesId(row.Head.Id, path), $"{row.Head.ShortId},{SeriesCsvEndpoints.Text(path.Text)},", lines, file, runs, cancel);
            if (page.Next is null)
                break;
            query = query with { After = page.Next };
        }
        await SeriesCsvEndpoints.FlushAsync(lines, file, cancel);
        return points;
    }
}
