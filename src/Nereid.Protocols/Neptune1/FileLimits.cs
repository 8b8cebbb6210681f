namespace Nereid.Protocols.Neptune1;

/// <summary>How the client cuts files into parts: the sizes that it is told in its configuration, and uses by itself when it is not.</summary>
static class FileLimits
{
    /// <summary>Files up to this size come in one request; also the size of a part. The client holds a part in memory, and each part is flushed to disk
    /// before its answer: with 5 MiB, the client's own default, a large file spends most of its time on that.</summary>
    public const long SinglePartBytes = 16L * 1024 * 1024;

    /// <summary>Parts grow up to this size when the file would need more than <see cref="Parts"/>.</summary>
    public const long LargestPartBytes = 1024L * 1024 * 1024;

    public const int Parts = 1000;
}
