using System.Globalization;
using System.Text.Json;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Files;

namespace Nereid.Protocols.Neptune1.Attributes;

/// <summary>Writes one attribute as the client reads it: alone, or inside a list under the key <c>TYPEProperties</c>.</summary>
/// <remarks>JSON has no NaN or infinity: they go out as the words that the client's float() understands.</remarks>
static class AttributeAnswer
{
    /// <summary>An item of a listing or a table row.</summary>
    public static void WriteItem(Utf8JsonWriter writer, RunAttribute attribute)
    {
        var type = Words.Of(attribute.Value.Type);
        writer.WriteStartObject();
        writer.WriteString("name"u8, attribute.Path.Text);
        writer.WriteString("type"u8, type);
        writer.WritePropertyName(type + "Properties");
        WriteProperties(writer, attribute);
        writer.WriteEndObject();
    }

    public static void WriteProperties(Utf8JsonWriter writer, RunAttribute attribute)
    {
        writer.WriteStartObject();
        writer.WriteString("attributeName"u8, attribute.Path.Text);
        writer.WriteString("attributeType"u8, Words.Of(attribute.Value.Type));
        switch (attribute.Value)
        {
            case FloatValue value:
                WriteNumber(writer, "value"u8, value.Value);
                break;
            case IntValue value:
                writer.WriteNumber("value"u8, value.Value);
                break;
            case BoolValue value:
                writer.WriteBoolean("value"u8, value.Value);
                break;
            case StringValue value:
                writer.WriteString("value"u8, value.Value);
                break;
            case DatetimeValue value:
                writer.WriteString("value"u8, Time(value.UnixMicros));
                break;
            case RunStateValue value:
                writer.WriteString("value"u8, Words.Of(value.State));
                break;
            case StringSetValue value:
                WriteTexts(writer, "values"u8, value.Values);
                break;
            case FloatSeriesValue { Count: > 0 } value:
                WriteNumber(writer, "last"u8, value.Last);
                writer.WriteNumber("lastStep"u8, value.LastStep.Value);
                break;
            case StringSeriesValue { Last: { } last } value:
                writer.WriteString("last"u8, last);
                writer.WriteNumber("lastStep"u8, value.LastStep.Value);
                break;
            case FileSeriesValue { Count: > 0 } value:
                writer.WriteNumber("lastStep"u8, value.LastStep.Value);
                break;
            case FileValue value:
                writer.WriteString("name"u8, FileNames.LastSegment(attribute.Path));
                writer.WriteString("ext"u8, value.File.Extension);
                writer.WriteNumber("size"u8, value.File.Size);
                break;
            case FileSetValue value:
                writer.WriteNumber("size"u8, value.Size);
                break;
            case ArtifactValue value:
                writer.WriteString("hash"u8, value.Hash);
                break;
            case GitRefValue value:
                WriteGitRef(writer, value);
                break;
            case NotebookRefValue value:
                writer.WriteString("notebookId"u8, value.NotebookId);
                writer.WriteString("notebookName"u8, value.NotebookName);
                writer.WriteString("checkpointId"u8, value.CheckpointId);
                break;
        }

        writer.WriteEndObject();
    }

    /// <summary>With milliseconds and a literal Z: the client parses nothing else in table rows.</summary>
    public static string Time(long unixMicros) =>
        DateTimeOffset.UnixEpoch.AddTicks(unixMicros * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteString(name, double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
    }

    static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    static void WriteGitRef(Utf8JsonWriter writer, GitRefValue git)
    {
        writer.WriteStartObject("commit"u8);
        writer.WriteString("commitId"u8, git.CommitId);
        writer.WriteString("message"u8, git.Message);
        writer.WriteString("authorName"u8, git.AuthorName);
        writer.WriteString("authorEmail"u8, git.AuthorEmail);
        if (git.CommitUnixMicros is { } time)
            writer.WriteString("commitDate"u8, Time(time));
        writer.WriteEndObject();
        writer.WriteBoolean("repositoryDirty"u8, git.Dirty);
        writer.WriteString("currentBranch"u8, git.Branch);
        WriteTexts(writer, "remotes"u8, git.Remotes);
    }
}
