namespace Nereid.Protocols.Neptune3.Wire;

/// <summary>The bytes are no message of the protocol: cut off, or damaged on the way. Nothing of such a request is applied.</summary>
sealed class MalformedMessageException(string message) : Exception(message);
