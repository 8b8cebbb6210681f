using Nereid.Domain.Files;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Writing;

/// <summary>The blob that a value keeps alive, and the bytes that count towards its run's size.</summary>
static class HeldContent
{
    /// <summary>Null for values without one. Of a file set it is the listing, with the size of all its files.</summary>
    public static FileContent? Of(AttributeValue value) => value switch
    {
        FileValue single => single.File,
        FileSetValue set => set.Listing with { Size = set.Size },
        _ => null,
    };
}
