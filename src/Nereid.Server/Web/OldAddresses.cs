using System.Text.Json;

namespace Nereid.Server.Web;

/// <summary>Leads the addresses of Neptune's web app, of which papers, wikis and the output of scripts are full, to the pages here that show the same.</summary>
/// <remarks>By the address alone: whether the thing exists, and who may see it, the page finds out. Nothing of the address becomes anything but a path
/// of this server, escaped segment by segment.</remarks>
public static class OldAddresses
{
    /// <returns>Path and query of the page; null when the address is no old one.</returns>
    public static string? Lead(PathString path, IQueryCollection query)
    {
        var segments = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments switch
        {
            ["get_my_api_token"] => "/api-tokens",
            ["o", var workspace, "org", var project, .. var rest] => In(workspace, project, rest, query) ?? Page(workspace, project, "runs"),
            [var workspace, var project, .. var rest] => In(workspace, project, rest, query),
            _ => null,
        };
    }

    static string? In(string workspace, string project, string[] rest, IQueryCollection query) => rest switch
    {
        ["e", var run, .. var tab] => Run(workspace, project, run, tab.FirstOrDefault(), query),
        ["m", _, "v", var version, ..] => Run(workspace, project, version, "metadata", query),
        ["m", var model, ..] => Run(workspace, project, model, "metadata", query),
        ["runs", "details"] when Text(query, "shortId") is { } run => Run(workspace, project, run, Text(query, "detailsTab"), query),
        ["runs", "details"] when Text(query, "runIdentificationKey") is { } key => Page(workspace, project, "runs", ("q", key)),
        ["-", "run"] when Text(query, "customId") is { } id => Page(workspace, project, "runs", ("q", id)),
        ["runs", "compare"] or ["compare"] when ShortIds(query) is { Length: > 0 } runs => Page(workspace, project, "compare", [.. runs.Select(run => ("runs", run))]),
        ["runs", "table" or "details" or "compare"] or ["experiments" or "models" or "metadata" or "-", ..] or ["n", _, ..] or ["notebooks" or "compare-notebooks"] =>
            Page(workspace, project, "runs"),
        _ => null,
    };

    static string Run(string workspace, string project, string run, string? tab, IQueryCollection query)
    {
        var page = $"runs/{Uri.EscapeDataString(run)}/" + tab switch
        {
            null or "charts" or "monitoring" => "charts",
            "logs" => "logs",
            "images" => "images",
            "parameters" => "parameters",
            _ => "attributes",
        };
        return page.EndsWith("/attributes", StringComparison.Ordinal) && Attribute(query) is { } attribute
            ? Page(workspace, project, page, ("path", attribute))
            : Page(workspace, project, page);
    }

    /// <summary>The old pages named a namespace and an attribute in it, or a file.</summary>
    static string? Attribute(IQueryCollection query)
    {
        var place = Text(query, "path")?.Trim('/');
        var name = Text(query, "attribute") ?? Text(query, "filePath") ?? Text(query, "file");
        return (place, name) switch
        {
            ({ Length: > 0 }, null) => place,
            ({ Length: > 0 }, { } inside) when !inside.StartsWith(place + "/", StringComparison.Ordinal) => $"{place}/{inside}",
            _ => name,
        };
    }

    /// <summary>A JSON list of ids, or one of them alone. Lists that cannot be read lead to the table.</summary>
    static string[] ShortIds(IQueryCollection query)
    {
        if (Text(query, "shortId") is not { } text)
            return [];
        if (!text.StartsWith('['))
            return [text];
        try
        {
            return [.. (JsonSerializer.Deserialize<string[]>(text) ?? []).Where(id => id is { Length: > 0 })];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    static string? Text(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } text, ..] ? text : null;

    /// <param name="page">Ours, escaped.</param>
    static string Page(string workspace, string project, string page, params ReadOnlySpan<(string Name, string Value)> query)
    {
        var address = $"/{Uri.EscapeDataString(workspace)}/{Uri.EscapeDataString(project)}/{page}";
        for (var i = 0; i < query.Length; i++)
            address += $"{(i == 0 ? '?' : '&')}{query[i].Name}={Uri.EscapeDataString(query[i].Value)}";
        return address;
    }
}
