using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain.Access;
using Nereid.Server.Auth;
using Nereid.Server.Hosting;
using Nereid.Storage.Catalog;
using Nereid.Testing;

namespace Nereid.Server.Tests.Hosting;

public sealed class StartUpTokenTests : IDisposable
{
    static readonly CancellationToken None = CancellationToken.None;

    readonly TemporaryFolder _folder = new();
    readonly MemoryCatalog _catalog = new(TimeProvider.System);
    readonly MemoryCredentialStore _store = new();

    string File => _folder.File("admin-token");

    public void Dispose() => _folder.Dispose();

    /// <summary>What one start of the server under an address does.</summary>
    async Task<(string Text, Credentials Credentials, User Administrator)> StartAsync(string address)
    {
        var known = new ServerAddress(new Uri(address));
        var credentials = new Credentials(_store, _catalog, known, new SignedTokens([.. new byte[32]]), TimeProvider.System, NullLogger<Credentials>.Instance);
        var administrator = await FirstAdministrator.EnsureAsync(_catalog, None);
        return (await new StartUpToken(credentials, known).GetAsync(administrator, File, None), credentials, administrator);
    }

    [Fact]
    public async Task Each_start_prints_the_same_token_and_keeps_one()
    {
        var first = await StartAsync("http://127.0.0.1:7878");
        var second = await StartAsync("http://127.0.0.1:7878");

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(second.Administrator, await second.Credentials.CheckTokenAsync(second.Text, None));
        Assert.Single((await second.Credentials.ListTokensAsync(second.Administrator.Id, None)).ToArray());
    }

    [Fact]
    public async Task A_start_under_another_address_prints_that_address_with_the_same_secret()
    {
        var first = await StartAsync("http://127.0.0.1:7878");
        var second = await StartAsync("https://127.0.0.1:9000");

        Assert.NotEqual(first.Text, second.Text);
        Assert.Equal(TokenText.ReadKey(first.Text), TokenText.ReadKey(second.Text));
        Assert.Equal(second.Text, (await System.IO.File.ReadAllTextAsync(File)).Trim());
    }

    [Fact]
    public async Task After_the_token_was_revoked_or_its_file_lost_the_next_start_makes_the_only_new_one()
    {
        var first = await StartAsync("http://127.0.0.1:7878");
        var token = (await first.Credentials.ListTokensAsync(first.Administrator.Id, None))[0];
        await first.Credentials.RevokeTokenAsync(first.Administrator.Id, token.Id, None);
        var second = await StartAsync("http://127.0.0.1:7878");
        System.IO.File.Delete(File);
        var third = await StartAsync("http://127.0.0.1:7878");

        Assert.Equal(3, new[] { first.Text, second.Text, third.Text }.Distinct().Count());
        Assert.Null(await third.Credentials.CheckTokenAsync(second.Text, None));
        Assert.NotNull(await third.Credentials.CheckTokenAsync(third.Text, None));
        Assert.Single((await third.Credentials.ListTokensAsync(third.Administrator.Id, None)).ToArray());
    }

    [Fact]
    public async Task Only_the_owner_of_the_data_may_read_the_file()
    {
        await StartAsync("http://127.0.0.1:7878");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }
}
