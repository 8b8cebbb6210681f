using Nereid.Domain.Access;
using Nereid.Server.Auth;

namespace Nereid.Server.Hosting;

/// <summary>The administrator's token that the server prints when it starts: the same at every start, kept in a file that the owner of the data alone may read.</summary>
/// <remarks>When it was revoked, or its file deleted, the next start makes another and forgets the old one, so that they do not pile up.</remarks>
public sealed class StartUpToken(ICredentials credentials, ServerAddress address)
{
    public const string FileName = "admin-token";

    /// <summary>How it is listed among the administrator's tokens.</summary>
    public const string Label = "printed at start-up";

    public async Task<string> GetAsync(User administrator, string file, CancellationToken cancel)
    {
        var text = await ReadAsync(file, cancel) is { } kept && await credentials.CheckTokenAsync(kept, cancel) is not null && TokenText.ReadKey(kept) is { } key
            ? TokenText.Write(address.Text, key)
            : await ReplaceAsync(administrator, cancel);
        await PrivateFile.WriteAsync(file, text, cancel);
        return text;
    }

    async Task<string> ReplaceAsync(User administrator, CancellationToken cancel)
    {
        foreach (var token in await credentials.ListTokensAsync(administrator.Id, cancel))
            if (token.Label == Label)
                await credentials.RevokeTokenAsync(administrator.Id, token.Id, cancel);
        return (await credentials.CreateTokenAsync(administrator.Id, Label, null, cancel)).Text;
    }

    static async Task<string?> ReadAsync(string file, CancellationToken cancel) =>
        File.Exists(file) ? (await File.ReadAllTextAsync(file, cancel)).Trim() : null;
}
