using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Server.Api;

/// <param name="Label">Column head.</param>
/// <param name="Figure">In place of the attribute at the path.</param>
readonly record struct ExportColumn(AttributePath Path, string Label, SeriesAggregate Aggregate, SeriesFigure? Figure = null);

/// <summary>Writes a table row by row into an answer.</summary>
interface ITableWriter : IDisposable
{
    /// <summary>Enough is waiting to be worth a flush.</summary>
    bool IsLarge { get; }

    void Begin();

    /// <param name="row">A cell for each column, as <see cref="ExportValues"/> gives them.</param>
    void Add(IReadOnlyList<object?> row);

    void End();

    ValueTask FlushAsync(CancellationToken cancel);
}

static class ExportValues
{
    public const int FlushBytes = 64 * 1024;

    /// <summary>A number, bool, text, list of texts, or null for what is not there.</summary>
    public static object? Of(AttributeValue? value, SeriesAggregate aggregate) => value switch
    {
        IntValue v => v.Value,
        FloatValue v => v.Value,
        BoolValue v => v.Value,
        StringValue v => v.Value,
        DatetimeValue v => Moments.ToUtc(v.UnixMicros).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture),
        StringSetValue v => v.Values,
        ArtifactValue v => v.Hash,
        RunStateValue v => v.State.ToString().ToLowerInvariant(),
        GitRefValue v => v.CommitId,
        NotebookRefValue v => v.NotebookName ?? v.NotebookId,
        FileValue v => v.File.Sha256,
        FileSetValue v => v.Count,
        FloatSeriesValue v => Figure(v, aggregate),
        StringSeriesValue v => aggregate == SeriesAggregate.Count ? v.Count : v.Last,
        FileSeriesValue v => aggregate == SeriesAggregate.Count ? v.Count : v.Last?.Sha256,
        HistogramSeriesValue v => v.Count,
        _ => null,
    };

    static object? Figure(FloatSeriesValue v, SeriesAggregate aggregate) => aggregate switch
    {
        SeriesAggregate.Count => v.Count,
        _ when v.Count == 0 => null,
        SeriesAggregate.First => v.First,
        SeriesAggregate.Min => v.Min,
        SeriesAggregate.Max => v.Max,
        SeriesAggregate.Mean => v.Mean,
        SeriesAggregate.Variance => v.Variance,
        _ => v.Last,
    };
}

/// <summary>RFC 4180, as spreadsheets and data frames read it.</summary>
sealed class CsvTableWriter(PipeWriter output, ImmutableArray<ExportColumn> columns) : ITableWriter
{
    readonly StringBuilder _text = new();

    public bool IsLarge => _text.Length > ExportValues.FlushBytes;

    public void Begin()
    {
        _text.Append('\uFEFF');
        AppendLine(columns.Select(column => (object?)column.Label));
    }

    public void Add(IReadOnlyList<object?> row) => AppendLine(row);

    public void End()
    {
        // The last line ends as the others do.
    }

    public void Dispose()
    {
        // Holds nothing but memory.
    }

    public async ValueTask FlushAsync(CancellationToken cancel)
    {
        Encoding.UTF8.GetBytes(_text.ToString(), output);
        _text.Clear();
        await output.FlushAsync(cancel);
    }

    void AppendLine(IEnumerable<object?> cells)
    {
        var isFirst = true;
        foreach (var cell in cells)
        {
            if (!isFirst)
                _text.Append(',');
            isFirst = false;
            Append(cell);
        }
        _text.Append("\r\n");
    }

    void Append(object? cell)
    {
        switch (cell)
        {
            case null:
                break;
            case double number:
                _text.Append(Number(number));
                break;
            case long number:
                _text.Append(number);
                break;
            case bool flag:
                _text.Append(flag ? "true" : "false");
                break;
            case ImmutableArray<string> set:
                Quote(string.Join(", ", set));
                break;
            default:
                Quote((string)cell);
                break;
        }
    }

    static string Number(double number) => double.IsPositiveInfinity(number) ? "inf"
        : double.IsNegativeInfinity(number) ? "-inf" : number.ToString("R", CultureInfo.InvariantCulture);

    void Quote(string text)
    {
        // A spreadsheet would run these as formulas; the apostrophe makes them text.
        var guarded = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{text}" : text;
        if (guarded.AsSpan().IndexOfAny(",\"\r\n") < 0)
            _text.Append(guarded);
        else
            _text.Append('"').Append(guarded.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}

/// <summary>An array with an object for each run; numbers that JSON cannot write are the words of the API.</summary>
sealed class JsonTableWriter(PipeWriter output, ImmutableArray<ExportColumn> columns) : ITableWriter
{
    readonly Utf8JsonWriter _json = new(output);
    readonly ImmutableArray<JsonEncodedText> _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Label))];

    public bool IsLarge => _json.BytesPending > ExportValues.FlushBytes;

    public void Begin() => _json.WriteStartArray();

    public void Add(IReadOnlyList<object?> row)
    {
        _json.WriteStartObject();
        for (var i = 0; i < columns.Length; i++)
        {
            _json.WritePropertyName(_names[i]);
            Write(row[i]);
        }
        _json.WriteEndObject();
    }

    public void End() => _json.WriteEndArray();

    public void Dispose() => _json.Dispose();

    public async ValueTask FlushAsync(CancellationToken cancel)
    {
        await _json.FlushAsync(cancel);
        await output.FlushAsync(cancel);
    }

    void Write(object? value)
    {
        switch (value)
        {
            case null:
                _json.WriteNullValue();
                break;
            case double number when double.IsFinite(number):
                _json.WriteNumberValue(number);
                break;
            case double number:
                _json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
                break;
            case long number:
                _json.WriteNumberValue(number);
                break;
            case bool flag:
                _json.WriteBooleanValue(flag);
                break;
            case ImmutableArray<string> set:
                _json.WriteStartArray();
                foreach (var member in set)
                    _json.WriteStringValue(member);
                _json.WriteEndArray();
                break;
            default:
                _json.WriteStringValue((string)value);
                break;
        }
    }
}
