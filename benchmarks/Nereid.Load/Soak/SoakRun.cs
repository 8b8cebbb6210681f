using System.Diagnostics;
using Nereid.Load.Clients;

namespace Nereid.Load.Soak;

/// <summary>One training that logs at a steady pace; it waits for each answer before it sends the next request, and catches up when it is late.</summary>
sealed class SoakRun(SoakShape shape, int number, string project)
{
    readonly IngestBody _body = new(project, number, shape.Series);
    long _acknowledged;

    public SoakShape Shape => shape;

    public int Number => number;

    /// <summary>Steps, from 0 on, that the server has acknowledged.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    public Task CreateAsync(Neptune3Client client, CancellationToken cancel) => client.CreateAsync(_body, cancel);

    /// <summary>Returns when told to stop, after the answer that is awaited.</summary>
    public async Task SendAsync(Neptune3Client client, TimeSpan phase, TimeSpan period, Latencies latencies, CancellationToken stop)
    {
        var due = Stopwatch.GetTimestamp() + ToTicks(phase);
        while (!stop.IsCancellationRequested)
        {
            var early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (early > TimeSpan.Zero)
                await Task.Delay(early, CancellationToken.None);
            var request = _body.Points(_acknowledged, shape.Steps);
            var sent = Stopwatch.GetTimestamp();
            await client.WriteAsync(request, shape.PointsPerRequest, CancellationToken.None);
            latencies.Add(Stopwatch.GetElapsedTime(sent), Stopwatch.GetElapsedTime(due));
            Volatile.Write(ref _acknowledged, _acknowledged + shape.Steps);
            due += ToTicks(period);
        }
    }

    static long ToTicks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);
}
