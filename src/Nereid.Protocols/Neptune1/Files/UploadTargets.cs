using Microsoft.AspNetCore.Http;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Files;

/// <summary>Finds where an upload goes. Everything is checked that can be before a byte of it is stored.</summary>
sealed class UploadTargets(Lookup lookup, IRunWriter writer)
{
    public async Task<UploadTarget> FindAsync(HttpContext context, CancellationToken cancel)
    {
        // The package upload says experimentId, all others experimentIdentifier.
        var identifier = context.Query("experimentIdentifier") ?? context.Query("experimentId");
        var run = await lookup.RunAsync(context, identifier, ProjectRole.Contributor, cancel);
        if (run.Value is not { } open)
            return new(default, default, Lookup.RunFault(run.Refusal, identifier));
        if (writer.ReadOnlyReason is { } reason)
            return new(default, default, Fault.TakesNoWrites(reason));
        return AttributePath.TryParse(context.Query("attribute"), out var path, out var fault)
            ? new(open.Project.Id, new SeriesId(open.Run.Id, path), null)
            : new(default, default, UploadAnswer.Refused(fault));
    }
}

/// <param name="Refusal">Set when there is nowhere to upload to.</param>
readonly record struct UploadTarget(ProjectId Project, SeriesId Place, IResult? Refusal);
