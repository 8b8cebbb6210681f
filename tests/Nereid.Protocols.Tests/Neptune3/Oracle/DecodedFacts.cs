using System.Globalization;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Ingest;

namespace Nereid.Protocols.Tests.Neptune3.Oracle;

/// <summary>What a request says, one line for each thing, from the hand-written decoder and from Google.Protobuf.</summary>
static class DecodedFacts
{
    public static List<string> Of(IngestRequest request)
    {
        var facts = new List<string> { $"to {request.Project} {request.Run} {request.CreateMissingProject}", $"refused {request.Refused.Counts.Sum(each => each.Value)}" };
        for (var row = 0; row < request.Rows.RowCount; row++)
            for (var i = 0; i < request.Rows.PathsOf(row).Length; i++)
                facts.Add(Append(System.Text.Encoding.UTF8.GetString(request.Rows.Path(request.Rows.PathsOf(row)[i])), request.Rows.StepOf(row), request.Rows.UnixMicrosOf(row),
                    "float " + Bits(request.Rows.ValuesOf(row)[i])));
        if (request.Creation is { } creation)
            facts.Add($"create {creation.Family} {creation.Experiment} {creation.Fork?.Project} {creation.Fork?.Run} {creation.Fork?.Step} {creation.CreatedUnixMicros}");
        foreach (var operation in request.Operations)
            facts.AddRange(Of(operation));
        facts.Sort(StringComparer.Ordinal);
        return facts;
    }

    static IEnumerable<string> Of(RunOperation operation) => operation switch
    {
        AssignValue { Value: FloatValue v } assign => [$"assign {assign.Path} float {Bits(v.Value)}"],
        AssignValue { Value: IntValue v } assign => [$"assign {assign.Path} int {v.Value}"],
        AssignValue { Value: BoolValue v } assign => [$"assign {assign.Path} bool {v.Value}"],
        AssignValue { Value: StringValue v } assign => [$"assign {assign.Path} text {v.Value}"],
        AssignValue { Value: DatetimeValue v } assign => [$"assign {assign.Path} moment {v.UnixMicros}"],
        AssignValue { Value: StringSetValue v } assign => [$"assign {assign.Path} set {string.Join('|', v.Values)}"],
        AssignValue { Value: FileValue v } assign => [$"assign {assign.Path} file {v.File.Place} {v.File.Size} {v.File.MediaType}"],
        AddToSet add => add.Members.Select(member => $"add {add.Path} {member}"),
        RemoveFromSet remove => remove.Members.Select(member => $"remove {remove.Path} {member}"),
        AppendFloats append => append.Points.ToArray().Select(point => Append(append.Path.Text, point.Step, point.UnixMicros, "float " + Bits(point.Value))),
        PreviewFloats preview => preview.Points.Select(point => Append(preview.Path.Text, point.Step, point.UnixMicros, PreviewText(point.Value, point.Ratio))),
        AppendStrings append => append.Points.Select(point => Append(append.Path.Text, point.Step, point.UnixMicros, "text " + point.Value)),
        AppendFiles append => append.Points.Select(point => Append(append.Path.Text, point.Step, point.UnixMicros, $"file {point.File.Place} {point.File.Size} {point.File.MediaType}")),
        AppendHistograms append => append.Points.Select(point => Append(append.Path.Text, point.Step, point.UnixMicros,
            $"histogram {string.Join(' ', point.Edges.Select(Bits))}: {point.IsDensity} {string.Join(' ', point.Counts.Select(Bits))}")),
        _ => throw new InvalidOperationException(operation.GetType().Name),
    };

    static string Append(string path, Domain.Runs.Step step, long unixMicros, string value) => string.Create(CultureInfo.InvariantCulture, $"append {path} at {step} {unixMicros}: {value}");

    static string PreviewText(double value, float ratio) => string.Create(CultureInfo.InvariantCulture, $"preview {Bits(value)} {ratio:R}");

    static string Bits(double value) => BitConverter.DoubleToInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    /// <param name="now">Of points without a time.</param>
    /// <returns>Null when something in it is outside of what the server stores, which other tests are about.</returns>
    public static List<string>? Of(Request request, long now)
    {
        var facts = new List<string> { $"to {request.Project} {request.Run} {request.CreateMissingProject}" };
        var refused = 0;
        IEnumerable<Snapshot> snapshots = request.OperationCase switch
        {
            Request.OperationOneofCase.Update => [request.Update],
            Request.OperationOneofCase.UpdateBatch => request.UpdateBatch.Snapshots_,
            _ => [],
        };
        if (request.OperationCase == Request.OperationOneofCase.Create)
        {
            var creation = request.Create;
            if (creation.Fork is { Step: not null } fork && !IsStored(fork.Step) || creation.Created is { } moment && !IsStored(moment))
                return null;
            facts.Add($"create {creation.Family} {creation.Experiment} {creation.Fork?.Project} {creation.Fork?.Run} {(creation.Fork?.Step is { } at ? StepOf(at) : null)} {(creation.Created is { } c ? Micros(c) : null)}");
        }
        foreach (var snapshot in snapshots)
        {
            if (snapshot.Step is { } whole && !IsStored(whole) || snapshot.Time is { } moment && !IsStored(moment)
                || snapshot.Assign.Keys.Concat(snapshot.Modify.Keys).Concat(snapshot.Append.Keys).Any(path => !AttributePath.TryParse(path, out _, out _) || path.StartsWith("sys/", StringComparison.Ordinal))
                || snapshot.Assign.Values.Concat(snapshot.Append.Values).Any(value => !IsStored(value)))
                return null;
            var step = snapshot.Step is { } known ? StepOf(known) : Domain.Runs.Step.Next;
            var time = snapshot.Time is { } said ? Micros(said) : now;
            foreach (var (path, value) in snapshot.Assign)
                if (value.ValueCase is Value.ValueOneofCase.None or Value.ValueOneofCase.Histogram)
                    refused++;
                else
                    facts.Add($"assign {path} {TextOf(value)}");
            foreach (var (path, value) in snapshot.Append)
                if (snapshot.Preview is { IsPreview: true } preview && value.ValueCase == Value.ValueOneofCase.Float && !step.IsNext)
                    facts.Add(Append(path, step, time, PreviewText(value.Float, float.IsNaN(preview.Ratio) ? 0 : Math.Clamp(preview.Ratio, 0, 1))));
                else if (snapshot.Preview is { IsPreview: true } || value.ValueCase is not (Value.ValueOneofCase.Float or Value.ValueOneofCase.Text or Value.ValueOneofCase.File or Value.ValueOneofCase.Histogram))
                    refused++;
                else
                    facts.Add(Append(path, step, time, TextOf(value)));
            foreach (var (path, change) in snapshot.Modify)
            {
                refused += change.Edits is null ? 1 : 0;
                foreach (var (member, edit) in change.Edits?.Edits ?? [])
                    if (edit is SetEdits.Types.Edit.Add or SetEdits.Types.Edit.Remove)
                        facts.Add($"{(edit == SetEdits.Types.Edit.Add ? "add" : "remove")} {path} {member}");
            }
        }
        facts.Add($"refused {refused}");
        facts.Sort(StringComparer.Ordinal);
        return facts;
    }

    static bool IsStored(Step step) => step.Whole < (ulong)Limits.ExactStepBound && step.Micro < 1_000_000;

    static bool IsStored(Time time) => time.Seconds is >= -2_208_988_800 and < 10_413_792_000 && time.Nanos is >= 0 and < 1_000_000_000;

    static bool IsStored(Value value) => value.ValueCase switch
    {
        Value.ValueOneofCase.Moment => IsStored(value.Moment),
        Value.ValueOneofCase.File => value.File.Path.Length > 0 && value.File.Size is >= 0 and <= Limits.FileBytes,
        Value.ValueOneofCase.Histogram => IsStored(value.Histogram),
        _ => true,
    };

    static bool IsStored(Histogram histogram)
    {
        var values = histogram.Counts?.Values.Count ?? histogram.Densities?.Values.Count ?? -1;
        return values >= 0 && values == histogram.Edges.Count - 1 && values < HistogramMessage.MaxEdges && !histogram.Edges.Any(double.IsNaN)
            && histogram.Edges.Zip(histogram.Edges.Skip(1)).All(pair => pair.First < pair.Second);
    }

    static Domain.Runs.Step StepOf(Step step) => Domain.Runs.Step.FromMillionths((long)(step.Whole * 1_000_000 + step.Micro));

    static long Micros(Time time) => time.Seconds * 1_000_000 + time.Nanos / 1000;

    static string TextOf(Value value) => value.ValueCase switch
    {
        Value.ValueOneofCase.Float => "float " + Bits(value.Float),
        Value.ValueOneofCase.Int => string.Create(CultureInfo.InvariantCulture, $"int {value.Int}"),
        Value.ValueOneofCase.Bool => $"bool {value.Bool}",
        Value.ValueOneofCase.Text => "text " + value.Text,
        Value.ValueOneofCase.Moment => string.Create(CultureInfo.InvariantCulture, $"moment {Micros(value.Moment)}"),
        Value.ValueOneofCase.Set => $"set {string.Join('|', new StringSetValue(value.Set.Values).Values)}",
        Value.ValueOneofCase.File => string.Create(CultureInfo.InvariantCulture, $"file {value.File.Path} {value.File.Size} {value.File.MediaType}"),
        _ => $"histogram {string.Join(' ', value.Histogram.Edges.Select(Bits))}: {value.Histogram.Densities is not null} "
            + string.Join(' ', value.Histogram.Densities?.Values.Select(Bits) ?? value.Histogram.Counts.Values.Select(count => Bits(count))),
    };
}
