namespace Nereid.Storage.Files;

/// <summary>The data cannot be opened: in use, of a newer version, damaged, or not writable. The message is one line for the person who starts the server.</summary>
public sealed class StoreOpenException(string message, Exception? inner = null) : Exception(message, inner);
