using System.Globalization;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Files;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune3.Files;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>The paths under which a client asks for the content of files: where a 3.x client put them, or for files of other clients a name that
/// leads back to their attribute: <c>.nereid/SHORT-ID/STEP/attribute/path/file.ext</c>, with <c>-</c> for the step of a single file.</summary>
sealed class FileNames(IRunReader reader) : IFilesByName
{
    const string Prefix = ".nereid/";
    const string NoStep = "-";

    public static string Of(RunHead run, AttributePath path, FileContent file) => file.Place ?? Name(run, NoStep, path, file);

    public static string Of(RunHead run, AttributePath path, Step step, FileContent file) => file.Place ?? Name(run, step.ToString(), path, file);

    static string Name(RunHead run, string step, AttributePath path, FileContent file) =>
        $"{Prefix}{run.ShortId}/{step}/{path.Text}/file{(file.Extension.Length == 0 ? "" : "." + file.Extension)}";

    public async ValueTask<BlobId?> FindAsync(Project project, string name, CancellationToken cancel)
    {
        const int pieces = 4;
        var end = name.LastIndexOf('/');
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name[..end].Split('/', pieces) is not [_, var shortId, var step, var attribute]
            || !AttributePath.TryParse(attribute, out var path, out _) || await reader.FindByShortIdAsync(project.Id, shortId, cancel) is not { } run)
            return null;
        if (step == NoStep)
            return await reader.GetAttributeAsync(run.Id, path, cancel) is FileValue file ? file.File.Blob : null;
        if (!double.TryParse(step, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !Step.TryFrom(number, out var at))
            return null;
        var window = new PointWindow(0, 1, From: at, To: at);
        return await reader.ReadFilesAsync(new SeriesId(run.Id, path, Lineage.Full), window, cancel) is { Points: [var point] } ? point.File.Blob : null;
    }
}
