namespace Nereid.Server.Hosting;

/// <summary>The server cannot start. The message is the one line that the person who starts it reads: what, where, and what to do.</summary>
public sealed class StartException(string message) : Exception(message);
