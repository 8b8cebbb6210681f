using System.Text.Json;
using System.Text.Json.Serialization;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.TrackedFiles;
using Nereid.Protocols.Neptune1.Errors;
using Nereid.Protocols.Neptune1.Experiments;
using Nereid.Protocols.Neptune1.Files;
using Nereid.Protocols.Neptune1.Notebooks;
using Nereid.Protocols.Neptune1.Projects;
using Nereid.Protocols.Neptune1.Tables;

namespace Nereid.Protocols.Neptune1;

/// <summary>How the small bodies look; attribute values and batches are read and written by hand.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(ClientConfigAnswer))]
[JsonSerializable(typeof(TokensAnswer))]
[JsonSerializable(typeof(NewExperimentBody))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(SearchBody))]
[JsonSerializable(typeof(ProjectAnswer))]
[JsonSerializable(typeof(ProjectListAnswer))]
[JsonSerializable(typeof(OrganizationAnswer[]))]
[JsonSerializable(typeof(NewProjectBody))]
[JsonSerializable(typeof(MemberAnswer))]
[JsonSerializable(typeof(MemberAnswer[]))]
[JsonSerializable(typeof(ServiceAccountAnswer[]))]
[JsonSerializable(typeof(ProjectServiceAccountAnswer))]
[JsonSerializable(typeof(ProjectServiceAccountAnswer[]))]
[JsonSerializable(typeof(NewMemberBody))]
[JsonSerializable(typeof(NewProjectServiceAccountBody))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(UploadFault))]
[JsonSerializable(typeof(FileSetEntryAnswer[]))]
[JsonSerializable(typeof(DownloadAnswer))]
[JsonSerializable(typeof(NewInvitationsBody))]
[JsonSerializable(typeof(WorkspaceStatusAnswer))]
[JsonSerializable(typeof(ArtifactVersionAnswer))]
[JsonSerializable(typeof(ArtifactFilesBody))]
[JsonSerializable(typeof(NotebookAnswer))]
[JsonSerializable(typeof(NotebookListAnswer))]
[JsonSerializable(typeof(CheckpointAnswer))]
[JsonSerializable(typeof(CheckpointListAnswer))]
[JsonSerializable(typeof(NewCheckpointBody))]
sealed partial class Neptune1Json : JsonSerializerContext;

/// <summary>OAuth spells its fields with underscores.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RefreshAnswer))]
[JsonSerializable(typeof(RefreshRefusal))]
sealed partial class Neptune1OAuthJson : JsonSerializerContext;
