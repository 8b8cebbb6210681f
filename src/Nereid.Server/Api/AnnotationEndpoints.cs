using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Server.Api.Shapes;

namespace Nereid.Server.Api;

/// <summary>Notes that are pinned to runs: made, changed, deleted, and read for one run or for many.</summary>
static class AnnotationEndpoints
{
    const int Runs = 1000;
    const int Most = 5000;
    const long LastMoment = 253_402_300_799_999_999;

    public static void MapAnnotations(this IEndpointRouteBuilder api)
    {
        api.MapPost("/projects/{projectId}/annotations/query", QueryAsync).WithName("queryAnnotations").OpenToGuests().WithTags("runs")
            .WithSummary("Annotations of runs, and the events that they logged: lines of the string series 'events'.");
        api.MapGet("/runs/{runId}/annotations", ListAsync).WithName("listAnnotations").OpenToGuests().WithTags("runs")
            .WithSummary("All annotations of a run.");
        api.MapPost("/runs/{runId}/annotations", CreateAsync).WithName("createAnnotation").WithTags("runs")
            .WithSummary("Pins a note to a step or a moment of a run.");
        api.MapPatch("/runs/{runId}/annotations/{annotationId}", ChangeAsync).WithName("changeAnnotation").WithTags("runs")
            .WithSummary("Changes the text or the place of an annotation.");
        api.MapDelete("/runs/{runId}/annotations/{annotationId}", DeleteAsync).WithName("deleteAnnotation").WithTags("runs")
            .WithSummary("Deletes an annotation.");
        api.MapPost("/runs/{runId}/annotations/{annotationId}/restore", RestoreAsync).WithName("restoreAnnotation").WithTags("runs")
            .WithSummary("Brings back an annotation that was deleted in the last ten minutes, as it was.");
    }

    static async Task<Results<Ok<AnnotationsOfRunsDto>, Problem>> QueryAsync(
        Guid projectId, AnnotationQueryDto body, HttpContext http, ProjectGate gate, IRunReader reader, CancellationToken cancel)
    {
        var (project, refusal) = await gate.OpenProjectAsync(http.Caller().User, new ProjectId(projectId), ProjectRole.Viewer, cancel);
        if (project is null)
            return Problems.RefusedProject(refusal, ProjectRole.Viewer);
        if (body.Runs.Count > Runs)
            return Problems.Invalid("$.runs", $"Expected at most {Runs} runs, got {body.Runs.Count}.");
        if (body.Limit is < 0 or > Most)
            return Problems.Invalid("$.limit", $"Expected 0 to {Most}, got {body.Limit}.");
        RunId[] runs = [.. body.Runs.Distinct().Select(id => new RunId(id))];
        var annotations = (await reader.GetAnnotationsAsync(new AnnotationQuery(project.Id, [.. runs], body.Limit), cancel)).ToDictionary(one => one.Run);
        var found = new List<RunAnnotationsDto>();
        var left = body.Limit;
        foreach (var run in runs)
        {
            var own = annotations.GetValueOrDefault(run);
            var events = await LoggedEvents.ReadAsync(reader, project.Id, run, left, cancel);
            left -= events.Last.Count;
            if (own is not null || events.Total > 0)
                found.Add(new RunAnnotationsDto(run.Value, own?.Total ?? 0, [.. (own?.Annotations ?? []).Select(Describe)], events.Total, events.Last));
        }
        return TypedResults.Ok(new AnnotationsOfRunsDto(found));
    }

    static async Task<Results<Ok<AnnotationListDto>, Problem>> ListAsync(Guid runId, HttpContext http, ProjectGate gate, IRunReader reader, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Viewer, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Viewer);
        return TypedResults.Ok(new AnnotationListDto([.. (await AllAsync(reader, open.Run, cancel)).Select(Describe)]));
    }

    static async Task<Results<Created<AnnotationDto>, Problem>> CreateAsync(
        Guid runId, NewAnnotationDto body, HttpContext http, ProjectGate gate, IRunReader reader, IRunWriter writer, TimeProvider clock, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        if (body.Step is null && body.UnixMicros is null)
            return Problems.Invalid("$.step", "Expected a step, a time in 'unixMicros', or both.");
        var (place, fault) = await PlaceAsync(reader, open.Run.Id, body.Step, body.UnixMicros, body.Along, cancel);
        if ((fault ?? FaultIn(body.Text)) is { } problem)
            return problem;
        var now = Moments.ToUnixMicros(clock.GetUtcNow());
        var made = new Annotation(AnnotationId.New(), place.Step, place.UnixMicros, body.Text.Trim(), http.Caller().User.Username, now, now);
        return await WriteAsync(writer, new AnnotationChange(open.Run.Id, [made], []), cancel) is { } refused
            ? refused
            : TypedResults.Created($"/api/v1/runs/{open.Run.Id}/annotations/{made.Id}", Describe(made));
    }

    static async Task<Results<Ok<AnnotationDto>, Problem>> ChangeAsync(
        Guid runId, Guid annotationId, AnnotationChangeDto body, HttpContext http, ProjectGate gate, IRunReader reader, IRunWriter writer, TimeProvider clock,
        CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        if (await FindAsync(reader, open.Run, annotationId, cancel) is not { } before)
            return Problems.NoSuchAnnotation();
        var (place, fault) = await PlaceAsync(reader, open.Run.Id, body.Step, body.UnixMicros, body.Along, cancel);
        if ((fault ?? (body.Text is null ? null : FaultIn(body.Text))) is { } problem)
            return problem;
        var after = before with { Text = body.Text?.Trim() ?? before.Text, ChangedUnixMicros = Moments.ToUnixMicros(clock.GetUtcNow()) };
        if (place != default)
            after = after with { Step = place.Step, UnixMicros = place.UnixMicros };
        return await WriteAsync(writer, new AnnotationChange(open.Run.Id, [after], [], OnlyExisting: true), cancel) is { } refused ? refused : TypedResults.Ok(Describe(after));
    }

    static async Task<Results<NoContent, Problem>> DeleteAsync(
        Guid runId, Guid annotationId, HttpContext http, ProjectGate gate, IRunReader reader, IRunWriter writer, DeletedAnnotations deleted, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        if (await FindAsync(reader, open.Run, annotationId, cancel) is not { } annotation)
            return Problems.NoSuchAnnotation();
        if (await WriteAsync(writer, new AnnotationChange(open.Run.Id, [], [annotation.Id], OnlyExisting: true), cancel) is { } refused)
            return refused;
        deleted.Add(open.Run.Id, annotation);
        return TypedResults.NoContent();
    }

    static async Task<Results<Ok<AnnotationDto>, Problem>> RestoreAsync(
        Guid runId, Guid annotationId, HttpContext http, ProjectGate gate, IRunWriter writer, DeletedAnnotations deleted, CancellationToken cancel)
    {
        var (open, refusal) = await gate.OpenRunAsync(http.Caller().User, new RunId(runId), ProjectRole.Contributor, cancel);
        if (open is null)
            return Problems.RefusedRun(refusal, ProjectRole.Contributor);
        if (deleted.Take(open.Run.Id, new AnnotationId(annotationId)) is not { } annotation)
            return Problems.NoSuchAnnotation();
        if (await WriteAsync(writer, new AnnotationChange(open.Run.Id, [annotation], []), cancel) is not { } refused)
            return TypedResults.Ok(Describe(annotation));
        deleted.Add(open.Run.Id, annotation);
        return refused;
    }

    static async Task<Problem?> WriteAsync(IRunWriter writer, AnnotationChange change, CancellationToken cancel)
    {
        var answer = await writer.ChangeAnnotationsAsync(change, cancel);
        return answer.Outcome switch
        {
            AnnotationOutcome.Done => null,
            AnnotationOutcome.NoSuchRun => Problems.NoSuchRun(),
            AnnotationOutcome.NoSuchAnnotation => Problems.NoSuchAnnotation(),
            AnnotationOutcome.LimitExceeded => Problems.Refused("$", $"A run has at most {Limits.AnnotationsPerRun} annotations; delete some first."),
            AnnotationOutcome.ReadOnly => Problems.ReadOnly(answer.ReadOnlyReason!),
            var other => throw new UnreachableException(other.ToString()),
        };
    }

    static async Task<IReadOnlyList<Annotation>> AllAsync(IRunReader reader, RunHead run, CancellationToken cancel)
    {
        var found = await reader.GetAnnotationsAsync(new AnnotationQuery(run.Project, [run.Id], Limits.AnnotationsPerRun), cancel);
        return found is [var own] ? own.Annotations : [];
    }

    static async Task<Annotation?> FindAsync(IRunReader reader, RunHead run, Guid id, CancellationToken cancel) =>
        (await AllAsync(reader, run, cancel)).FirstOrDefault(annotation => annotation.Id.Value == id);

    static Problem? FaultIn(string text) => string.IsNullOrWhiteSpace(text) || text.Trim().Length > Limits.AnnotationLength
        ? Problems.Invalid("$.text", $"Expected 1 to {Limits.AnnotationLength} characters, not all of them white space.")
        : null;

    /// <summary>The place that a request names, nothing when it names none; what it leaves out is looked up among the points of a series.</summary>
    static async Task<((Step? Step, long? UnixMicros) Place, Problem? Fault)> PlaceAsync(
        IRunReader reader, RunId run, double? step, long? unixMicros, string? along, CancellationToken cancel)
    {
        Step? at = null;
        if (step is { } value)
        {
            if (!Step.TryFrom(value, out var read))
                return (default, Problems.Invalid("$.step", "Expected a finite number."));
            at = read;
        }
        if (unixMicros is < 0 or > LastMoment)
            return (default, Problems.Invalid("$.unixMicros", $"Expected 0 to {LastMoment} microseconds since 1970, got {unixMicros}."));
        if (along is null)
            return ((at, unixMicros), null);
        if (!AttributePath.TryParse(along, out var path, out var fault))
            return (default, Problems.Invalid("$.along", fault));
        if (at is null == unixMicros is null)
            return ((at, unixMicros), null);
        return (await LookUpAsync(reader, new SeriesId(run, path, Lineage.Full), at, unixMicros, cancel), null);
    }

    /// <summary>Step and time of a place; one of them stays unknown where the series has no points around it.</summary>
    static async Task<(Step? Step, long? UnixMicros)> LookUpAsync(IRunReader reader, SeriesId series, Step? step, long? unixMicros, CancellationToken cancel)
    {
        const double microsPerSecond = 1e6;
        var axis = step is null ? XAxis.AbsoluteTime : XAxis.Step;
        var at = step?.Value ?? unixMicros!.Value / microsPerSecond;
        var nearest = (await reader.ReadNearestAsync(new NearestQuery([series], axis, at), cancel))[0];
        if (nearest.Point is not { } point
            || await reader.ReadFloatsAsync(series, new PointWindow(0, 1), cancel) is not { Points: [var first] }
            || await reader.ReadFloatsAsync(series, new PointWindow(0, 1, Descending: true), cancel) is not { Points: [var last] })
            return (step, unixMicros);
        if (step is { } known)
            return (known, known >= first.Step && known <= last.Step ? point.UnixMicros : null);
        return (unixMicros >= first.UnixMicros && unixMicros <= last.UnixMicros ? point.Step : null, unixMicros);
    }

    static AnnotationDto Describe(Annotation annotation) => new(
        annotation.Id.Value, annotation.Step?.Value, annotation.UnixMicros, annotation.Text, annotation.Author, Moments.ToUtc(annotation.MadeUnixMicros),
        annotation.ChangedUnixMicros == annotation.MadeUnixMicros ? null : Moments.ToUtc(annotation.ChangedUnixMicros));
}
