using System.Globalization;

namespace Nereid.Protocols.Tests.Neptune3.Oracle;

/// <summary>Random requests of things that the server stores, and some of the wrong kind.</summary>
static class RandomRequests
{
    public static Request Next(Random random)
    {
        var request = new Request { Project = "lab/" + Text(random), Run = Text(random), CreateMissingProject = random.Next(2) == 0 };
        switch (random.Next(6))
        {
            case 0:
                request.Create = new Creation { Family = Text(random), Experiment = "x" + Text(random), Created = Time(random) };
                if (random.Next(2) == 0)
                    request.Create.Fork = new Fork { Project = "p" + Text(random), Run = Text(random), Step = Step(random) };
                break;
            case 1:
                request.Update = Snapshot(random);
                break;
            default:
                request.UpdateBatch = new Snapshots { Snapshots_ = { Enumerable.Range(0, random.Next(4)).Select(_ => Snapshot(random)) } };
                break;
        }
        return request;
    }

    static Snapshot Snapshot(Random random)
    {
        var snapshot = new Snapshot();
        if (random.Next(5) > 0)
            snapshot.Step = Step(random);
        if (random.Next(5) > 0)
            snapshot.Time = Time(random);
        if (random.Next(8) == 0)
            snapshot.Preview = new Preview { IsPreview = random.Next(2) == 0, Ratio = random.NextSingle() * 2 };
        for (var i = random.Next(4); i > 0; i--)
            snapshot.Assign[Path(random)] = Value(random);
        for (var i = random.Next(6); i > 0; i--)
            snapshot.Append[Path(random)] = random.Next(3) > 0 ? new Value { Float = Double(random) } : Value(random);
        for (var i = random.Next(3); i > 0; i--)
            snapshot.Modify[Path(random)] = new SetChange { Edits = Edits(random) };
        return snapshot;
    }

    static SetEdits Edits(Random random)
    {
        var edits = new SetEdits();
        for (var i = random.Next(4); i > 0; i--)
            edits.Edits[Text(random)] = (SetEdits.Types.Edit)random.Next(3);
        return edits;
    }

    static Value Value(Random random) => random.Next(9) switch
    {
        0 => new Value { Float = Double(random) },
        1 => new Value { Int = random.NextInt64(long.MinValue, long.MaxValue) },
        2 => new Value { Bool = random.Next(2) == 0 },
        3 => new Value { Text = Text(random) },
        4 => new Value { Moment = Time(random) },
        5 => new Value { Set = new Texts { Values = { Enumerable.Range(0, random.Next(4)).Select(_ => Text(random)) } } },
        6 => new Value { File = new FileReference { Path = "p" + Text(random), Size = random.NextInt64(1L << 30), MediaType = "text/plain" } },
        7 => new Value { Histogram = Histogram(random) },
        _ => new Value(),
    };

    static Histogram Histogram(Random random)
    {
        var bins = random.Next(6);
        var histogram = new Histogram { Edges = { Enumerable.Range(0, bins + 1).Select(i => i + random.NextDouble() / 2) } };
        if (random.Next(2) == 0)
            histogram.Counts = new Counts { Values = { Enumerable.Range(0, bins).Select(_ => (ulong)random.Next(1000)) } };
        else
            histogram.Densities = new Densities { Values = { Enumerable.Range(0, bins).Select(_ => random.NextDouble()) } };
        return histogram;
    }

    static double Double(Random random) => random.Next(3) switch
    {
        0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
        1 => 0,
        _ => random.NextDouble(),
    };

    static Step Step(Random random) => new() { Whole = (ulong)(random.Next(2) == 0 ? random.Next(10) : random.NextInt64(1_000_000_000_000)), Micro = (ulong)(random.Next(2) == 0 ? 0 : random.Next(1_000_000)) };

    static Time Time(Random random) => new() { Seconds = random.NextInt64(-2_208_988_800, 10_413_792_000), Nanos = random.Next(1_000_000_000) };

    static string Path(Random random) => "m/" + random.Next(1000).ToString(CultureInfo.InvariantCulture) + Text(random).Replace('/', '_').Trim();

    static string Text(Random random) => random.Next(4) switch
    {
        0 => "",
        1 => "läuft ≤ 5 🌊",
        2 => new string('x', random.Next(300)),
        _ => random.Next().ToString(CultureInfo.InvariantCulture),
    };
}
