namespace Nereid.Domain.Access;

/// <summary>The address under which clients reach this server: in API tokens, links and token issuers.</summary>
/// <remarks>What was configured wins; without that it is what the server listens on, known once it does. Safe for use from many threads.</remarks>
public sealed class ServerAddress(Uri? configured)
{
    volatile Uri? _listening;

    /// <summary>Scheme, host and port, with no slash at the end, such as <c>http://127.0.0.1:7878</c>.</summary>
    /// <exception cref="InvalidOperationException">Nothing was configured and the server does not listen yet.</exception>
    public string Text => Uri.GetLeftPart(UriPartial.Path).TrimEnd('/');

    public Uri Uri => configured ?? _listening ?? throw new InvalidOperationException("The server does not listen yet.");

    /// <summary>Called once by the host when the port is open.</summary>
    public void SetListening(Uri address) => _listening = address;
}
