namespace Nereid.Storage.Blobs;

/// <summary>Parts of unfinished uploads to places as versions before the tables of <see cref="PlaceUploads"/> kept them: a folder for each upload, a file for each part.</summary>
public static class EarlierParts
{
    /// <summary>Frees them: the links by which the rest of such an upload would come are no longer good.</summary>
    /// <param name="folder">Need not be there.</param>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var upload in Directory.GetDirectories(folder))
            if (Guid.TryParseExact(Path.GetFileName(upload), "N", out _))
                Directory.Delete(upload, recursive: true);
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }
}
