using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune1.Writing;

/// <summary>Reads one item of a batch: an object with <c>path</c> and one key that names the operation.</summary>
/// <param name="json">At the item's first token.</param>
ref struct OperationItem(Utf8JsonReader json)
{
    /// <summary>Where the item begins; restored to step over an item that does not fit.</summary>
    readonly Utf8JsonReader _start = json;

    const string EntryFields = "'value', 'step' or 'timestampMilliseconds'";

    TokenReader _tokens = new(json);

    /// <summary>After a successful read: at the item's last token.</summary>
    public readonly Utf8JsonReader Json => _tokens.Json;

    public bool CountsOn { get; private set; }

    /// <summary>False when the buffer ends inside the item.</summary>
    public bool TryRead(out DecodedOperation decoded)
    {
        decoded = default;
        AttributePath path = default;
        string? pathText = null;
        var named = false;
        Utf8JsonReader operation = default;

        if (_tokens.Token != JsonTokenType.StartObject)
            return TryStepOver("An operation is not a JSON object.", out decoded);

        while (_tokens.NextProperty())
        {
            if (_tokens.NameIs("path"u8))
            {
                if (pathText is not null)
                    _tokens.Refuse("An operation has two paths; expected one.");
                pathText = _tokens.ReadText("'path'");
                if (pathText is not null && !AttributePath.TryParse(pathText, out path, out var fault))
                    _tokens.Refuse(fault);
            }
            else if (named)
            {
                _tokens.Refuse("An operation names two things to do; expected one besides 'path'.");
            }
            else
            {
                named = true;
                operation = _tokens.Json;
                // The client puts the path first; only otherwise is the operation read in a second pass.
                if (path.Text is not null)
                    decoded = Decode(path);
                else
                    _tokens.Skip();
            }
        }

        if (_tokens.Starved)
            return false;
        if (_tokens.Fault is null && (pathText is null || !named))
            _tokens.Refuse(pathText is null ? "An operation has no 'path'." : "An operation does not say what to do.");
        if (_tokens.Fault is { } reason)
            return TryStepOver(pathText is null ? reason : $"{Shown(pathText)}: {reason}", out decoded);
        if (decoded == default)
            decoded = DecodeAgain(operation, path);
        return true;
    }

    /// <summary>The token is the name of the operation; reads its value.</summary>
    DecodedOperation Decode(AttributePath path)
    {
        if (_tokens.NameIs("logFloats"u8))
            return LogFloats(path);
        if (_tokens.NameIs("logStrings"u8))
            return LogStrings(path);
        if (_tokens.NameIs("assignFloat"u8))
            return Assign(path, static (ref TokenReader tokens, string what) => new FloatValue(tokens.ReadDouble(what)));
        if (_tokens.NameIs("assignInt"u8))
            return Assign(path, static (ref TokenReader tokens, string what) => Int(ref tokens, what));
        if (_tokens.NameIs("assignBool"u8))
            return Assign(path, static (ref TokenReader tokens, string what) => new BoolValue(tokens.ReadBool(what)));
        if (_tokens.NameIs("assignString"u8))
            return Assign(path, static (ref TokenReader tokens, string what) => new StringValue(tokens.ReadText(what) ?? ""));
        if (_tokens.NameIs("assignDatetime"u8))
            return Assign(path, static (ref TokenReader tokens, string what) => new DatetimeValue(tokens.ReadMillis(what)), "valueMilliseconds");
        if (_tokens.NameIs("assignArtifact"u8))
            return Assign(path, static (ref TokenReader tokens, string what) => Artifact(ref tokens, what), "hash");
        if (_tokens.NameIs("logImages"u8))
            return LogImages(path);
        if (_tokens.NameIs("clearFloatSeries"u8))
            return Bare(new ClearSeries(path, AttributeType.FloatSeries));
        if (_tokens.NameIs("clearStringSeries"u8))
            return Bare(new ClearSeries(path, AttributeType.StringSeries));
        if (_tokens.NameIs("clearImageSeries"u8))
            return Bare(new ClearSeries(path, AttributeType.FileSeries));
        if (_tokens.NameIs("configFloatSeries"u8))
            return Configure(path);
        if (_tokens.NameIs("insertStrings"u8))
            return OnSet(path, static (path, members) => new AddToSet(path, members));
        if (_tokens.NameIs("removeStrings"u8))
            return OnSet(path, static (path, members) => new RemoveFromSet(path, members));
        if (_tokens.NameIs("clearStringSet"u8))
        {
            RequireSetPath(path);
            return Bare(new ClearSet(path));
        }

        if (_tokens.NameIs("deleteFiles"u8))
            return DecodedOperation.Of(new FileRemoval(path, Texts("filePaths")));
        // An artifact that stands for nothing is none.
        if (_tokens.NameIs("deleteAttribute"u8) || _tokens.NameIs("clearArtifact"u8))
            return Bare(new DeleteAttribute(path));
        _tokens.Refuse($"The operation '{Shown(_tokens.TextHere("The operation's name") ?? "")}' is not supported by this server.");
        return default;
    }

    DecodedOperation DecodeAgain(Utf8JsonReader operation, AttributePath path)
    {
        var item = new OperationItem(operation);
        var decoded = item.Decode(path);
        CountsOn |= item.CountsOn;
        return item._tokens.Fault is { } fault ? DecodedOperation.Refused($"{Shown(path.Text)}: {fault}") : decoded;
    }

    bool TryStepOver(string fault, out DecodedOperation refused)
    {
        refused = DecodedOperation.Refused(fault);
        _tokens = new TokenReader(_start);
        _tokens.Skip();
        return !_tokens.Starved;
    }

    delegate AttributeValue ValueReader(ref TokenReader tokens, string what);

    DecodedOperation Assign(AttributePath path, ValueReader read, string field = "value")
    {
        AttributeValue? value = null;
        var shown = "'" + field + "'";
        for (var more = _tokens.BeginObject("The assignment"); more && _tokens.NextProperty();)
        {
            // Names are compared as text here: assignments are few beside points.
            if (string.Equals(_tokens.TextHere("A field's name"), field, StringComparison.Ordinal))
                value = read(ref _tokens, shown);
            else
                Unknown(shown);
        }

        if (value is null)
            _tokens.Refuse($"The assignment has no {shown}.");
        return value is null ? default : DecodedOperation.Of(new AssignValue(path, value));
    }

    static IntValue Int(ref TokenReader tokens, string what)
    {
        var number = tokens.ReadWhole(what);
        if (number is < int.MinValue or > int.MaxValue)
            tokens.Refuse(string.Create(CultureInfo.InvariantCulture, $"{what} is {number}; expected a number of 32 bits, {int.MinValue} to {int.MaxValue}."));
        return new IntValue(number);
    }

    static ArtifactValue Artifact(ref TokenReader tokens, string what)
    {
        var hash = tokens.ReadText(what) ?? "";
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
            tokens.Refuse($"{what} is '{Shown(hash)}'; expected 64 lower-case hexadecimal digits.");
        return new ArtifactValue(hash);
    }

    DecodedOperation LogFloats(AttributePath path)
    {
        var points = new List<FloatPoint>();
        for (var more = BeginEntries(); more && _tokens.NextElement();)
        {
            var (step, micros, value, valued) = (Step.Next, (long?)null, 0.0, false);
            for (var inside = IsEntry(); inside && _tokens.NextProperty();)
            {
                if (_tokens.NameIs("value"u8))
                    (value, valued) = (_tokens.ReadDouble("An entry's 'value'"), true);
                else if (_tokens.NameIs("step"u8))
                    step = _tokens.ReadStep("An entry's 'step'");
                else if (_tokens.NameIs("timestampMilliseconds"u8))
                    micros = _tokens.ReadMillis("An entry's 'timestampMilliseconds'");
                else
                    Unknown(EntryFields);
            }

            EndEntry(valued, micros, step);
            points.Add(new FloatPoint(step, micros ?? 0, value));
        }

        EndEntries();
        return DecodedOperation.Of(new AppendFloats(path, points.ToArray()));
    }

    DecodedOperation LogStrings(AttributePath path)
    {
        var points = ImmutableArray.CreateBuilder<StringPoint>();
        for (var more = BeginEntries(); more && _tokens.NextElement();)
        {
            var (step, micros, value) = (Step.Next, (long?)null, (string?)null);
            for (var inside = IsEntry(); inside && _tokens.NextProperty();)
            {
                if (_tokens.NameIs("value"u8))
                    value = _tokens.ReadText("An entry's 'value'");
                else if (_tokens.NameIs("step"u8))
                    step = _tokens.ReadStep("An entry's 'step'");
                else if (_tokens.NameIs("timestampMilliseconds"u8))
                    micros = _tokens.ReadMillis("An entry's 'timestampMilliseconds'");
                else
                    Unknown(EntryFields);
            }

            EndEntry(value is not null, micros, step);
            points.Add(new StringPoint(step, micros ?? 0, value ?? ""));
        }

        EndEntries();
        return DecodedOperation.Of(new AppendStrings(path, points.ToImmutable()));
    }

    DecodedOperation LogImages(AttributePath path)
    {
        var images = ImmutableArray.CreateBuilder<LoggedImage>();
        for (var more = BeginEntries(); more && _tokens.NextElement();)
        {
            var (step, micros, image) = (Step.Next, (long?)null, (LoggedImage?)null);
            for (var inside = IsEntry(); inside && _tokens.NextProperty();)
            {
                if (_tokens.NameIs("value"u8))
                    image = Image();
                else if (_tokens.NameIs("step"u8))
                    step = _tokens.ReadStep("An entry's 'step'");
                else if (_tokens.NameIs("timestampMilliseconds"u8))
                    micros = _tokens.ReadMillis("An entry's 'timestampMilliseconds'");
                else
                    Unknown(EntryFields);
            }

            EndEntry(image is not null, micros, step);
            images.Add((image ?? default) with { Step = step, UnixMicros = micros ?? 0 });
        }

        EndEntries();
        return DecodedOperation.Of(new ImageLog(path, images.ToImmutable()));
    }

    LoggedImage Image()
    {
        var (image, hasData) = (new LoggedImage(Step.Next, 0, [], null, null), false);
        for (var inside = _tokens.BeginObject("An entry's 'value'"); inside && _tokens.NextProperty();)
        {
            if (_tokens.NameIs("data"u8))
                (image, hasData) = (image with { Data = _tokens.ReadBase64("An image's 'data'") }, true);
            else if (_tokens.NameIs("name"u8))
                image = image with { Name = _tokens.ReadOptionalText("An image's 'name'") };
            else if (_tokens.NameIs("description"u8))
                image = image with { Description = _tokens.ReadOptionalText("An image's 'description'") };
            else
                Unknown("'data', 'name' or 'description'");
        }

        if (!hasData)
            _tokens.Refuse("An image has no 'data'.");
        else if (image.Data.Length == 0)
            _tokens.Refuse("An image is empty; the client leaves out images above 32 MB.");
        return image;
    }

    DecodedOperation Configure(AttributePath path)
    {
        var (display, known) = (new SeriesDisplay(null, null, null), false);
        for (var more = _tokens.BeginObject("'configFloatSeries'"); more && _tokens.NextProperty();)
        {
            if (_tokens.NameIs("min"u8))
                (display, known) = (display with { Min = _tokens.ReadOptionalDouble("'min'") }, true);
            else if (_tokens.NameIs("max"u8))
                (display, known) = (display with { Max = _tokens.ReadOptionalDouble("'max'") }, true);
            else if (_tokens.NameIs("unit"u8))
                (display, known) = (display with { Unit = _tokens.ReadOptionalText("'unit'") }, true);
            else
                Unknown("'min', 'max' or 'unit'");
        }

        if (!known)
            _tokens.Refuse("'configFloatSeries' has none of 'min', 'max' and 'unit'.");

        return DecodedOperation.Of(new ConfigureSeries(path, display));
    }

    DecodedOperation OnSet(AttributePath path, Func<AttributePath, ImmutableArray<string>, RunOperation> make)
    {
        RequireSetPath(path);
        return DecodedOperation.Of(make(path, Texts("values")));
    }

    /// <summary>The one argument of the operation: a list of texts.</summary>
    ImmutableArray<string> Texts(string field)
    {
        var (texts, isThere) = (ImmutableArray.CreateBuilder<string>(), false);
        for (var more = _tokens.BeginObject("The operation"); more && _tokens.NextProperty();)
        {
            if (!string.Equals(_tokens.TextHere("A field's name"), field, StringComparison.Ordinal))
            {
                Unknown($"'{field}'");
                break;
            }

            isThere = true;
            for (var inside = _tokens.BeginArray($"'{field}'"); inside && _tokens.NextElement();)
            {
                if (_tokens.Token == JsonTokenType.String)
                    texts.Add(_tokens.TextHere("A member") ?? "");
                else
                    _tokens.Refuse($"A member of '{field}' is not a text.");
            }
        }

        if (!isThere)
            _tokens.Refuse($"The operation has no '{field}'.");
        return texts.ToImmutable();
    }

    /// <summary>A 1.x client knows string sets as tags only, and holds the server to refusing them elsewhere.</summary>
    void RequireSetPath(AttributePath path)
    {
        if (path.Text is not (SystemAttributes.Tags or SystemAttributes.GroupTags))
            _tokens.Refuse($"String sets are allowed only at {SystemAttributes.Tags} and {SystemAttributes.GroupTags}.");
    }

    /// <summary>An operation without arguments: an empty object.</summary>
    DecodedOperation Bare(RunOperation operation)
    {
        for (var more = _tokens.BeginObject("The operation"); more && _tokens.NextProperty();)
            Unknown("nothing in it");
        return DecodedOperation.Of(operation);
    }

    /// <summary>Steps to the first of the entries. An empty list makes an empty series: old clients create channels so.</summary>
    bool BeginEntries()
    {
        for (var more = _tokens.BeginObject("The operation"); more && _tokens.NextProperty();)
        {
            if (_tokens.NameIs("entries"u8))
                return _tokens.BeginArray("'entries'");
            Unknown("'entries'");
        }

        _tokens.Refuse("The operation has no 'entries'.");
        return false;
    }

    /// <summary>Steps to the end of the object that holds the entries.</summary>
    void EndEntries()
    {
        while (_tokens.Token != JsonTokenType.EndObject && _tokens.NextProperty())
            Unknown("one list of 'entries'");
    }

    /// <summary>The token is the name of a field that no client has. Whoever misspelt one wants to know, and not to find nothing stored.</summary>
    void Unknown(string expected) => _tokens.Refuse($"The field '{Shown(_tokens.TextHere("A field's name") ?? "")}' is not known here; expected {expected}.");

    bool IsEntry()
    {
        if (_tokens.Token == JsonTokenType.StartObject)
            return true;
        _tokens.Refuse("An entry is not a JSON object.");
        return false;
    }

    void EndEntry(bool valued, long? micros, Step step)
    {
        if (!valued)
            _tokens.Refuse("An entry has no 'value'.");
        if (micros is null)
            _tokens.Refuse("An entry has no 'timestampMilliseconds'.");
        CountsOn |= step.IsNext;
    }

    /// <summary>Long names are cut for the message; the client knows which one it sent.</summary>
    static string Shown(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
