namespace Nereid.Storage.Records;

/// <summary>Bytes with a right checksum do not form a record: another version wrote them, or there is a bug.</summary>
sealed class RecordFormatException(string what) : Exception(what);
