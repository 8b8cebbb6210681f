namespace Nereid.Storage.Series;

/// <summary>Stored points do not match their checksum or format. They are never served as data.</summary>
/// <param name="where">Which block or page, for the operator.</param>
sealed class SeriesDamageException(string where, string what) : Exception($"The stored points in {where} are damaged: {what}.");
