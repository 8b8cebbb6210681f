namespace Nereid.Domain.Files;

/// <summary>The bytes at places (<see cref="BlobId.IsPlace"/>), which belong to no value: somebody has to look which of them are still referred to.</summary>
public interface IPlacedFiles
{
    /// <summary>Places whose bytes were put there before that moment.</summary>
    HashSet<BlobId> ListBefore(DateTimeOffset moment);

    /// <summary>Frees the bytes, unless others were put there since that moment.</summary>
    /// <returns>Whether they are gone.</returns>
    bool Delete(BlobId place, DateTimeOffset before);
}
