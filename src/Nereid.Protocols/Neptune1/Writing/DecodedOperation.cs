using System.Collections.Immutable;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune1.Writing;

/// <summary>One item of a batch as it came: an operation, images that must be stored before they can be one, files to take out of a set, or
/// the reason why it is none of these.</summary>
/// <remarks>Exactly one of the four is set.</remarks>
readonly record struct DecodedOperation(RunOperation? Operation, ImageLog? Images, FileRemoval? Removal, string? Fault)
{
    public static DecodedOperation Of(RunOperation operation) => new(operation, null, null, null);

    public static DecodedOperation Of(ImageLog images) => new(null, images, null, null);

    public static DecodedOperation Of(FileRemoval removal) => new(null, null, removal, null);

    public static DecodedOperation Refused(string fault) => new(null, null, null, fault);
}

/// <param name="Names">Of files and folders inside the set.</param>
sealed record FileRemoval(AttributePath Path, ImmutableArray<string> Names);

/// <summary>Images to append to a series.</summary>
sealed record ImageLog(AttributePath Path, ImmutableArray<LoggedImage> Images);

/// <param name="Data">The image file's bytes.</param>
readonly record struct LoggedImage(Step Step, long UnixMicros, byte[] Data, string? Name, string? Description);
