using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nereid.Server.Auth;

namespace Nereid.Server.Tests.Auth;

public sealed class SignedTokensTests
{
    static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    readonly SignedTokens _tokens = new([.. Key]);
    readonly TokenClaims _claims = new("access", "http://localhost", "nereid", Guid.NewGuid(), Guid.NewGuid(), 1, 2);

    [Fact]
    public void What_was_signed_is_read_back() => Assert.Equal(_claims, _tokens.Read(_tokens.Sign(_claims)));

    [Fact]
    public void A_token_signed_with_another_key_is_refused() =>
        Assert.Null(_tokens.Read(new SignedTokens([.. Key.Reverse()]).Sign(_claims)));

    [Fact]
    public void No_character_of_a_token_can_be_changed()
    {
        var token = _tokens.Sign(_claims);
        for (var i = 0; i < token.Length; i++)
            foreach (var other in new[] { 'A', 'b', '_', '.', '=', ' ', 'é' })
                if (token[i] != other && !IsSpareBit(token, i, other))
                    Assert.Null(_tokens.Read(token[..i] + other + token[(i + 1)..]));
    }

    /// <summary>The last character of base64 has bits that carry nothing; a change there alone is the same signature.</summary>
    static bool IsSpareBit(string token, int index, char other)
    {
        if (index != token.Length - 1)
            return false;
        var changed = token[..index] + other;
        return Base64Url.IsValid(changed.Split('.')[^1])
            && Base64Url.DecodeFromChars(changed.Split('.')[^1]).AsSpan().SequenceEqual(Base64Url.DecodeFromChars(token.Split('.')[^1]));
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"HS512","typ":"JWT"}""")]
    public void A_token_that_names_another_algorithm_is_refused_even_when_its_signature_is_right(string header)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{_tokens.Sign(_claims).Split('.')[1]}";
        Assert.Null(_tokens.Read($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(signed)))}"));
        Assert.Null(_tokens.Read(signed + "."));
    }

    [Fact]
    public void No_text_is_taken_for_a_token() =>
        Prop.ForAll<string?>(text => Assert.Null(_tokens.Read(text ?? ""))).QuickCheckThrowOnFailure();

    [Fact]
    public void No_three_parts_are_taken_for_a_token()
    {
        var header = _tokens.Sign(_claims).Split('.')[0];
        Prop.ForAll<string?, string?>((payload, signature) => Assert.Null(_tokens.Read($"{header}.{payload}.{signature}"))).QuickCheckThrowOnFailure();
    }
}
