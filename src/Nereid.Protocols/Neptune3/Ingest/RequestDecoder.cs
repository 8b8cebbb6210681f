using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>The message <c>RunOperation</c>, the body of every ingest request.</summary>
static class RequestDecoder
{
    /// <param name="nowUnixMicros">For points that carry no time.</param>
    /// <exception cref="MalformedMessageException">Nothing of the body may be applied.</exception>
    public static IngestRequest Decode(ReadOnlySpan<byte> body, long nowUnixMicros)
    {
        var request = new IngestRequest();
        try
        {
            Read(body, nowUnixMicros, request);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    static void Read(ReadOnlySpan<byte> body, long nowUnixMicros, IngestRequest request)
    {
        var operations = 0;
        var snapshots = new SnapshotDecoder(request, nowUnixMicros);
        var reader = new MessageReader(body);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Bytes:
                    request.Project = reader.ReadText();
                    break;
                case (2 << 3) | WireTag.Bytes:
                    request.Run = reader.ReadText();
                    break;
                case (3 << 3) | WireTag.Varint:
                    request.CreateMissingProject = reader.ReadVarint() != 0;
                    break;
                case (6 << 3) | WireTag.Bytes:
                    request.Creation = ReadCreation(reader.ReadBytes());
                    operations++;
                    break;
                case (7 << 3) | WireTag.Bytes:
                    snapshots.Read(reader.ReadBytes());
                    operations++;
                    break;
                case (8 << 3) | WireTag.Bytes:
                    ReadSnapshots(reader.ReadBytes(), snapshots);
                    operations++;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (operations != 1)
            throw new MalformedMessageException("The request must have exactly one of create, update and update_batch.");
    }

    static void ReadSnapshots(ReadOnlySpan<byte> message, SnapshotDecoder snapshots)
    {
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            if (reader.Tag == ((1 << 3) | WireTag.Bytes))
                snapshots.Read(reader.ReadBytes());
            else
                reader.Skip();
        }
    }

    static RunCreation ReadCreation(ReadOnlySpan<byte> message)
    {
        var creation = new RunCreation(null, null, null, InheritConfigs: true, null);
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (2 << 3) | WireTag.Bytes:
                    creation = creation with { Fork = ReadFork(reader.ReadBytes()) };
                    break;
                case (3 << 3) | WireTag.Bytes:
                    creation = creation with { CreatedUnixMicros = Scalars.TryTime(reader.ReadBytes(), out var created) == IngestCode.Ok ? created : null };
                    break;
                case (4 << 3) | WireTag.Bytes:
                    creation = creation with { Family = reader.ReadText() };
                    break;
                case (5 << 3) | WireTag.Bytes:
                    creation = creation with { Experiment = reader.ReadText() };
                    break;
                case (9 << 3) | WireTag.Varint:
                    creation = creation with { InheritConfigs = reader.ReadVarint() != 0 };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return creation;
    }

    static RequestedFork ReadFork(ReadOnlySpan<byte> message)
    {
        var fork = new RequestedFork(null, "", null);
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Bytes:
                    fork = fork with { Project = reader.ReadText() };
                    break;
                case (2 << 3) | WireTag.Bytes:
                    fork = fork with { Run = reader.ReadText() };
                    break;
                case (4 << 3) | WireTag.Bytes:
                    var isStep = Scalars.TryStep(reader.ReadBytes(), out var step) == IngestCode.Ok;
                    fork = fork with { Step = isStep ? step : null, IsStepWrong = !isStep };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return fork;
    }
}
