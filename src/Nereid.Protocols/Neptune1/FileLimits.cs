namespace Nereid.Protocols.Neptune1;

/// <summary>How the client cuts files into parts: the sizes that it is told in its configuration, and uses by itself when it is not.</summary>
static class FileLimits
{
    /// <summary>Files up to this size come in one request; also the least size of a part. The client's own default, on which its tests rely.</summary>
    public const long SinglePartBytes = 5L * 1024 * 1024;

    /// <summary>Parts grow when the file would need more than this many: each is flushed to disk before its answer, and a large file in many small ones would spend
    /// most of its time on that. The client holds one part in memory; 26 MiB for 1 GiB, 128 MiB for 5 GiB.</summary>
    public const int Parts = 40;

    /// <summary>Parts grow up to this size: the least that lets the largest file through, and below the 2 GiB that Python writes to TLS at once.</summary>
    public const long LargestPartBytes = 1792L * 1024 * 1024;
}
