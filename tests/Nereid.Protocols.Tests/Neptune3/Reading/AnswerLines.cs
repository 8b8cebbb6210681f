using System.Globalization;
using System.Text.Json.Nodes;

namespace Nereid.Protocols.Tests.Neptune3.Reading;

/// <summary>What an answer of the read side says, a line for each thing, so that two answers can be compared.</summary>
public static class AnswerLines
{
    /// <summary>Of a route by its path.</summary>
    /// <param name="json">For the one route that answers JSON.</param>
    public static string[] Of(string path, byte[] bytes, JsonNode? json)
    {
        if (json is not null)
            return [.. json["entries"]?.AsArray().Select(entry => $"{entry!["name"]}:{entry["type"]}") ?? [$"{json["errorType"]}"]];
        var answer = ProtoNode.Of(bytes);
        return path.Split('/').Last(part => part.Length > 0) switch
        {
            "search" => [$"{answer.Number(1)} found", .. answer.Messages(3).SelectMany(entry => Entry(entry.Text(1), entry.Messages(7)))],
            "query" => [.. answer.Messages(1).SelectMany(entry => Entry($"{entry.Text(1)} {entry.Text(2)}", entry.Messages(3)))],
            "attributes" => [.. Entry(answer.Text(1), answer.Messages(7))],
            "queryAttributeDefinitions" => [.. answer.Messages(1).Select(entry => $"{entry.Text(1)}:{entry.Text(2)}")],
            "float" => [.. answer.Messages(1).SelectMany(series => series.Message(2).Messages(2).Select(point =>
                $"{series.Text(1)}: {point.Number(1)} {Text(point.Double(2))} {Text(point.Double(3))} {point.Number(4)} {point.Single(5)}"))],
            "series" => [.. answer.Messages(1).SelectMany(series => series.Message(4).Messages(1).Select(point =>
                $"{series.Text(1)}: {point.Number(1)} {Text(point.Double(2))} {Object(point.Message(6))}"))],
            "buckets" => [.. answer.Messages(1).SelectMany(series => series.Messages(2).Select(bucket => $"{series.Text(1)}: {Bucket(bucket)}"))],
            var other => throw new ArgumentException(other, nameof(path)),
        };
    }

    static IEnumerable<string> Entry(string id, IEnumerable<ProtoNode> attributes) =>
        attributes.Select(attribute => $"{id}: {attribute.Text(1)} {attribute.Text(2)} {Value(attribute)}").Order(StringComparer.Ordinal);

    /// <summary>Of a <c>ProtoAttributeDTO</c>.</summary>
    public static string Value(ProtoNode attribute) => attribute.Text(2) switch
    {
        "int" => Text(attribute.Message(3).Number(3)),
        "float" => Text(attribute.Message(4).Double(3)),
        "string" => attribute.Message(5).Text(3),
        "bool" => Text(attribute.Message(6).Number(3)),
        "datetime" => Text(attribute.Message(7).Number(3)),
        "stringSet" => string.Join(',', attribute.Message(8).Texts(3)),
        "floatSeries" => string.Join(' ', Enumerable.Range(3, 6).Select(field => Text(attribute.Message(9).Double(field)))) + $" {attribute.Message(9).Number(10)}",
        "stringSeries" => $"{Text(attribute.Message(11).Double(3))} {attribute.Message(11).Text(4)}",
        "fileRef" => File(attribute.Message(10), 3),
        "fileRefSeries" => $"{Text(attribute.Message(12).Double(3))} {File(attribute.Message(12).Message(4), 1)}",
        "histogramSeries" => $"{Text(attribute.Message(13).Double(3))} {Histogram(attribute.Message(13).Message(4))}",
        _ => "",
    };

    static string Object(ProtoNode value) => value.Has(1) ? value.Text(1) : value.Has(2) ? Histogram(value.Message(2)) : File(value.Message(3), 1);

    static string File(ProtoNode file, int first) => $"{file.Text(first)} {file.Number(first + 1)} {file.Text(first + 2)}";

    static string Histogram(ProtoNode histogram) =>
        $"{histogram.Text(1)} {string.Join(',', histogram.Packed(2).Select(Text))} {string.Join(',', histogram.Packed(3).Select(Text))}";

    static string Bucket(ProtoNode bucket) => string.Create(CultureInfo.InvariantCulture,
        $"{bucket.Number(1)} {bucket.Double(2)} {bucket.Double(3)} {Point(bucket.Message(4))} {Point(bucket.Message(5))} {bucket.Double(6)} {bucket.Double(7)} {bucket.Number(8)} {bucket.Number(9)} {bucket.Number(10)} {bucket.Number(11)} {bucket.Double(12)}");

    static string Point(ProtoNode point) => string.Create(CultureInfo.InvariantCulture, $"{point.Double(1)}/{point.Double(2)}");

    static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
