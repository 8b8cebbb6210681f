using System.Globalization;

namespace Nereid.Load.Clients;

/// <summary>Builds an ingest request of the 3.x client that assigns values and gives each series one point a step. Use by one thread at a time.</summary>
sealed class ParameterBody
{
    const int ProjectField = 1;
    const int RunField = 2;
    const int BatchField = 8;
    const int SnapshotField = 1;
    const int StepField = 1;
    const int TimeField = 2;
    const int AssignField = 4;
    const int AppendField = 8;
    const int KeyField = 1;
    const int ValueField = 2;
    const int WholeField = 1;
    const int SecondsField = 1;
    const int FloatField = 1;
    const int IntField = 3;
    const int TextField = 6;
    const ulong FirstSecond = 1_780_000_000;

    readonly ProtobufBuffer _body = new();
    readonly ProtobufBuffer _batch = new();
    readonly ProtobufBuffer _snapshot = new();
    readonly ProtobufBuffer _entry = new();
    readonly ProtobufBuffer _value = new();

    public static string RunId(int run) => string.Create(CultureInfo.InvariantCulture, $"run-{run}");

    /// <summary>Values so far: what the server counts in its answer.</summary>
    public int Values { get; private set; }

    public void Begin() => (_, Values) = (Clear(_batch), 0);

    /// <summary>Everything up to <see cref="EndStep"/> is of this step.</summary>
    public void BeginStep(int step)
    {
        Clear(_snapshot);
        Clear(_value).Number(WholeField, (ulong)step);
        _snapshot.Message(StepField, _value.Written.Span);
        Clear(_value).Number(SecondsField, FirstSecond + (ulong)step);
        _snapshot.Message(TimeField, _value.Written.Span);
    }

    public void EndStep() => _batch.Message(SnapshotField, _snapshot.Written.Span);

    public void Assign(string path, double value)
    {
        Clear(_value).Double(FloatField, value);
        Add(AssignField, path);
    }

    public void Assign(string path, int value)
    {
        Clear(_value).Number(IntField, (ulong)value);
        Add(AssignField, path);
    }

    public void Assign(string path, string value)
    {
        Clear(_value).Text(TextField, value);
        Add(AssignField, path);
    }

    public void Append(string path, double value)
    {
        Clear(_value).Double(FloatField, value);
        Add(AppendField, path);
    }

    void Add(int field, string path)
    {
        Clear(_entry).Text(KeyField, path);
        _entry.Message(ValueField, _value.Written.Span);
        _snapshot.Message(field, _entry.Written.Span);
        Values++;
    }

    /// <summary>Valid until the next call.</summary>
    /// <param name="project">workspace/name.</param>
    public ReadOnlyMemory<byte> For(string project, int run)
    {
        Clear(_body).Text(ProjectField, project);
        _body.Text(RunField, RunId(run));
        _body.Message(BatchField, _batch.Written.Span);
        return _body.Written;
    }

    static ProtobufBuffer Clear(ProtobufBuffer buffer)
    {
        buffer.Clear();
        return buffer;
    }
}
