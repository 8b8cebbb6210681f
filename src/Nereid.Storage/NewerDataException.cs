namespace Nereid.Storage;

/// <summary>The data was written by a newer version of Nereid; nothing was changed. The message is for the person who starts the server.</summary>
public sealed class NewerDataException(string file, int found, int known)
    : Exception($"{file} was written by a newer Nereid (format {found}; this one knows up to {known}). Start that version, or use another folder with --data DIR.");
