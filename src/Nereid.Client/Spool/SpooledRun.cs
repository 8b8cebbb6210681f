using System.Text.Json.Serialization;

namespace Nereid.Client.Spool;

/// <summary>What it takes to send a run's records later, kept as <c>run.json</c> beside them. Holds no secret.</summary>
/// <param name="Format">Version of the folder's layout: 1.</param>
/// <param name="Server">Address of the server the run belongs to.</param>
/// <param name="Project"><c>workspace/project</c>.</param>
/// <param name="CustomId">Names the run at the server; creating it again returns the same run.</param>
sealed record SpooledRun(int Format, Uri Server, string Project, string CustomId, string? Name, bool CreateProject)
{
    public const int CurrentFormat = 1;
}

[JsonSerializable(typeof(SpooledRun))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
sealed partial class SpoolJson : JsonSerializerContext;
