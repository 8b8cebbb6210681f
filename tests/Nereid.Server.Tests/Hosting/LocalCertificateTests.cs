using System.Net;
using System.Security.Cryptography.X509Certificates;
using Nereid.Server.Hosting;
using Nereid.Testing;

namespace Nereid.Server.Tests.Hosting;

public sealed class LocalCertificateTests
{
    [Fact]
    public async Task A_client_that_trusts_the_authority_in_the_data_folder_trusts_the_server_under_each_of_its_names()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Listen = options.Listen with { Tls = true } });
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(server.DataFolder, "tls", "ca.pem"));
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20 };
        var port = new Uri(server.Address).Port;

        foreach (var host in new[] { "127.0.0.1", "localhost" })
        {
            using var answer = await client.GetAsync(new Uri($"https://{host}:{port}/health"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(HttpVersion.Version20, answer.Version);
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => server.Anonymous.GetAsync(new Uri("/health", UriKind.Relative)));
    }

    [Fact]
    public async Task The_authority_stays_the_same_and_its_key_is_private()
    {
        using var temporary = new TemporaryFolder();
        using var folder = DataFolder.Open(temporary.Path);
        var listen = new Nereid.Server.Options.AddressOptions("127.0.0.1", 0, Tls: true, PublicAddress: new Uri("https://nereid.example.org"));
        var first = await LocalCertificate.EnsureAsync(folder, listen, TimeProvider.System, CancellationToken.None);
        var before = await File.ReadAllTextAsync(first.AuthorityFile);
        var second = await LocalCertificate.EnsureAsync(folder, listen, TimeProvider.System, CancellationToken.None);

        Assert.Equal(before, await File.ReadAllTextAsync(second.AuthorityFile));
        Assert.True(second.Server.MatchesHostname("nereid.example.org"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(temporary.Path, "tls", "ca-key.pem")));
    }
}
