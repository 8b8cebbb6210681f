using System.Globalization;
using System.Text;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>How many parts of a request ended with which code; and the request id, which says the same.</summary>
/// <remarks>
/// A request is carried out before it is answered, so its outcome is known when its id is made. The id carries it: a status check needs no
/// memory, outlives a restart, and answers as long as a client keeps the id. Form: 32 hex digits, then <c>.code-count</c> for each code. Whoever
/// forges an id deceives only themselves.
/// </remarks>
sealed class Outcome
{
    const int IdDigits = 32;
    const int MostCodes = 64;

    readonly SortedDictionary<IngestCode, long> _counts = [];

    public IEnumerable<KeyValuePair<IngestCode, long>> Counts => _counts;

    public static Outcome Of(IngestCode code)
    {
        var outcome = new Outcome();
        outcome.Add(code, 1);
        return outcome;
    }

    public void Add(IngestCode code, long count)
    {
        if (count > 0)
            _counts[code] = _counts.GetValueOrDefault(code) + count;
    }

    public string ToRequestId(Guid unique)
    {
        var text = new StringBuilder(unique.ToString("N"));
        foreach (var (code, count) in _counts)
            text.Append(CultureInfo.InvariantCulture, $".{(int)code}-{count}");
        return text.ToString();
    }

    /// <summary>Null for an id that this server never made.</summary>
    public static Outcome? OfRequestId(string id)
    {
        if (id.Split('.') is not [{ Length: IdDigits } unique, .. { Length: <= MostCodes } parts] || !Guid.TryParseExact(unique, "N", out _))
            return null;
        var outcome = new Outcome();
        foreach (var part in parts)
        {
            if (part.Split('-') is not [var code, var count]
                || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !Enum.IsDefined((IngestCode)number)
                || !long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var times) || times == 0)
                return null;
            if (!outcome._counts.TryAdd((IngestCode)number, times))
                return null;
        }

        return outcome;
    }

    /// <summary>The message <c>RequestStatus</c>.</summary>
    public MessageWriter ToStatus()
    {
        var status = new MessageWriter();
        foreach (var (code, count) in _counts)
            status.Message(1, Triple(General(code), count, code));
        // A request without any part went well, too.
        if (_counts.Count == 0)
            status.Message(1, Triple(GeneralCode.Ok, 0, IngestCode.Ok));
        return status;
    }

    /// <summary>The status of an id that is not known: the client keeps its data and asks again.</summary>
    public static MessageWriter UnknownStatus()
    {
        var status = new MessageWriter();
        status.Message(1, Triple(GeneralCode.Unavailable, 1, IngestCode.Ok));
        return status;
    }

    static MessageWriter Triple(GeneralCode code, long count, IngestCode detail)
    {
        var triple = new MessageWriter();
        triple.Number(1, (long)code);
        triple.Number(2, count);
        triple.Number(3, (long)detail);
        return triple;
    }

    static GeneralCode General(IngestCode code) => code switch
    {
        IngestCode.Ok => GeneralCode.Ok,
        IngestCode.ProjectNotFound or IngestCode.RunNotFound or IngestCode.RunForkParentNotFound => GeneralCode.NotFound,
        IngestCode.RunDuplicate or IngestCode.RunConflicting or IngestCode.PointDuplicate => GeneralCode.AlreadyExists,
        _ => GeneralCode.InvalidArgument,
    };

    /// <summary>The gRPC status codes in use here.</summary>
    enum GeneralCode
    {
        Ok = 0,
        InvalidArgument = 3,
        NotFound = 5,
        AlreadyExists = 6,
        Unavailable = 14,
    }
}
