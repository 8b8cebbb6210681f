namespace Nereid.Server.Api.Shapes;

/// <param name="Hash">Of the version, in lower-case hex.</param>
/// <param name="IsListed">False when no client has said which files it consists of.</param>
/// <param name="Total">Files in all; the answer has the first 10,000 by path.</param>
/// <param name="Size">Bytes of all files whose size is known.</param>
public sealed record ArtifactFilesDto(string Hash, bool IsListed, long Total, long Size, IReadOnlyList<ArtifactFileDto> Files);

/// <param name="Hash">As the client computed it: SHA-1 of a local file, the ETag of one in a bucket.</param>
/// <param name="Kind">Where it is: Local, S3; a label.</param>
/// <param name="Size">Bytes; null when unknown.</param>
public sealed record ArtifactFileDto(string Path, string Hash, string Kind, long? Size);
