using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;

namespace Nereid.Protocols.Neptune3.Reading;

/// <summary>What the first generation of the reading client asks of a single run.</summary>
sealed class OneRun(ProjectGate gate, IRunReader reader)
{
    /// <summary>Attributes of one request. The client asks for 4,096.</summary>
    const int MostPaths = 100_000;

    public async Task<IResult> DefinitionsAsync(HttpContext context, CancellationToken cancel)
    {
        var run = await OpenAsync(context, "experimentIdentifier", cancel);
        var found = new SortedDictionary<string, AttributeType>(StringComparer.Ordinal);
        foreach (var (path, value) in await reader.GetAttributesAsync(run.Run.Id, null, cancel))
            found[path.Text] = value.Type;
        if (run.Run.Fork is not null)
        {
            foreach (var series in await reader.GetSeriesAsync(run.Run.Id, null, Lineage.Full, cancel))
                found.TryAdd(series.Path.Text, series.Value.Type);
        }

        foreach (var (path, type) in SystemView.All)
            found[path] = type;
        return ProtoAnswer.Whole(to =>
        {
            foreach (var (path, type) in found)
            {
                if (Words.Of(type) is not { } word)
                    continue;
                to.Begin(1);
                to.Text(1, path);
                to.Text(2, word);
                to.End();
            }
        });
    }

    public async Task<IResult> AttributesAsync(HttpContext context, CancellationToken cancel)
    {
        var run = await OpenAsync(context, "holderIdentifier", cancel);
        var body = await Bodies.ReadAsync(context, ReadingJson.Default.PathsBody, cancel);
        var asked = body.AttributePathsFilter ?? [];
        if (asked.Length > MostPaths)
            throw Refused.BadRequest($"The request asks for {asked.Length} attributes; at most {MostPaths} are allowed.");
        var paths = new SortedSet<AttributePath>();
        foreach (var text in asked)
        {
            if (AttributePath.TryParse(text, out var path, out _))
                paths.Add(path);
        }

        var rows = new AttributeRows(reader, [.. paths]);
        var page = await reader.QueryRunsAsync(
            new RunQuery(run.Project.Id, [RunKind.Run], null, [], rows.Columns, 0, 1) { Only = [run.Run.Id] }, cancel);
        List<ShownAttribute> shown = page.Rows is [var row] ? await rows.ShowAsync(row, cancel) : [];
        return ProtoAnswer.Whole(to => EntryMessage.WriteFields(to, run.Run, run.Project, shown));
    }

    async ValueTask<OpenRun> OpenAsync(HttpContext context, string parameter, CancellationToken cancel)
    {
        var identifier = context.Query(parameter);
        return await Opening.For(context, gate, reader).FindRunAsync(identifier, cancel)
            ?? throw Refused.NotFound($"There is no run '{identifier}' here, or you may not see it.");
    }
}
