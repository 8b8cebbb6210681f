using Nereid.Domain.Access;
using Nereid.Storage.Catalog;

namespace Nereid.Storage.Tests.Catalog;

/// <summary>What every store of hashed secrets promises.</summary>
public abstract class CredentialStoreContract
{
    static readonly CancellationToken None = CancellationToken.None;

    protected abstract ICatalog Catalog { get; }

    protected abstract ICredentialStore Store { get; }

    async Task<User> AddUserAsync(string name) => (await Catalog.CreateUserAsync(name, false, false, false, None))!;

    static ApiToken Token(User owner, long created = 1) => new(Guid.NewGuid(), owner.Id, "laptop", created, null, null);

    [Fact]
    public async Task A_token_is_found_by_its_hash_and_its_id_until_its_owner_removes_it()
    {
        var ada = await AddUserAsync("ada");
        var bob = await AddUserAsync("bob");
        var token = Token(ada);
        Assert.Null(await Store.FindTokenAsync("h1", None));
        await Store.AddTokenAsync(token, "h1", None);

        Assert.Equal(token, await Store.FindTokenAsync("h1", None));
        Assert.Equal(token, await Store.FindTokenAsync(token.Id, None));
        Assert.False(await Store.RemoveTokenAsync(bob.Id, token.Id, None));
        Assert.True(await Store.RemoveTokenAsync(ada.Id, token.Id, None));
        Assert.False(await Store.RemoveTokenAsync(ada.Id, token.Id, None));
        Assert.Null(await Store.FindTokenAsync("h1", None));
        Assert.Null(await Store.FindTokenAsync(token.Id, None));
    }

    [Fact]
    public async Task An_owner_sees_their_own_tokens_oldest_first_with_their_last_use()
    {
        var ada = await AddUserAsync("ada");
        var bob = await AddUserAsync("bob");
        var (old, young) = (Token(ada, 1), Token(ada, 2) with { ExpiresUnixMicros = 9 });
        await Store.AddTokenAsync(young, "h2", None);
        await Store.AddTokenAsync(old, "h1", None);
        await Store.AddTokenAsync(Token(bob), "h3", None);

        await Store.NoteUseAsync(old.Id, 77, None);

        Assert.Equal([old with { LastUsedUnixMicros = 77 }, young], (await Store.ListTokensAsync(ada.Id, None)).ToArray());
    }

    [Fact]
    public async Task A_ticket_is_given_to_one_taker_only()
    {
        var ada = await AddUserAsync("ada");
        var ticket = new TimedUser(ada.Id, 5);
        await Store.AddTicketAsync("t", ticket, None);

        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await Store.TakeTicketAsync("t", None))));

        Assert.Equal([ticket], taken.OfType<TimedUser>());
    }

    [Fact]
    public async Task A_session_lasts_until_it_is_ended()
    {
        var ada = await AddUserAsync("ada");
        var session = new TimedUser(ada.Id, 5);
        await Store.AddSessionAsync("s", session, None);

        Assert.Equal(session, await Store.FindSessionAsync("s", None));
        await Store.RemoveSessionAsync("s", None);
        await Store.RemoveSessionAsync("s", None);
        Assert.Null(await Store.FindSessionAsync("s", None));
    }

    [Fact]
    public async Task What_expired_is_removed_and_the_rest_stays()
    {
        var ada = await AddUserAsync("ada");
        await Store.AddSessionAsync("old", new TimedUser(ada.Id, 9), None);
        await Store.AddSessionAsync("new", new TimedUser(ada.Id, 10), None);
        await Store.AddTicketAsync("old", new TimedUser(ada.Id, 9), None);
        await Store.AddTicketAsync("new", new TimedUser(ada.Id, 10), None);

        await Store.RemoveExpiredAsync(10, None);

        Assert.Null(await Store.FindSessionAsync("old", None));
        Assert.NotNull(await Store.FindSessionAsync("new", None));
        Assert.Null(await Store.TakeTicketAsync("old", None));
        Assert.NotNull(await Store.TakeTicketAsync("new", None));
    }

    [Fact]
    public async Task A_secret_of_the_server_stays_what_it_was_first()
    {
        Assert.Equal([1, 2], (await Store.GetSecretAsync("signing", new byte[] { 1, 2 }, None)).ToArray());
        Assert.Equal([1, 2], (await Store.GetSecretAsync("signing", new byte[] { 3 }, None)).ToArray());
        Assert.Equal([3], (await Store.GetSecretAsync("other", new byte[] { 3 }, None)).ToArray());
    }
}
