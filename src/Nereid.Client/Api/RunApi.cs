using System.Globalization;
using System.Text.Json;
using Nereid.Client.Logging;
using Nereid.Client.Spool;

namespace Nereid.Client.Api;

/// <summary>What the client asks of the server about one run.</summary>
sealed class RunApi(ApiConnection connection, SpooledRun run)
{
    public Uri Server => connection.Server;

    /// <summary>Finds the project and creates the run in it, or finds the run that an earlier try created.</summary>
    public async Task<NereidRunInfo> ConnectAsync(CancellationToken cancel)
    {
        var slash = run.Project.IndexOf('/', StringComparison.Ordinal);
        var (workspace, name) = (run.Project[..slash], run.Project[(slash + 1)..]);
        var project = await FindProjectAsync(workspace, name, cancel).ConfigureAwait(false);
        var created = await connection.PostAsync(
            $"api/v1/projects/{project.Id}/runs", new NewRunRequest(run.CustomId, run.Name),
            ApiJson.Default.NewRunRequest, ApiJson.Default.CreatedRunAnswer, cancel).ConfigureAwait(false);
        return new NereidRunInfo(created.Run.Id, created.Run.ShortId, $"{created.Run.Workspace}/{created.Run.Project}", connection.Server);
    }

    /// <returns>The operations that were refused; the others are on the server's disk.</returns>
    public async Task<IReadOnlyList<RejectionAnswer>> WriteAsync(Guid id, byte[] body, CancellationToken cancel)
    {
        var answer = await connection.PostAsync($"api/v1/runs/{id}/operations", body, ApiJson.Default.WriteAnswer, cancel).ConfigureAwait(false);
        return answer.Rejections;
    }

    public async Task UploadAsync(Guid id, FileRecordHead head, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        using var body = Content(head, content);
        var length = body.Headers.ContentLength ?? 0;
        if (head.IsSeries)
            await connection.UploadAsync(HttpMethod.Post, SeriesAddress(id, head), body, length, cancel).ConfigureAwait(false);
        else
            await connection.UploadAsync(HttpMethod.Put, FileAddress(id, head), body, length, cancel).ConfigureAwait(false);
    }

    public Task HeartbeatAsync(Guid id, bool finished, CancellationToken cancel) =>
        connection.PostAsync($"api/v1/runs/{id}/heartbeat", new HeartbeatRequest(finished), ApiJson.Default.HeartbeatRequest, cancel);

    public async Task<IReadOnlyList<JsonElement>> GetAttributesAsync(Guid id, string prefix, CancellationToken cancel)
    {
        var answer = await connection.GetAsync(
            $"api/v1/runs/{id}/attributes?prefix={Uri.EscapeDataString(prefix)}", ApiJson.Default.AttributesAnswer, cancel).ConfigureAwait(false);
        return answer.Attributes;
    }

    public Task<PointsAnswer> GetPointsAsync(Guid id, string path, long offset, int limit, CancellationToken cancel) =>
        connection.PostAsync(
            "api/v1/series/points", new PointsRequest(id, path, offset, limit), ApiJson.Default.PointsRequest, ApiJson.Default.PointsAnswer, cancel);

    async Task<ProjectAnswer> FindProjectAsync(string workspace, string name, CancellationToken cancel)
    {
        try
        {
            return await connection.GetAsync(
                $"api/v1/projects/lookup?workspace={Uri.EscapeDataString(workspace)}&name={Uri.EscapeDataString(name)}",
                ApiJson.Default.ProjectAnswer, cancel).ConfigureAwait(false);
        }
        catch (NereidRefusedException refused) when (refused.Status == 404 && run.CreateProject)
        {
            return await connection.PostAsync(
                "api/v1/projects", new NewProjectRequest(workspace, name, "workspace"),
                ApiJson.Default.NewProjectRequest, ApiJson.Default.ProjectAnswer, cancel).ConfigureAwait(false);
        }
        catch (NereidRefusedException refused) when (refused.Status == 404)
        {
            throw new NereidRefusedException(
                $"{connection.Server} has no project '{run.Project}' that this token may see. Make it there, or set {nameof(NereidOptions.CreateProject)}.",
                refused.Status, refused.Problem);
        }
    }

    /// <summary>A file that is read when sent is opened anew for each try.</summary>
    static HttpContent Content(FileRecordHead head, ReadOnlyMemory<byte> content)
    {
        if (head.LocalFile is null)
            return new ReadOnlyMemoryContent(content);
        try
        {
            return new StreamContent(new FileStream(
                head.LocalFile, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 81920, useAsync: true));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new NereidRefusedException($"The file {head.LocalFile} for '{head.Path}' cannot be read: {fault.Message}");
        }
    }

    static string FileAddress(Guid id, FileRecordHead head) =>
        $"api/v1/runs/{id}/files?path={Uri.EscapeDataString(head.Path)}&extension={Uri.EscapeDataString(head.Extension)}&requestId={head.RequestId}";

    static string SeriesAddress(Guid id, FileRecordHead head) =>
        $"api/v1/runs/{id}/file-series?path={Uri.EscapeDataString(head.Path)}&extension={Uri.EscapeDataString(head.Extension)}"
        + string.Create(CultureInfo.InvariantCulture, $"&requestId={head.RequestId}&unixMicros={head.UnixMicros}")
        + (head.Step is { } step ? string.Create(CultureInfo.InvariantCulture, $"&step={Uri.EscapeDataString(step.ToString("R", CultureInfo.InvariantCulture))}") : "")
        + (head.Name is { } name ? $"&name={Uri.EscapeDataString(name)}" : "")
        + (head.Description is { } description ? $"&description={Uri.EscapeDataString(description)}" : "");
}
