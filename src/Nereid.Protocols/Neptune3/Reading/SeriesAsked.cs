using System.Collections.Immutable;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>What the requests for series have in common.</summary>
static class SeriesAsked
{
    static readonly AttributePath Experiment = AttributePath.Of("sys/experiment/name");

    /// <summary>How many generations a reader of a run, or of an experiment, sees without inheritance: an experiment goes back as far as its
    /// name was handed on from run to run.</summary>
    public static async ValueTask<Lineage> LineageAsync(IRunReader reader, RunHead run, bool full, bool ofExperiment, CancellationToken cancel)
    {
        if (full)
            return Lineage.Full;
        if (!ofExperiment || await NameAsync(reader, run.Id, cancel) is not { } name)
            return Lineage.Own;
        var generations = 0;
        for (var fork = run.Fork; fork is not null && await NameAsync(reader, fork.Parent, cancel) == name; generations++)
            fork = (await reader.FindRunAsync(fork.Parent, cancel))?.Fork;
        return new Lineage(generations);
    }

    static async ValueTask<string?> NameAsync(IRunReader reader, Domain.RunId run, CancellationToken cancel) =>
        await reader.GetAttributeAsync(run, Experiment, cancel) is StringValue name ? name.Value : null;

    /// <exception cref="Refused">An end is no finite number.</exception>
    public static (Step? From, Step? To) Range(RangeBody? range) => (StepOf(range?.From, "from"), StepOf(range?.To, "to"));

    public static Step? StepOf(double? value, string what) =>
        value is not { } number ? null
        : Step.TryFrom(number, out var step) ? step
        : throw Refused.BadRequest($"The step '{what}' is {number}; expected a finite number.");

    public static bool IsDescending(string? order) => order switch
    {
        null or "ascending" => false,
        "descending" => true,
        _ => throw Refused.BadRequest($"The order is '{order}'; expected ascending or descending."),
    };

    /// <param name="absent">What an absent limit means.</param>
    public static int Limit(double? limit, int largest, int absent) => limit switch
    {
        null => absent,
        >= 0 and var number when number < largest + 1.0 => (int)number,
        _ => throw Refused.BadRequest($"The limit of points per series is {limit}; expected 0 to {largest}."),
    };
}

/// <summary>One asked series, as far as it could be found.</summary>
/// <param name="Run">Null when there is no such run.</param>
readonly record struct AskedSeries(string RequestId, RunHead? Run, SeriesId Id, bool Previews, SeriesRequestBody Body);

/// <summary>Finds the series of one request; each run's history is looked up once.</summary>
sealed class SeriesFinder(IRunReader reader, Opening opening)
{
    readonly Dictionary<(string, bool, bool), (RunHead, Lineage)?> _known = [];

    public async ValueTask<ImmutableArray<AskedSeries>> FindAsync(SeriesBody body, int largest, CancellationToken cancel)
    {
        var requests = body.Requests ?? [];
        if (requests.Length > largest)
            throw Refused.BadRequest($"The request asks for {requests.Length} series; at most {largest} are allowed.");
        var found = ImmutableArray.CreateBuilder<AskedSeries>(requests.Length);
        foreach (var request in requests)
        {
            if (request.RequestId is not { } id || request.Series is not { Holder.Identifier: { } holder } series)
                throw Refused.BadRequest("A request for a series needs requestId and series with holder.identifier and attribute.");
            var lineage = (Full: series.Lineage == "FULL", OfExperiment: series.LineageEntityType == "EXPERIMENT");
            found.Add(await RunAsync(holder, lineage.Full, lineage.OfExperiment, cancel) is var (run, generations)
                && AttributePath.TryParse(series.Attribute, out var path, out _)
                ? new AskedSeries(id, run, new SeriesId(run.Id, path, generations), series.IncludePreview == true, request)
                : new AskedSeries(id, null, default, false, request));
        }

        return found.ToImmutable();
    }

    /// <exception cref="Refused">The project is missing, or the caller may not see it.</exception>
    public async ValueTask<(RunHead Run, Lineage Lineage)?> RunAsync(string holder, bool full, bool ofExperiment, CancellationToken cancel)
    {
        if (_known.TryGetValue((holder, full, ofExperiment), out var known))
            return known;
        if (await opening.FindRunAsync(holder, cancel) is { } open)
            known = (open.Run, await SeriesAsked.LineageAsync(reader, open.Run, full, ofExperiment, cancel));
        else if (Opening.ProjectOf(holder) is { } project)
            await opening.ProjectAsync(project, cancel);
        return _known[(holder, full, ofExperiment)] = known;
    }
}
