using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nereid.Client.Capture;

namespace Nereid.Client.Logging;

/// <summary>Gathers entries into the body of one operations request. Used by one loop at a time.</summary>
/// <remarks>Points of one series that follow each other share one operation, also when points of other series stand between them; any other
/// entry for the path ends that sharing, so that a delete between two points stays between them.</remarks>
sealed class OperationsEncoder(Guid requestId)
{
    /// <summary>JSON of more than this cannot be sent in one request.</summary>
    public const int MaxEntryBytes = 64 * 1024 * 1024;

    const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly List<Operation> _operations = [];
    readonly Dictionary<string, Operation> _openSeries = new(StringComparer.Ordinal);

    /// <summary>Entries taken so far.</summary>
    public int Entries { get; private set; }

    /// <summary>Size of the body so far, roughly.</summary>
    public long Bytes { get; private set; }

    public void Add(LogEntry entry)
    {
        Entries++;
        switch (entry)
        {
            case FloatPointEntry point:
                Bytes += 48;
                Series(point.Path, isFloat: true).Floats!.Add(point);
                break;
            case StringPointEntry point:
                Bytes += 48 + point.Value.Length;
                Series(point.Path, isFloat: false).Strings!.Add(point);
                break;
            default:
                Bytes += entry.EstimatedBytes / 2 + entry.Path.Length;
                _openSeries.Remove(entry.Path);
                _operations.Add(new Operation(entry));
                break;
        }
    }

    public byte[] ToBody()
    {
        var buffer = new ArrayBufferWriter<byte>((int)Math.Min(Bytes + 256, MaxEntryBytes));
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("requestId"u8, requestId);
            json.WriteStartArray("operations"u8);
            foreach (var operation in _operations)
                Write(json, operation);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    Operation Series(string path, bool isFloat)
    {
        if (_openSeries.TryGetValue(path, out var open) && open.Floats is not null == isFloat)
            return open;
        Bytes += 64 + path.Length;
        var added = isFloat ? new Operation(path, [], null) : new Operation(path, null, []);
        _operations.Add(added);
        return _openSeries[path] = added;
    }

    static void Write(Utf8JsonWriter json, Operation operation)
    {
        json.WriteStartObject();
        json.WriteString("op"u8, operation.Name);
        json.WriteString("path"u8, operation.Path);
        if (operation.Floats is { } floats)
        {
            WriteSteps(json, floats.Select(static point => point.Step));
            WriteTimes(json, floats.Select(static point => point.UnixMicros));
            json.WriteStartArray("values"u8);
            foreach (var point in floats)
                WriteNumber(json, point.Value);
            json.WriteEndArray();
        }
        else if (operation.Strings is { } strings)
        {
            WriteSteps(json, strings.Select(static point => point.Step));
            WriteTimes(json, strings.Select(static point => point.UnixMicros));
            WriteTexts(json, "values"u8, strings.Select(static point => point.Value));
        }
        else if (operation.Other is AssignEntry assign)
        {
            WriteValue(json, assign.Value);
        }
        else if (operation.Other is TagsEntry tags)
        {
            WriteTexts(json, "values"u8, tags.Members);
        }
        json.WriteEndObject();
    }

    static void WriteSteps(Utf8JsonWriter json, IEnumerable<double?> steps)
    {
        json.WriteStartArray("steps"u8);
        foreach (var step in steps)
        {
            if (step is { } known)
                json.WriteNumberValue(known);
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
    }

    static void WriteTimes(Utf8JsonWriter json, IEnumerable<long> unixMicros)
    {
        json.WriteStartArray("unixMicros"u8);
        foreach (var time in unixMicros)
            json.WriteNumberValue(time);
        json.WriteEndArray();
    }

    static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    static void WriteValue(Utf8JsonWriter json, ScalarValue value)
    {
        json.WriteStartObject("value"u8);
        switch (value)
        {
            case ScalarValue.Int { Value: var whole }:
                json.WriteString("type"u8, "int"u8);
                json.WriteNumber("value"u8, whole);
                break;
            case ScalarValue.Float { Value: var number }:
                json.WriteString("type"u8, "float"u8);
                json.WritePropertyName("value"u8);
                WriteNumber(json, number);
                break;
            case ScalarValue.Bool { Value: var flag }:
                json.WriteString("type"u8, "bool"u8);
                json.WriteBoolean("value"u8, flag);
                break;
            case ScalarValue.Text { Value: var text }:
                json.WriteString("type"u8, "string"u8);
                json.WriteString("value"u8, text);
                break;
            case ScalarValue.Time { Value: var time }:
                json.WriteString("type"u8, "datetime"u8);
                json.WriteString("value"u8, time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
                break;
            case ScalarValue.Git { Value: var git }:
                json.WriteString("type"u8, "gitRef"u8);
                WriteGit(json, git);
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
        json.WriteEndObject();
    }

    static void WriteGit(Utf8JsonWriter json, GitInfo git)
    {
        json.WriteStartObject("value"u8);
        json.WriteString("commitId"u8, git.CommitId);
        json.WriteString("message"u8, git.Message);
        json.WriteString("authorName"u8, git.AuthorName);
        json.WriteString("authorEmail"u8, git.AuthorEmail);
        json.WriteString("commitTime"u8, git.CommitTime.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("branch"u8, git.Branch);
        json.WriteBoolean("dirty"u8, git.IsDirty);
        json.WriteStartArray("remotes"u8);
        foreach (var remote in git.Remotes)
            json.WriteStringValue(remote);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumberValue(number);
        else if (double.IsNaN(number))
            json.WriteStringValue("NaN"u8);
        else
            json.WriteStringValue(number > 0 ? "Infinity"u8 : "-Infinity"u8);
    }

    /// <summary>Points of one series, or one other entry.</summary>
    sealed class Operation
    {
        public Operation(LogEntry other)
        {
            Other = other;
            Path = other.Path;
        }

        public Operation(string path, List<FloatPointEntry>? floats, List<StringPointEntry>? strings)
        {
            Path = path;
            Floats = floats;
            Strings = strings;
        }

        public string Path { get; }

        public LogEntry? Other { get; }

        public List<FloatPointEntry>? Floats { get; }

        public List<StringPointEntry>? Strings { get; }

        public string Name => this switch
        {
            { Floats: not null } => "appendFloats",
            { Strings: not null } => "appendStrings",
            { Other: AssignEntry } => "assign",
            { Other: TagsEntry { Remove: true } } => "removeFromSet",
            { Other: TagsEntry } => "addToSet",
            { Other: DeleteEntry } => "delete",
            _ => throw new NotSupportedException(Other?.GetType().Name),
        };
    }
}
