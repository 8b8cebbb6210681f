using System.Text.Json.Serialization.Metadata;
using Nereid.Client.Logging;

namespace Nereid.Client;

/// <summary>An attribute of a run, by its path. Making one asks nothing of the server.</summary>
/// <remarks>The logging methods return at once, may be called from any thread and never throw for what becomes of the data: what cannot be
/// logged is told to <see cref="NereidOptions.Diagnostics"/>. The fetching methods wait for the server and do throw.</remarks>
public sealed class NereidAttribute
{
    /// <summary>Larger files are not copied into the spool but read from their own place when they are sent.</summary>
    const long CopiedFileBytes = 16 * 1024 * 1024;

    readonly NereidRun _run;

    internal NereidAttribute(NereidRun run, string path)
    {
        _run = run;
        Path = path;
    }

    /// <summary>Such as <c>train/loss</c>.</summary>
    public string Path { get; }

    /// <summary>An attribute below this one.</summary>
    public NereidAttribute this[string path] => new(_run, $"{Path}/{path}");

    /// <summary>Sets a number. NaN and infinities are kept as they are.</summary>
    public void Assign(double value) => Assign(new ScalarValue.Float(value));

    /// <summary>Sets a whole number.</summary>
    public void Assign(long value) => Assign(new ScalarValue.Int(value));

    /// <summary>Sets a yes or no.</summary>
    public void Assign(bool value) => Assign(new ScalarValue.Bool(value));

    /// <summary>Sets a text.</summary>
    public void Assign(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Assign(new ScalarValue.Text(value));
    }

    /// <summary>Sets a moment.</summary>
    public void Assign(DateTimeOffset value) => Assign(new ScalarValue.Time(value));

    /// <summary>Sets one attribute for each leaf of nested dictionaries and lists: <c>{"optimizer": {"lr": 0.1}}</c> sets
    /// <c>…/optimizer/lr</c>. Nulls are left out; a value of a type that cannot be logged is reported and left out.</summary>
    public void Assign(IEnumerable<KeyValuePair<string, object?>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        AssignAll(() => NestedValues.Flatten(Path, values, _run.Refuse));
    }

    /// <summary>Sets one attribute for each property of an object, as JSON sees it, nested ones included.</summary>
    /// <param name="value">Such as a record of settings.</param>
    /// <param name="type">From a source-generated <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    public void Assign<T>(T value, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        AssignAll(() => NestedObjects.Flatten(Path, value, type, _run.Refuse));
    }

    /// <summary>Adds a point to a float series.</summary>
    /// <param name="value">Any double.</param>
    /// <param name="step">The x value: finite, in any order; a repeated step replaces the earlier point. Null: one after the last.</param>
    /// <param name="time">Null: now.</param>
    public void Append(double value, double? step = null, DateTimeOffset? time = null)
    {
        if (_run.AcceptsStep(Path, step))
            _run.Log(new FloatPointEntry(Path, step, _run.Micros(time), value));
    }

    /// <summary>Adds a line to a string series.</summary>
    /// <param name="value">The line.</param>
    /// <param name="step">As for numbers.</param>
    /// <param name="time">Null: now.</param>
    public void Append(string value, double? step = null, DateTimeOffset? time = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_run.AcceptsStep(Path, step))
            _run.Log(new StringPointEntry(Path, step, _run.Micros(time), value));
    }

    /// <summary>Adds a file, such as an image, to a file series.</summary>
    /// <param name="content">The bytes; do not change them afterwards.</param>
    /// <param name="extension">Such as <c>png</c>, without the dot.</param>
    /// <param name="step">As for numbers.</param>
    /// <param name="name">Shown with the file.</param>
    /// <param name="description">Shown with the file.</param>
    /// <param name="time">Null: now.</param>
    public void AppendFile(
        ReadOnlyMemory<byte> content, string extension, double? step = null, string? name = null, string? description = null,
        DateTimeOffset? time = null)
    {
        ArgumentNullException.ThrowIfNull(extension);
        if (_run.AcceptsStep(Path, step))
            _run.Log(new FileEntry(Path, content, null, WithoutDot(extension), new FileSeriesPlace(step, _run.Micros(time), name, description)));
    }

    /// <summary>Sets a file.</summary>
    /// <param name="content">The bytes; do not change them afterwards.</param>
    /// <param name="extension">Such as <c>json</c>, without the dot.</param>
    public void Upload(ReadOnlyMemory<byte> content, string extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        _run.Log(new FileEntry(Path, content, null, WithoutDot(extension), null));
    }

    /// <summary>Sets a file from the disk. Up to 16 MiB are copied before this returns; a larger file is read when it is sent, and must still
    /// be there then. A file that cannot be read is reported, not thrown.</summary>
    /// <param name="file">Its path on this machine.</param>
    /// <param name="cancel">Ends the reading; the file is then not logged.</param>
    public async Task UploadAsync(string file, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        try
        {
            var info = new FileInfo(file);
            var extension = WithoutDot(info.Extension);
            _run.Log(info.Length > CopiedFileBytes
                ? new FileEntry(Path, null, info.FullName, extension, null)
                : new FileEntry(Path, await File.ReadAllBytesAsync(info.FullName, cancel).ConfigureAwait(false), null, extension, null));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _run.Refuse(Path, fault.Message);
        }
    }

    /// <summary>Adds members to a set of strings, such as <c>sys/tags</c>.</summary>
    public void Add(params IReadOnlyList<string> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        _run.Log(new TagsEntry(Path, [.. members], Remove: false));
    }

    /// <summary>Removes members from a set of strings. One that is not there is no error.</summary>
    public void Remove(params IReadOnlyList<string> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        _run.Log(new TagsEntry(Path, [.. members], Remove: true));
    }

    /// <summary>Deletes the attribute with all its points and files. One that is not there is no error.</summary>
    public void Delete() => _run.Log(new DeleteEntry(Path));

    /// <summary>The value as the server has it, after everything logged so far has arrived there. Null when there is no such attribute.</summary>
    /// <exception cref="NereidUnavailableException">What was logged could not be sent, or the server did not answer, in time.</exception>
    /// <exception cref="NereidRefusedException">The server refused to answer.</exception>
    public Task<NereidValue?> FetchAsync(CancellationToken cancel = default) => _run.FetchAsync(Path, cancel);

    /// <summary>All points of a float series, ordered by step, after everything logged so far has arrived at the server.</summary>
    /// <exception cref="NereidUnavailableException">What was logged could not be sent, or the server did not answer, in time.</exception>
    /// <exception cref="NereidRefusedException">There is no such series, or the server refused to answer.</exception>
    public IAsyncEnumerable<NereidPoint> FetchPointsAsync(CancellationToken cancel = default) => _run.FetchPointsAsync(Path, cancel);

    /// <summary>The path.</summary>
    public override string ToString() => Path;

    void Assign(ScalarValue value) => _run.Log(new AssignEntry(Path, value));

    /// <summary>User code runs while its collections and properties are walked, so anything may be thrown; it must not reach the training.</summary>
    void AssignAll(Func<IEnumerable<AssignEntry>> flatten)
    {
        try
        {
            foreach (var entry in flatten())
                _run.Log(entry);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            _run.Refuse(Path, fault.Message);
        }
    }

    static string WithoutDot(string extension) => extension.TrimStart('.');
}
