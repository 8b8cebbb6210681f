using System.Buffers.Binary;
using System.Globalization;

namespace Nereid.Load.Clients;

/// <summary>Builds the ingest requests of one run as the 3.x client sends them: steps in order, each with a value for every series.</summary>
/// <remarks>Paths never change, so the values are put into a prepared row. Use by one thread at a time.</remarks>
sealed class IngestBody
{
    const int ProjectField = 1;
    const int RunField = 2;
    const int CreateField = 6;
    const int BatchField = 8;
    const int SnapshotField = 1;
    const int StepField = 1;
    const int TimeField = 2;
    const int AppendField = 8;
    const int KeyField = 1;
    const int ValueField = 2;
    const int WholeField = 1;
    const int SecondsField = 1;
    const int NanosField = 2;
    const int FloatField = 1;
    const long MicrosPerSecond = 1_000_000;

    readonly string _project;
    readonly string _runId;
    readonly int _run;
    readonly TrainingCurve[] _curves;
    readonly ProtobufBuffer _row = new();
    readonly int[] _values;
    readonly ProtobufBuffer _part = new();
    readonly ProtobufBuffer _head = new();
    readonly ProtobufBuffer _batch = new();
    readonly ProtobufBuffer _body = new();

    /// <param name="project">workspace/name.</param>
    public IngestBody(string project, int run, int series)
    {
        (_project, _run, _runId) = (project, run, RunId(run));
        _curves = [.. Enumerable.Range(0, series).Select(i => new TrainingCurve(run, i))];
        _values = new int[series];
        var (entry, value) = (new ProtobufBuffer(), new ProtobufBuffer());
        var valueAt = value.Double(FloatField, 0);
        for (var i = 0; i < series; i++)
        {
            entry.Clear();
            entry.Text(KeyField, Path(i));
            entry.Message(ValueField, value.Written.Span);
            _row.Message(AppendField, entry.Written.Span);
            _values[i] = _row.Length - value.Length + valueAt;
        }
    }

    public static string RunId(int run) => string.Create(CultureInfo.InvariantCulture, $"run-{run}");

    public static string Path(int series) => string.Create(CultureInfo.InvariantCulture, $"metrics/train/layer_{series / 10:D4}/value_{series % 10}");

    public int Series => _values.Length;

    /// <summary>What makes the run. Valid until the next call, as <see cref="Points"/>.</summary>
    public ReadOnlyMemory<byte> Creation()
    {
        _body.Clear();
        _body.Text(ProjectField, _project);
        _body.Text(RunField, _runId);
        _body.Message(CreateField, []);
        return _body.Written;
    }

    public ReadOnlyMemory<byte> Points(long firstStep, int steps)
    {
        _batch.Clear();
        for (var step = firstStep; step < firstStep + steps; step++)
            AddRow(step);
        _body.Clear();
        _body.Text(ProjectField, _project);
        _body.Text(RunField, _runId);
        _body.Message(BatchField, _batch.Written.Span);
        return _body.Written;
    }

    void AddRow(long step)
    {
        for (var i = 0; i < _values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(_row.At(_values[i], sizeof(double)), _curves[i].At(step));
        var micros = TrainingCurve.UnixMicros(_run, step);
        _head.Clear();
        _part.Clear();
        _part.Number(WholeField, (ulong)step);
        _head.Message(StepField, _part.Written.Span);
        _part.Clear();
        _part.Number(SecondsField, (ulong)(micros / MicrosPerSecond));
        _part.Number(NanosField, (ulong)(micros % MicrosPerSecond * 1000));
        _head.Message(TimeField, _part.Written.Span);
        _batch.Head(SnapshotField, _head.Length + _row.Length);
        _head.Written.Span.CopyTo(_batch.Reserve(_head.Length));
        _row.Written.Span.CopyTo(_batch.Reserve(_row.Length));
    }
}
