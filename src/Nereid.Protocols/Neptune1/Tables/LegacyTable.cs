using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Nereid.Domain.Access;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.Attributes;
using Nereid.Protocols.Neptune1.Errors;

namespace Nereid.Protocols.Neptune1.Tables;

/// <summary>The table of the 0.x client: runs with all that they have, by a few fixed filters.</summary>
sealed class LegacyTable(Lookup lookup, IRunReader reader)
{
    /// <summary>The client asks for 100.</summary>
    const int LargestPage = 1_000;

    public async Task<IResult> GetAsync(HttpContext context, CancellationToken cancel)
    {
        var identifier = context.Query("projectIdentifier");
        var project = await lookup.ProjectAsync(context, identifier, ProjectRole.Viewer, cancel);
        if (project.Value is not { } found)
            return Lookup.ProjectFault(project.Refusal, identifier);
        if (!context.TryQueryNumber("limit", 100, out var limit, out var fault) || !context.TryQueryNumber("offset", 0, out var offset, out fault)
            || !context.TryQueryNumber("minRunningTimeSeconds", 0, out var seconds, out fault))
            return fault!;
        var page = await reader.QueryRunsAsync(
            new RunQuery(found.Id, [RunKind.Run], Where(context.Request.Query, seconds), Sort(context), null, offset, (int)Math.Min(limit, LargestPage)), cancel);
        return new JsonAnswer(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("totalItemCount"u8, page.Total);
            writer.WriteNumber("matchingItemCount"u8, page.Total);
            writer.WriteStartArray("entries"u8);
            foreach (var row in page.Rows)
                WriteRow(writer, row, found);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    /// <summary>Values of one filter are alternatives, but tags must all be there unless the request says otherwise.</summary>
    static RunPredicate.And Where(IQueryCollection query, long seconds)
    {
        var parts = ImmutableArray.CreateBuilder<RunPredicate>();
        parts.Add(Compare(SystemAttributes.Trashed, AttributeType.Bool, Comparison.Equal, "false"));
        AddAny(parts, query["shortId"], id => Compare(SystemAttributes.Id, AttributeType.String, Comparison.Equal, id));
        AddAny(parts, query["state"], state => Compare(SystemAttributes.State, AttributeType.RunState, Comparison.Equal, state));
        AddAny(parts, query["owner"], owner => Compare(SystemAttributes.Owner, AttributeType.String, Comparison.Equal, owner));
        var tags = query["tags"].OfType<string>()
            .Select(tag => Compare(SystemAttributes.Tags, AttributeType.StringSet, Comparison.Contains, tag)).ToImmutableArray<RunPredicate>();
        if (!tags.IsEmpty)
            parts.Add(query["tagsMode"] == "or" ? new RunPredicate.Or(tags) : new RunPredicate.And(tags));
        if (seconds > 0)
            parts.Add(Compare(
                SystemAttributes.RunningTime, AttributeType.Float, Comparison.GreaterOrEqual,
                seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return new RunPredicate.And(parts.ToImmutable());
    }

    /// <summary>The client always asks for ascending ids, as texts, where X-10 comes before X-2. Ids are given in the order of creation, so that is
    /// what it gets.</summary>
    static ImmutableArray<RunSort> Sort(HttpContext context)
    {
        var name = context.Query("sortBy") is { } given and not SystemAttributes.Id ? given : SystemAttributes.CreationTime;
        return AttributePath.TryParse(name, out var path, out _) ? [new RunSort(new ColumnId(path), context.Query("sortDirection") == "descending")] : [];
    }

    static void AddAny(ImmutableArray<RunPredicate>.Builder parts, StringValues values, Func<string, RunPredicate> compare)
    {
        if (values.Count > 0)
            parts.Add(new RunPredicate.Or([.. values.OfType<string>().Select(compare)]));
    }

    static RunPredicate.Compare Compare(string path, AttributeType type, Comparison comparison, string literal) =>
        new RunPredicate.Compare(new ColumnId(AttributePath.Of(path), type), comparison, literal);

    static void WriteRow(Utf8JsonWriter writer, RunRow row, Project project)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, row.Head.Id.ToString());
        writer.WriteString("organizationName"u8, project.Workspace);
        writer.WriteString("projectName"u8, project.Name);
        writer.WriteStartArray("attributes"u8);
        foreach (var attribute in AttributeListing.ThatFitATree(row.Attributes))
            AttributeAnswer.WriteItem(writer, attribute);
        writer.WriteEndArray();
        writer.WritePropertyName("systemAttributes"u8);
        LegacySystemAttributes.Write(writer, row.Attributes);
        writer.WriteEndObject();
    }
}
