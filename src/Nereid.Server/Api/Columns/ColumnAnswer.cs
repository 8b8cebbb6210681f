using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Nereid.Server.Api.Columns;

/// <summary>An answer in binary columns. The layout is docs/api/columns.md; change both together.</summary>
/// <param name="kind">Which address answered, such as buckets.</param>
sealed class ColumnAnswer(string kind, string x, IReadOnlyList<ColumnTable> tables) : IResult
{
    public const string MediaType = "application/vnd.nereid.columns";

    const int Alignment = 8;

    /// <summary>Sent at once. A column is some kilobytes, and each send costs a call of the system.</summary>
    const int Portion = 64 * 1024;

    static ReadOnlySpan<byte> Magic => "NRDCOLS1"u8;

    /// <summary>The request asks for binary columns rather than for JSON.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        foreach (var accepted in request.GetTypedHeaders().Accept)
            if (accepted.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0)
                return true;
        return false;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var header = Header();
        var start = Aligned(Magic.Length + sizeof(uint) + header.Length);
        httpContext.Response.ContentType = MediaType;
        httpContext.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        httpContext.Response.ContentLength = start + tables.Sum(table => table.Columns.Sum(column => (long)Aligned(column.Bytes)));
        var body = httpContext.Response.BodyWriter;
        WriteHead(body, header, start);
        foreach (var column in tables.SelectMany(table => table.Columns))
        {
            Write(body, column);
            if (body.UnflushedBytes >= Portion)
                await body.FlushAsync(httpContext.RequestAborted);
        }
        await body.FlushAsync(httpContext.RequestAborted);
    }

    static void WriteHead(PipeWriter body, byte[] header, int length)
    {
        var head = body.GetSpan(length)[..length];
        head.Clear();
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[Magic.Length..], (uint)header.Length);
        header.CopyTo(head[(Magic.Length + sizeof(uint))..]);
        body.Advance(length);
    }

    static void Write(PipeWriter body, Column column)
    {
        var length = Aligned(column.Bytes);
        if (length == 0)
            return;
        var room = body.GetSpan(length)[..length];
        column.Write(room);
        room[column.Bytes..].Clear();
        body.Advance(length);
    }

    byte[] Header()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteString("x", x);
            json.WriteStartArray("tables");
            var offset = 0L;
            foreach (var table in tables)
                WriteTable(json, table, ref offset);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }

    static void WriteTable(Utf8JsonWriter json, ColumnTable table, ref long offset)
    {
        json.WriteStartObject();
        foreach (var (name, value) in table.Facts)
        {
            json.WritePropertyName(name);
            if (value is double number)
                WriteNumber(json, number);
            else if (value is long whole)
                json.WriteNumberValue(whole);
            else
                json.WriteStringValue((string)value);
        }
        json.WriteNumber("rows", table.Rows);
        json.WriteStartArray("columns");
        foreach (var column in table.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", column.Type);
            if (column.Constant is { } constant)
            {
                json.WritePropertyName("constant");
                WriteNumber(json, constant);
            }
            else
                json.WriteNumber("offset", offset);
            json.WriteEndObject();
            offset += Aligned(column.Bytes);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    static int Aligned(int length) => (length + Alignment - 1) / Alignment * Alignment;
}
