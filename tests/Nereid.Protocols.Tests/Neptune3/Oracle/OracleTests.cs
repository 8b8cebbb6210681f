using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Nereid.Protocols.Neptune3.Ingest;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Tests.Neptune3.Oracle;

/// <summary>The hand-written decoder reads every message as Google.Protobuf does, and refuses what that refuses.</summary>
public sealed class OracleTests
{
    const long Now = 1_750_000_000_000_000;

    static readonly Arbitrary<int> Seeds = Arb.From(Gen.Choose(0, int.MaxValue));

    [Fact]
    public void Random_messages_say_the_same_to_both() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var bytes = WithUnknownFields(random, RandomRequests.Next(random).ToByteArray());
        using var decoded = RequestDecoder.Decode(bytes, Now);
        Assert.Equal(DecodedFacts.Of(Request.Parser.ParseFrom(bytes), Now), DecodedFacts.Of(decoded));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Changed_and_cut_messages_are_refused_by_both_or_say_the_same_to_both() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var bytes = RandomRequests.Next(random).ToByteArray();
        for (var i = 0; i < 20; i++)
            Compare(Changed(random, bytes));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    static byte[] Changed(Random random, byte[] bytes)
    {
        var changed = bytes.ToArray();
        if (random.Next(4) == 0)
            return changed[..random.Next(changed.Length)];
        for (var changes = random.Next(1, 4); changes > 0; changes--)
            changed[random.Next(changed.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(changed[random.Next(changed.Length)] ^ (1 << random.Next(8)));
        return changed;
    }

    static void Compare(byte[] bytes)
    {
        Request? expected = null;
        try
        {
            expected = Request.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            // Refused: compared below.
        }
        try
        {
            using var decoded = RequestDecoder.Decode(bytes, Now);
            if (expected is null)
                // What is refused by its kind is not looked into, so a fault inside of it is not seen.
                Assert.True(decoded.Refused.Counts.Any(), "A message that is none was decoded.");
            else if (Repeats.Nothing(bytes) && DecodedFacts.Of(expected, Now) is { } facts)
                Assert.Equal(facts, DecodedFacts.Of(decoded));
        }
        catch (MalformedMessageException fault)
        {
            // Texts that are no UTF-8, tags beyond 32 bits, wire types that there are none of, and a request without one operation are refused by us alone.
            Assert.True(expected is null || IsOursAlone(fault), fault.Message);
        }
    }

    static bool IsOursAlone(MalformedMessageException fault) =>
        fault.Message.Contains("UTF-8", StringComparison.Ordinal) || fault.Message.Contains("exactly one", StringComparison.Ordinal)
        || fault.Message.Contains("field number", StringComparison.Ordinal) || fault.Message.Contains("wire type", StringComparison.Ordinal);

    static byte[] WithUnknownFields(Random random, byte[] bytes)
    {
        var unknown = new ProtoMessage();
        for (var fields = random.Next(4); fields > 0; fields--)
            _ = random.Next(5) switch
            {
                0 => unknown.Varint(random.Next(100, 1000), (ulong)random.NextInt64()),
                1 => unknown.Double(random.Next(100, 1000), random.NextDouble()),
                2 => unknown.Float(random.Next(100, 1000), random.NextSingle()),
                3 => unknown.Group(random.Next(100, 1000), new ProtoMessage().Varint(1, 2).Text(3, "in a group")),
                _ => unknown.Text(random.Next(100, 1000), "later"),
            };
        return random.Next(2) == 0 ? [.. unknown.ToArray(), .. bytes] : [.. bytes, .. unknown.ToArray()];
    }
}
