using Nereid.Domain.Files;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>An attribute as an answer shows it.</summary>
/// <param name="Owner">The run that was asked about.</param>
/// <param name="LastHistogram">Of a series of histograms that has any.</param>
readonly record struct ShownAttribute(RunHead Owner, AttributePath Path, AttributeValue Value, HistogramPoint? LastHistogram = null);

/// <summary>The message <c>ProtoAttributeDTO</c>: name, type, and one of a dozen messages with the value.</summary>
static class AttributeMessage
{
    const string Counting = "COUNTING";
    const string Density = "DENSITY";

    /// <param name="type">The word for its type; callers leave out attributes that have none.</param>
    public static void Write(AnswerWriter to, int field, in ShownAttribute attribute, string type)
    {
        var (name, value) = (attribute.Path.Text, attribute.Value);
        to.Begin(field);
        to.Text(1, name);
        to.Text(2, type);
        if (FieldOf(value.Type) is var properties and > 0)
        {
            to.Begin(properties);
            to.Text(1, name);
            to.Text(2, type);
            WriteValue(to, attribute);
            to.End();
        }

        to.End();
    }

    /// <summary>0 for the state of a run, which has no message.</summary>
    static int FieldOf(AttributeType type) => type switch
    {
        AttributeType.Int => 3,
        AttributeType.Float => 4,
        AttributeType.String => 5,
        AttributeType.Bool => 6,
        AttributeType.Datetime => 7,
        AttributeType.StringSet => 8,
        AttributeType.FloatSeries => 9,
        AttributeType.File => 10,
        AttributeType.StringSeries => 11,
        AttributeType.FileSeries => 12,
        AttributeType.HistogramSeries => 13,
        _ => 0,
    };

    static void WriteValue(AnswerWriter to, in ShownAttribute attribute)
    {
        switch (attribute.Value)
        {
            case IntValue value:
                to.NumberUnlessZero(3, value.Value);
                break;
            case FloatValue value:
                to.DoubleUnlessZero(3, value.Value);
                break;
            case StringValue value:
                to.TextUnlessEmpty(3, value.Value);
                break;
            case BoolValue value:
                to.NumberUnlessZero(3, value.Value ? 1 : 0);
                break;
            case DatetimeValue value:
                to.NumberUnlessZero(3, Millis(value.UnixMicros));
                break;
            case StringSetValue value:
                foreach (var member in value.Values)
                    to.Text(3, member);
                break;
            case FloatSeriesValue value:
                WriteFloatSeries(to, value);
                break;
            case FileValue value:
                WriteFile(to, 3, value.File, FileNames.Of(attribute.Owner, attribute.Path, value.File));
                break;
            case StringSeriesValue { Last: { } last } value:
                to.Double(3, value.LastStep.Value);
                to.Text(4, last);
                break;
            case FileSeriesValue { Last: { } last } value:
                to.Double(3, value.LastStep.Value);
                to.Begin(4);
                WriteFile(to, 1, last, FileNames.Of(attribute.Owner, attribute.Path, value.LastStep, last));
                to.End();
                break;
            case HistogramSeriesValue when attribute.LastHistogram is { } last:
                to.Double(3, last.Step.Value);
                to.Begin(4);
                WriteHistogram(to, last);
                to.End();
                break;
        }
    }

    static void WriteFloatSeries(AnswerWriter to, FloatSeriesValue series)
    {
        if (series.Count > 0)
            WriteFigures(to, series);
        // A series of nothing but previews would look empty in every table.
        else if (!series.Previews.IsEmpty)
            WriteFigures(to, PreviewFigures.Of(series.Previews));

        if (!series.Previews.IsEmpty)
            to.Truth(10, true);
        to.Begin(9);
        if (series.Display?.Min is { } min)
            to.Double(1, min);
        if (series.Display?.Max is { } max)
            to.Double(2, max);
        if (series.Display?.Unit is { } unit)
            to.Text(3, unit);
        to.End();
    }

    static void WriteFigures(AnswerWriter to, FloatSeriesValue series)
    {
        to.Double(3, series.LastStep.Value);
        to.Double(4, series.Last);
        to.Double(5, series.Min);
        to.Double(6, series.Max);
        to.Double(7, series.Mean);
        to.Double(8, series.Variance);
    }

    /// <summary>Path, size and media type, in fields one after another: the same in <c>ProtoFileRef</c> and <c>ProtoFileRefAttributeDTO</c>.</summary>
    public static void WriteFile(AnswerWriter to, int firstField, FileContent file, string path)
    {
        to.TextUnlessEmpty(firstField, path);
        to.NumberUnlessZero(firstField + 1, file.Size);
        to.TextUnlessEmpty(firstField + 2, file.MediaType);
    }

    /// <summary>The fields of <c>ProtoHistogram</c>.</summary>
    public static void WriteHistogram(AnswerWriter to, in HistogramPoint histogram)
    {
        to.Text(1, histogram.IsDensity ? Density : Counting);
        to.Doubles(2, histogram.Edges.AsSpan());
        to.Doubles(3, histogram.Counts.AsSpan());
    }

    /// <summary>Rounded down, as everywhere times are cut to milliseconds.</summary>
    public static long Millis(long unixMicros) => Math.DivRem(unixMicros, 1000, out var rest) - (rest < 0 ? 1 : 0);
}
