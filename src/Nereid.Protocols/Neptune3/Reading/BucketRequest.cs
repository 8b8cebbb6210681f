using System.Text;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>The message <c>ProtoGetTimeseriesBucketsRequest</c>.</summary>
/// <param name="MaxBuckets">n: the range is cut into n - 1 parts, with one bucket more on either side.</param>
/// <param name="From">First x of the range; null for the least of all series. Likewise <paramref name="To"/>.</param>
/// <param name="FirstStep">Points below are passed over; null for none. Likewise <paramref name="LastStep"/>.</param>
sealed record BucketRequest(List<BucketExpression> Expressions, int MaxBuckets, double? From, double? To, double? FirstStep, double? LastStep)
{
    /// <summary>Series of one request. The clients ask for at most 1,000.</summary>
    public const int MostExpressions = 10_000;

    const int MostBuckets = 10_000;

    /// <exception cref="MalformedMessageException">The bytes are no such message.</exception>
    /// <exception cref="Refused">It asks for something that is not there.</exception>
    public static BucketRequest Read(ReadOnlySpan<byte> message)
    {
        var request = new BucketRequest([], 0, null, null, null, null);
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Bytes:
                    request.Expressions.Add(BucketExpression.Read(reader.ReadBytes()));
                    break;
                case (2 << 3) | WireTag.Bytes:
                    request = ReadView(reader.ReadBytes(), request);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (request.MaxBuckets is < 2 or > MostBuckets)
            throw Refused.BadRequest($"The request asks for {request.MaxBuckets} buckets; expected 2 to {MostBuckets}.");
        if (request.Expressions.Count > MostExpressions)
            throw Refused.BadRequest($"The request asks for {request.Expressions.Count} series; at most {MostExpressions} are allowed.");
        if (request.From is { } from && !double.IsFinite(from) || request.To is { } to && !double.IsFinite(to) || request.From > request.To)
            throw Refused.BadRequest($"The range is {request.From} to {request.To}; expected finite numbers, the first not above the second.");
        return request;
    }

    static BucketRequest ReadView(ReadOnlySpan<byte> message, BucketRequest request)
    {
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Fixed64:
                    request = request with { From = reader.ReadDouble() };
                    break;
                case (2 << 3) | WireTag.Fixed64:
                    request = request with { To = reader.ReadDouble() };
                    break;
                case (3 << 3) | WireTag.Bytes:
                    request = ReadFilters(reader.ReadBytes(), request);
                    break;
                case (4 << 3) | WireTag.Varint:
                    request = request with { MaxBuckets = (int)reader.ReadVarint() };
                    break;
                case (5 << 3) | WireTag.Varint or (6 << 3) | WireTag.Varint:
                    // The y scale does not change the buckets; the x scale would.
                    var isX = reader.Tag >> 3 == 5;
                    if (reader.ReadVarint() != 0 && isX)
                        throw Refused.BadRequest("Buckets along a logarithmic x axis are not supported; expected the linear scale.");
                    break;
                case (7 << 3) | WireTag.Bytes:
                    CheckAxis(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return request;
    }

    static void CheckAxis(ReadOnlySpan<byte> message)
    {
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            if (reader.Tag >> 3 is >= 2 and <= 4)
                throw Refused.BadRequest("Buckets along this x axis are not supported; expected steps.");
            reader.Skip();
        }
    }

    static BucketRequest ReadFilters(ReadOnlySpan<byte> message, BucketRequest request)
    {
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            if (reader.Tag != ((1 << 3) | WireTag.Bytes))
            {
                reader.Skip();
                continue;
            }

            var range = new MessageReader(reader.ReadBytes());
            while (range.TryReadTag())
            {
                switch (range.Tag)
                {
                    case (1 << 3) | WireTag.Fixed64:
                        request = request with { FirstStep = range.ReadDouble() };
                        break;
                    case (2 << 3) | WireTag.Fixed64:
                        request = request with { LastStep = range.ReadDouble() };
                        break;
                    default:
                        range.Skip();
                        break;
                }
            }
        }

        return request;
    }
}

/// <summary>The message <c>ProtoCustomExpression</c>: one series.</summary>
/// <param name="Path">Null when the formula is more than the name of an attribute that can exist.</param>
readonly record struct BucketExpression(string RequestId, string Run, AttributePath? Path, bool Previews, bool OnlyOwned, bool OfExperiment)
{
    public static BucketExpression Read(ReadOnlySpan<byte> message)
    {
        // Numbers that are left out are zero: the whole lineage, of an experiment.
        var (id, run, formula, previews, onlyOwned, ofRun) = ("", "", "", false, false, false);
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Bytes:
                    id = reader.ReadText();
                    break;
                case (2 << 3) | WireTag.Bytes:
                    run = reader.ReadText();
                    break;
                case (3 << 3) | WireTag.Bytes:
                    formula = reader.ReadText();
                    break;
                case (4 << 3) | WireTag.Varint:
                    previews = reader.ReadVarint() != 0;
                    break;
                case (5 << 3) | WireTag.Varint:
                    onlyOwned = reader.ReadVarint() != 0;
                    break;
                case (6 << 3) | WireTag.Varint:
                    ofRun = reader.ReadVarint() != 0;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new BucketExpression(id, run, PathOf(formula), previews, onlyOwned, !ofRun);
    }

    /// <summary><c>${name}</c>, where a backslash stands before each <c>\ $ { }</c> of the name.</summary>
    static AttributePath? PathOf(string formula)
    {
        if (formula.Length < 3 || !formula.StartsWith("${", StringComparison.Ordinal) || formula[^1] != '}')
            throw Unreadable(formula);
        var name = new StringBuilder(formula.Length);
        for (var i = 2; i < formula.Length - 1; i++)
        {
            if (formula[i] == '\\' && i + 1 < formula.Length - 1)
                i++;
            else if (formula[i] is '\\' or '$' or '{' or '}')
                throw Unreadable(formula);
            name.Append(formula[i]);
        }

        return AttributePath.TryParse(name.ToString(), out var path, out _) ? path : null;
    }

    static Refused Unreadable(string formula) => Refused.BadRequest(
        $"The formula '{formula}' is not supported; expected the name of one attribute, such as ${{train/loss}}.");
}
