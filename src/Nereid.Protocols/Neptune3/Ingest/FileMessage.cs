using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Protocols.Neptune3.Wire;

namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>The message <c>FileRef</c>: where in the project's file area a file is or will be.</summary>
static class FileMessage
{
    /// <param name="file">Set when the answer is Ok. Without a blob: the project is not known here, see <see cref="Placed"/>.</param>
    public static IngestCode TryRead(ReadOnlySpan<byte> message, out FileContent? file)
    {
        file = null;
        ReadOnlySpan<byte> place = [], mediaType = [];
        var size = 0L;
        var reader = new MessageReader(message);
        while (reader.TryReadTag())
        {
            switch (reader.Tag)
            {
                case (1 << 3) | WireTag.Bytes:
                    place = reader.ReadBytes();
                    break;
                case (2 << 3) | WireTag.Varint:
                    size = (long)reader.ReadVarint();
                    break;
                case (3 << 3) | WireTag.Bytes:
                    mediaType = reader.ReadBytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (place.Length + mediaType.Length > Limits.FileReferenceBytes)
            return IngestCode.FileReferenceTooLong;
        // A reference to nowhere, or of a size that nothing has, is no file.
        if (place.IsEmpty || size is < 0 or > Limits.FileBytes)
            return IngestCode.TypeUnsupported;
        var path = MessageReader.Text(place);
        file = new FileContent(default, size, "", MessageReader.Text(mediaType), ExtensionOf(path), path);
        return IngestCode.Ok;
    }

    public static FileContent Placed(this FileContent file, ProjectId project) => file with { Blob = BlobId.OfPlace(project, file.Place!) };

    static string ExtensionOf(string path)
    {
        const int longest = 32;
        var name = path[(path.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');
        return dot >= 0 && name.Length - dot - 1 <= longest ? name[(dot + 1)..] : "";
    }
}
