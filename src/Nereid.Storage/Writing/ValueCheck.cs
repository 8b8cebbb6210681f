using System.Collections.Immutable;
using System.Text;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>Checks the value inside an operation against the limits and its own form, without looking at any run.</summary>
static class ValueCheck
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The type that the attribute has after the operation; null when an operation cannot make such a value.</summary>
    public static AttributeType? TypeOf(RunOperation operation) => operation switch
    {
        AssignValue { Value: RunStateValue } => null,
        AssignValue assign => assign.Value.Type.IsSeries() ? null : assign.Value.Type,
        AddToSet or RemoveFromSet or ClearSet => AttributeType.StringSet,
        AppendFloats or PreviewFloats or ConfigureSeries => AttributeType.FloatSeries,
        AppendStrings => AttributeType.StringSeries,
        AppendFiles => AttributeType.FileSeries,
        AppendHistograms => AttributeType.HistogramSeries,
        ClearSeries clear => clear.SeriesType.IsSeries() ? clear.SeriesType : null,
        _ => throw new NotSupportedException(operation.GetType().Name),
    };

    public static Refusal? Fault(RunOperation operation) => operation switch
    {
        AssignValue assign => Fault(assign.Path, assign.Value),
        AddToSet add => FaultOfMembers(add.Path, add.Members),
        RemoveFromSet remove => FaultOfMembers(remove.Path, remove.Members),
        AppendStrings append => First(append.Points, point => FaultOfText(append.Path, point.Value, Limits.StringValueBytes, "a line")),
        AppendFiles append => First(append.Points, point => FaultOfFile(append.Path, point.File)
            ?? FaultOfText(append.Path, point.Name, Limits.StringValueBytes, "a file name")
            ?? FaultOfText(append.Path, point.Description, Limits.StringValueBytes, "a file description")),
        AppendHistograms append => First(append.Points, point => FaultOfHistogram(append.Path, point)),
        ConfigureSeries configure => FaultOfText(configure.Path, configure.Display.Unit, Limits.SetMemberBytes, "the unit"),
        _ => null,
    };

    static Refusal? Fault(AttributePath path, AttributeValue value) => value switch
    {
        StringValue text => FaultOfText(path, text.Value, Limits.StringValueBytes, "the string"),
        StringSetValue set when set.Values.Length > Limits.SetMembers =>
            new(RejectReason.LimitExceeded, $"The set for '{path}' has {set.Values.Length} members; at most {Limits.SetMembers} are allowed."),
        StringSetValue set => FaultOfMembers(path, set.Values),
        FileValue file => FaultOfFile(path, file.File),
        FileSetValue set => FaultOfFile(path, set.Listing),
        ArtifactValue artifact => FaultOfText(path, artifact.Hash, Limits.SetMemberBytes, "the artifact's hash"),
        GitRefValue git => FaultOfText(path, git.CommitId, Limits.SetMemberBytes, "the commit id")
            ?? FaultOfText(path, git.Message, Limits.StringValueBytes, "the commit message")
            ?? FaultOfText(path, git.AuthorName, Limits.StringValueBytes, "the author's name")
            ?? FaultOfText(path, git.AuthorEmail, Limits.StringValueBytes, "the author's address")
            ?? FaultOfText(path, git.Branch, Limits.StringValueBytes, "the branch")
            ?? First(git.Remotes, remote => FaultOfText(path, remote, Limits.StringValueBytes, "a remote")),
        NotebookRefValue notebook => FaultOfText(path, notebook.NotebookId, Limits.SetMemberBytes, "the notebook id")
            ?? FaultOfText(path, notebook.CheckpointId, Limits.SetMemberBytes, "the checkpoint id")
            ?? FaultOfText(path, notebook.NotebookName, Limits.StringValueBytes, "the notebook's name"),
        _ => null,
    };

    static Refusal? FaultOfMembers(AttributePath path, ImmutableArray<string> members) =>
        First(members, member => FaultOfText(path, member, Limits.SetMemberBytes, "a set member"));

    /// <summary>Null text is absent text, which is allowed wherever this is asked.</summary>
    public static Refusal? FaultOfText(AttributePath path, string? text, int maxBytes, string what)
    {
        if (text is null || text.Length * 3L <= maxBytes && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return null;
        try
        {
            var bytes = StrictUtf8.GetByteCount(text);
            return bytes <= maxBytes ? null
                : new(RejectReason.LimitExceeded, $"For '{path}' {what} has {bytes} bytes of UTF-8; at most {maxBytes} are allowed.");
        }
        catch (EncoderFallbackException)
        {
            return new(RejectReason.InvalidValue, $"For '{path}' {what} contains an unpaired surrogate and is not valid Unicode.");
        }
    }

    static Refusal? FaultOfFile(AttributePath path, FileContent file) =>
        file.Size < 0 ? new(RejectReason.InvalidValue, $"The file for '{path}' has the size {file.Size}; expected 0 or more.")
        : file.Size > Limits.FileBytes ? new(RejectReason.LimitExceeded, $"The file for '{path}' has {file.Size} bytes; at most {Limits.FileBytes} are allowed.")
        : file.Blob.IsPlace != (file.Place is not null) ? new(RejectReason.InvalidValue, $"The file for '{path}' is a reference without a place, or a place without a reference.")
        : FaultOfText(path, file.MediaType, Limits.SetMemberBytes, "the media type") ?? FaultOfText(path, file.Extension, Limits.SetMemberBytes, "the extension")
            ?? FaultOfText(path, file.Place, Limits.FileReferenceBytes, "the place of the file");

    static Refusal? FaultOfHistogram(AttributePath path, HistogramPoint point)
    {
        if (point.Edges.IsDefaultOrEmpty || point.Counts.IsDefault || point.Edges.Length != point.Counts.Length + 1)
            return new(RejectReason.InvalidValue, $"A histogram for '{path}' needs one edge more than counts.");
        for (var i = 0; i < point.Edges.Length; i++)
            if (double.IsNaN(point.Edges[i]) || (i > 0 && point.Edges[i] <= point.Edges[i - 1]))
                return new(RejectReason.InvalidValue, $"The edges of a histogram for '{path}' must be numbers and rise; edge {i} does not.");
        for (var i = 0; i < point.Counts.Length && !point.IsDensity; i++)
            if (!double.IsFinite(point.Counts[i]) || point.Counts[i] < 0)
                return new(RejectReason.InvalidValue, $"The counts of a histogram for '{path}' must be finite and not negative; count {i} is not.");
        return null;
    }

    static Refusal? First<T>(ImmutableArray<T> items, Func<T, Refusal?> fault)
    {
        if (items.IsDefault)
            return null;
        foreach (var item in items)
            if (fault(item) is { } found)
                return found;
        return null;
    }
}
