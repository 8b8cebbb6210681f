namespace Nereid.Server.Api;

/// <summary>Where clients reach this server, such as <c>http://127.0.0.1:7878</c>; without a slash at the end.</summary>
public sealed record ServerAddress(string PublicAddress);
