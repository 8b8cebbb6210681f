using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;
using Nereid.Protocols.Neptune1.Swagger;

namespace Nereid.Protocols.Neptune1.Attributes;

/// <summary>Reading attributes: all of a run, one by its path and type, and the points of series.</summary>
sealed class AttributeEndpoints(Lookup lookup, IRunReader reader)
{
    /// <summary>The client asks for 1,000 points a page.</summary>
    const long LargestPage = 100_000;

    /// <summary>Points read at a time for a CSV.</summary>
    const int CsvPage = 10_000;

    public async Task<IResult> GetAllAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("experimentId");
        var run = await lookup.RunAsync(context, identifier, ProjectRole.Viewer, cancel);
        if (run.Value is not { } open)
            return Lookup.RunFault(run.Refusal, identifier);
        var attributes = await reader.GetAttributesAsync(open.Run.Id, prefix: null, cancel);
        return new JsonAnswer(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("attributes"u8);
            foreach (var attribute in AttributeListing.ThatFitATree(attributes))
                AttributeAnswer.WriteItem(writer, attribute);
            writer.WriteEndArray();
            writer.WritePropertyName("systemAttributes"u8);
            LegacySystemAttributes.Write(writer, attributes);
            writer.WriteEndObject();
        });
    }

    /// <summary>An attribute of another type counts as missing.</summary>
    public OperationHandler Get(AttributeType type) => async (context, cancel) =>
    {
        var found = await FindAsync(context, type, cancel);
        return found.Value is { } value
            ? new JsonAnswer(writer => AttributeAnswer.WriteProperties(writer, new RunAttribute(found.Path, value)))
            : found.Fault!;
    };

    public async Task<IResult> GetFloatsAsync(HttpContext context, CancellationToken cancel)
    {
        var asked = await SeriesAsync(context, AttributeType.FloatSeries, cancel);
        if (asked.Fault is not null)
            return asked.Fault;
        var page = await reader.ReadFloatsAsync(asked.Series, asked.Window, cancel) ?? new PointPage<FloatPoint>(0, []);
        return PageAnswer(
            page, static point => (point.UnixMicros, point.Step), static (writer, point) => AttributeAnswer.WriteNumber(writer, "value"u8, point.Value));
    }

    public async Task<IResult> GetStringsAsync(HttpContext context, CancellationToken cancel)
    {
        var asked = await SeriesAsync(context, AttributeType.StringSeries, cancel);
        if (asked.Fault is not null)
            return asked.Fault;
        var page = await reader.ReadStringsAsync(asked.Series, asked.Window, cancel) ?? new PointPage<StringPoint>(0, []);
        return PageAnswer(
            page, static point => (point.UnixMicros, point.Step), static (writer, point) => writer.WriteString("value"u8, point.Value));
    }

    /// <summary>The client wants the count; each image is then fetched by its index.</summary>
    public async Task<IResult> GetImagesAsync(HttpContext context, CancellationToken cancel)
    {
        var asked = await SeriesAsync(context, AttributeType.FileSeries, cancel);
        if (asked.Fault is not null)
            return asked.Fault;
        var page = await reader.ReadFilesAsync(asked.Series, asked.Window, cancel) ?? new PointPage<FilePoint>(0, []);
        return PageAnswer(page, static point => (point.UnixMicros, point.Step), static (writer, _) => writer.WriteNull("value"u8));
    }

    /// <summary>For the 0.x client: <c>step,timestampMillis,value</c> lines without a header.</summary>
    public async Task<IResult> GetFloatsCsvAsync(HttpContext context, CancellationToken cancel)
    {
        var asked = await SeriesAsync(context, AttributeType.FloatSeries, cancel);
        return asked.Fault is not null ? asked.Fault : TypedResults.Stream(body => WriteCsvAsync(body, asked.Series, cancel), "text/csv");
    }

    async Task WriteCsvAsync(Stream body, SeriesId series, CancellationToken cancel)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        for (long offset = 0; ; offset += CsvPage)
        {
            if (await reader.ReadFloatsAsync(series, new PointWindow(offset, CsvPage), cancel) is not { Points.IsEmpty: false } page)
                return;
            foreach (var point in page.Points)
                await text.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{point.Step.Value:R},{point.UnixMicros / 1000},{point.Value:R}\n"));
        }
    }

    /// <summary>The value at the path named by the request, if it has the type; otherwise why not.</summary>
    public async Task<FoundAttribute> FindAsync(HttpContext context, AttributeType type, CancellationToken cancel)
    {
        if (!context.TryAttribute(out var path, out var fault))
            return new(default, path, null, fault);
        var identifier = context.Query("experimentId");
        var run = await lookup.RunAsync(context, identifier, ProjectRole.Viewer, cancel);
        if (run.Value is not { } open)
            return new(default, path, null, Lookup.RunFault(run.Refusal, identifier));
        var value = await reader.GetAttributeAsync(open.Run.Id, path, cancel);
        if (value?.Type == type)
            return new(new SeriesId(open.Run.Id, path), path, value, null);
        return new(default, path, null, Fault.NotFound(
            value is null
                ? $"The run has no attribute '{path}'."
                : $"The attribute '{path}' is of type {Words.Of(value.Type)}, not {Words.Of(type)}."));
    }

    async Task<(SeriesId Series, PointWindow Window, Fault? Fault)> SeriesAsync(HttpContext context, AttributeType type, CancellationToken cancel)
    {
        if (!context.TryQueryNumber("limit", 1000, out var limit, out var fault) || !context.TryQueryNumber("offset", 0, out var offset, out fault))
            return (default, default, fault);
        if (limit > LargestPage)
            return (default, default, Fault.BadRequest($"The parameter 'limit' is {limit}; at most {LargestPage} points are read at once."));
        var found = await FindAsync(context, type, cancel);
        return (found.Place, new PointWindow(offset, (int)limit), found.Fault);
    }

    static JsonAnswer PageAnswer<TPoint>(
        PointPage<TPoint> page, Func<TPoint, (long UnixMicros, Step Step)> place, Action<Utf8JsonWriter, TPoint> writeValue) =>
        new(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("totalItemCount"u8, page.Total);
            writer.WriteStartArray("values"u8);
            foreach (var point in page.Points)
            {
                var (micros, step) = place(point);
                writer.WriteStartObject();
                writer.WriteNumber("timestampMillis"u8, micros / 1000);
                writer.WriteNumber("step"u8, step.Value);
                writeValue(writer, point);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
}

/// <param name="Place">The run and path, when found.</param>
/// <param name="Value">Null when there is no such attribute of the asked type; <paramref name="Fault"/> says why.</param>
readonly record struct FoundAttribute(SeriesId Place, AttributePath Path, AttributeValue? Value, Fault? Fault);
