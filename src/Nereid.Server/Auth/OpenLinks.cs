using System.Security.Cryptography;
using System.Text;
using Nereid.Domain.Access;
using Nereid.Domain.Views;
using Nereid.Server.Options;

namespace Nereid.Server.Auth;

/// <summary>Links that let whoever has them read one project. The one place that says whether such a link works, asked anew for every request.</summary>
/// <remarks>The text of an open link is its code and behind it a secret, of which only a hash is kept. Nothing of it is looked up before it has the right length.</remarks>
public sealed class OpenLinks(IShareLinkStore links, ICatalog catalog, AccessOptions rules)
{
    /// <summary>No sign of it is mistaken for another when read out, and none ends a link where a chat tool finds one.</summary>
    const string SecretLetters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>31^45 is more than 2^222.</summary>
    const int SecretLength = 45;

    const int CodeLength = 10;

    public bool Allowed => rules.LinksForAnyone;

    public static string MakeSecret() => RandomNumberGenerator.GetString(SecretLetters, SecretLength);

    /// <summary>The link, if it works now: it is there and not expired, the secret is right, the host allows such links, the project is there, and who made the link may still decide who sees it.</summary>
    /// <param name="text">What stands behind /s/ in its address.</param>
    public async ValueTask<(ShareLink Link, Project Project)?> OpenAsync(string text, CancellationToken cancel)
    {
        if (!Allowed || text.Length != CodeLength + SecretLength)
            return null;
        if (await links.FindAsync(text[..CodeLength], cancel) is not { SecretHash: { } hash } link || !IsSecret(text[CodeLength..], hash))
            return null;
        if (await catalog.FindProjectAsync(link.Project, cancel) is not { } project)
            return null;
        return await catalog.FindUserAsync(link.Owner, cancel) is { Deactivated: false } maker
            && await catalog.GetRoleAsync(maker, project, cancel) >= ProjectRole.Owner
                ? (link, project) : null;
    }

    static bool IsSecret(string given, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Secrets.Hash(given)), Encoding.ASCII.GetBytes(hash));
}

/// <summary>Marks a route that whoever has an open link may ask. Its handler still admits to the link's project alone, through <see cref="ProjectGate"/>; a route without the mark knows nothing of links.</summary>
public sealed class OpenToGuests
{
    public static readonly OpenToGuests Mark = new();
}
