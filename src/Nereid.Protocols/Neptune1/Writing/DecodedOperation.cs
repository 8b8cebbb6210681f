using System.Collections.Immutable;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune1.Writing;

/// <summary>One item of a batch as it came: an operation, images that must be stored before they can be one, or the reason why it is neither.</summary>
/// <remarks>Exactly one of the three is set.</remarks>
readonly record struct DecodedOperation(RunOperation? Operation, ImageLog? Images, string? Fault)
{
    public static DecodedOperation Of(RunOperation operation) => new(operation, null, null);

    public static DecodedOperation Of(ImageLog images) => new(null, images, null);

    public static DecodedOperation Refused(string fault) => new(null, null, fault);
}

/// <summary>Images to append to a series.</summary>
sealed record ImageLog(AttributePath Path, ImmutableArray<LoggedImage> Images);

/// <param name="Data">The image file's bytes.</param>
readonly record struct LoggedImage(Step Step, long UnixMicros, byte[] Data, string? Name, string? Description);
