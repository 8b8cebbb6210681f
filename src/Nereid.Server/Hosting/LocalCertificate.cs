using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nereid.Server.Options;

namespace Nereid.Server.Hosting;

/// <summary>HTTPS without outside help: a certificate authority of this data folder alone, and a server certificate that it signs.</summary>
/// <remarks>The authority stays the same for as long as its file is there, so that clients need to trust it once; the server certificate is made anew at each start.</remarks>
public sealed class LocalCertificate
{
    const string FolderName = "tls";

    static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    /// <summary>Browsers refuse longer ones.</summary>
    static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(397);

    /// <summary>Clocks of clients may be behind.</summary>
    static readonly TimeSpan Backdating = TimeSpan.FromDays(1);

    LocalCertificate(string authorityFile, X509Certificate2 server)
    {
        AuthorityFile = authorityFile;
        Server = server;
    }

    /// <summary>PEM; what clients are told to trust.</summary>
    public string AuthorityFile { get; }

    public X509Certificate2 Server { get; }

    public static async Task<LocalCertificate> EnsureAsync(DataFolder data, AddressOptions listen, TimeProvider time, CancellationToken cancel)
    {
        var folder = Directory.CreateDirectory(data.File(FolderName)).FullName;
        var authorityFile = Path.Combine(folder, "ca.pem");
        var keyFile = Path.Combine(folder, "ca-key.pem");
        if (!File.Exists(authorityFile) || !File.Exists(keyFile))
            await MakeAuthorityAsync(authorityFile, keyFile, time.GetUtcNow(), cancel);
        using var authority = X509Certificate2.CreateFromPemFile(authorityFile, keyFile);
        return new LocalCertificate(authorityFile, MakeServer(authority, NamesOf(listen), time.GetUtcNow()));
    }

    static async Task MakeAuthorityAsync(string authorityFile, string keyFile, DateTimeOffset now, CancellationToken cancel)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Nereid on {Dns.GetHostName()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var authority = request.CreateSelfSigned(now - Backdating, now + AuthorityLifetime);
        await PrivateFile.WriteAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), cancel);
        await PrivateFile.WriteAsync(authorityFile, authority.ExportCertificatePem(), cancel);
    }

    static X509Certificate2 MakeServer(X509Certificate2 authority, string[] names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(AlternativeNames(names));
        var authorityEnd = new DateTimeOffset(authority.NotAfter);
        var end = now + ServerLifetime < authorityEnd ? now + ServerLifetime : authorityEnd;
        using var signed = request.Create(authority, now - Backdating, end, RandomNumberGenerator.GetBytes(16));
        using var withKey = signed.CopyWithPrivateKey(key);
        // Windows cannot serve a certificate whose key lives only in memory; the round trip through PKCS #12 makes one that all systems can.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    static X509Extension AlternativeNames(string[] names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else
                builder.AddDnsName(name);
        return builder.Build();
    }

    static string[] NamesOf(AddressOptions listen) =>
    [
        .. new[] { "localhost", "127.0.0.1", "::1", Dns.GetHostName(), listen.Host, listen.PublicAddress?.Host.Trim('[', ']') }
            .OfType<string>().Where(name => name is not ("*" or "")).Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
