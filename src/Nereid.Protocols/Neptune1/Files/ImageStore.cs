using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Operations;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Writing;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>Stores the images that come inside a batch, so that they can be appended to a series.</summary>
sealed class ImageStore(ISharedBlobs contents)
{
    public async Task<RunOperation> StoreAsync(ProjectId project, ImageLog log, CancellationToken cancel)
    {
        var points = ImmutableArray.CreateBuilder<FilePoint>(log.Images.Length);
        foreach (var image in log.Images)
        {
            using var content = new MemoryStream(image.Data, writable: false);
            var blob = await contents.StoreAsync(project, content, Limits.RequestBytes, cancel);
            var (mediaType, extension) = ImageFormat.Of(image.Data);
            points.Add(new FilePoint(
                image.Step, image.UnixMicros, new FileContent(blob.Blob, blob.Size, blob.Sha256, mediaType, extension), image.Name, image.Description));
        }

        return new AppendFiles(log.Path, points.MoveToImmutable());
    }
}
