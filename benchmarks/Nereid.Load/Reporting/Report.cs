using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nereid.Load.Benchmarks;

namespace Nereid.Load.Reporting;

static class Report
{
    /// <summary>Signs such as &lt; stay readable: the output goes to no web page.</summary>
    static readonly ReportJson Plain = new(new JsonSerializerOptions(ReportJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>One object a line.</summary>
    public static string Json(IEnumerable<Row> rows) => string.Concat(rows.Select(row => JsonSerializer.Serialize(row, Plain.Row) + "\n"));

    public static string Table(IBenchmark benchmark, IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{benchmark.Name}: {benchmark.Description}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {"",-52} {"median",12} {"spread",12} {"unit",-12} target");
        foreach (var row in rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  {row.Name[(benchmark.Name.Length + 1)..],-52} {Number(row.Value),12} {Number(row.Spread),12} {row.Unit,-12} {(row.Target is null ? "-" : $"{row.Target}  {(row.Ok ? "met" : "MISSED")}")}");
        }
        return text.AppendLine().ToString();
    }

    static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "N2", CultureInfo.InvariantCulture);
}
