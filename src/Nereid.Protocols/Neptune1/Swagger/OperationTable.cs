using System.Collections.Immutable;
using Nereid.Domain.Runs;
using Nereid.Protocols.Neptune1.Access;
using Nereid.Protocols.Neptune1.TrackedFiles;
using Nereid.Protocols.Neptune1.Attributes;
using Nereid.Protocols.Neptune1.Experiments;
using Nereid.Protocols.Neptune1.Files;
using Nereid.Protocols.Neptune1.Notebooks;
using Nereid.Protocols.Neptune1.Projects;
using Nereid.Protocols.Neptune1.Tables;
using Nereid.Protocols.Neptune1.Writing;
using static Nereid.Protocols.Neptune1.Swagger.ApiDocument;
using static Nereid.Protocols.Neptune1.Swagger.Parameter;
using static Nereid.Protocols.Neptune1.Swagger.Schema;

namespace Nereid.Protocols.Neptune1.Swagger;

/// <summary>Every operation of the 1.x and 0.x API. The swagger documents and the routes are both made from these rows and cannot drift apart.</summary>
sealed class OperationTable(
    SessionEndpoints session, ProjectEndpoints projects, MemberEndpoints members, ExperimentEndpoints experiments, AttributeEndpoints attributes,
    ExecuteEndpoint execute, TableEndpoints tables, LegacyTable legacy, FileEndpoints files, FileSetEndpoints sets, ArtifactEndpoints artifacts,
    NotebookEndpoints notebooks, DeletionEndpoints deletion, WorkspaceEndpoints workspaces)
{
    const string Get = "GET";
    const string Post = "POST";
    const string Delete = "DELETE";

    static readonly Parameter ApiToken = InHeader("X-Neptune-Api-Token");
    static readonly Parameter ArtifactVersion = InHeader("X-Neptune-Artifact-Api-Version");
    static readonly Parameter ExperimentId = InQuery("experimentId");
    static readonly Parameter ExperimentIdentifier = InQuery("experimentIdentifier");
    static readonly Parameter ProjectIdentifier = InQuery("projectIdentifier");
    static readonly Parameter Workspace = InQuery("organizationIdentifier");
    static readonly Parameter Attribute = InQuery("attribute");
    static readonly Parameter Limit = InQuery("limit", Whole32);
    static readonly Parameter Offset = InQuery("offset", Whole64);
    static readonly Schema Texts = ArrayOf(Text);

    public ImmutableArray<Operation> Operations { get; } =
    [
        new(Backend, "getClientConfig", Get, "/api/backend/v1/clients/python/config", [ApiToken, InQuery("alpha")], Models.ClientConfig, session.GetConfigAsync),
        new(Backend, "exchangeApiToken", Get, "/api/backend/v1/authorization/oauth-token", [ApiToken], Models.Tokens, session.ExchangeAsync),

        new(Backend, "getProject", Get, "/api/backend/v1/projects/get", [ProjectIdentifier], Models.Project, projects.GetAsync),
        new(Backend, "listProjects", Get, "/api/backend/v1/projects2",
            [Workspace, InQuery("searchTerm"), InQuery("userRelation"), InQuery("sortBy", Texts), InQuery("sortDirection", Texts), Limit],
            Models.ProjectList, projects.ListAsync),
        new(Backend, "createProject", Post, "/api/backend/v1/projects2", [InBody("projectToCreate", Models.NewProject)], Models.Project, projects.CreateAsync),
        new(Backend, "deleteProject", Delete, "/api/backend/v1/projects2", [ProjectIdentifier], null, deletion.DeleteProjectAsync),
        new(Backend, "listOrganizations", Get, "/api/backend/v1/organizations2", [], ArrayOf(Models.Organization), projects.ListWorkspacesAsync),

        new(Backend, "listProjectMembers", Get, "/api/backend/v1/projects2/members", [ProjectIdentifier], ArrayOf(Models.Member), members.ListMembersAsync),
        new(Backend, "addProjectMember", Post, "/api/backend/v1/projects2/members",
            [ProjectIdentifier, InBody("member", Models.NewMember)], Models.Member, members.AddMemberAsync),
        new(Backend, "deleteProjectMember", Delete, "/api/backend/v1/projects2/members",
            [ProjectIdentifier, InQuery("userId")], null, members.RemoveMemberAsync),
        new(Backend, "listProjectServiceAccounts", Get, "/api/backend/v1/projects2/serviceAccounts",
            [ProjectIdentifier], ArrayOf(Models.ProjectServiceAccount), members.ListServiceAccountsAsync),
        new(Backend, "addProjectServiceAccount", Post, "/api/backend/v1/projects2/serviceAccounts",
            [ProjectIdentifier, InBody("account", Models.NewProjectServiceAccount)], Models.ProjectServiceAccount, members.AddServiceAccountAsync),
        new(Backend, "deleteProjectServiceAccount", Delete, "/api/backend/v1/projects2/serviceAccounts",
            [ProjectIdentifier, InQuery("serviceAccountId")], null, members.RemoveServiceAccountAsync),
        new(Backend, "listOrganizationMembers", Get, "/api/backend/v1/organizations2/members",
            [Workspace], ArrayOf(Models.Member), members.ListWorkspaceMembersAsync),
        new(Backend, "listServiceAccounts", Get, "/api/backend/v1/serviceAccounts",
            [Workspace, InQuery("deactivated", Bool)], ArrayOf(Models.ServiceAccount), members.ListWorkspaceServiceAccountsAsync),
        new(Backend, "createOrganizationInvitations", Post, "/api/backend/v1/invitations",
            [InBody("newOrganizationInvitations", Models.NewInvitations)], null, workspaces.InviteAsync),
        new(Backend, "workspaceStatus", Get, "/api/backend/v1/organizations2/limits",
            [Workspace], Models.WorkspaceStatus, workspaces.GetStatusAsync),

        new(Leaderboard, "getExperiment", Get, "/api/leaderboard/v1/experiments", [ExperimentId], Models.Experiment, experiments.GetAsync),
        new(Leaderboard, "createExperiment", Post, "/api/leaderboard/v1/experiments",
            [InHeader("X-Neptune-CliVersion"), InHeader("X-Neptune-LegacyClient"), InBody("experimentCreationParams", Models.NewExperiment)],
            Models.Experiment, experiments.CreateAsync),
        new(Leaderboard, "ping", Post, "/api/leaderboard/v1/experiments/ping", [ExperimentId], null, experiments.PingAsync),
        new(Leaderboard, "trashExperiments", Post, "/api/leaderboard/v1/experiments/trash",
            [ProjectIdentifier, InBody("experimentIdentifiers", Texts)], Models.BatchAnswer, experiments.TrashAsync),
        new(Leaderboard, "deleteExperiments", Post, "/api/leaderboard/v1/experiments/delete",
            [ProjectIdentifier, InBody("experimentIdentifiers", Texts)], Models.BatchAnswer, deletion.DeleteRunsAsync),
        new(Leaderboard, "deleteAllExperiments", Post, "/api/leaderboard/v1/experiments/deleteAll",
            [ProjectIdentifier], Models.BatchAnswer, deletion.EmptyTrashAsync),

        new(Leaderboard, "getExperimentAttributes", Get, "/api/leaderboard/v1/attributes", [ExperimentId], Models.Attributes, attributes.GetAllAsync),
        new(Leaderboard, "executeOperations", Post, "/api/leaderboard/v1/attributes/operations",
            [ExperimentId, InBody("operations", ArrayOf(Models.AttributeOperation))], ArrayOf(Models.Fault), execute.ExecuteAsync),
        One("getFloatAttribute", "float", Models.Float, attributes.Get(AttributeType.Float)),
        One("getIntAttribute", "int", Models.Int, attributes.Get(AttributeType.Int)),
        One("getBoolAttribute", "bool", Models.Boolean, attributes.Get(AttributeType.Bool)),
        One("getStringAttribute", "string", Models.String, attributes.Get(AttributeType.String)),
        One("getDatetimeAttribute", "datetime", Models.Datetime, attributes.Get(AttributeType.Datetime)),
        One("getFileAttribute", "file", Models.File, attributes.Get(AttributeType.File)),
        One("getStringSetAttribute", "stringset", Models.StringSet, attributes.Get(AttributeType.StringSet)),
        One("getFloatSeriesAttribute", "floatseries", Models.FloatSeries, attributes.Get(AttributeType.FloatSeries)),
        One("getStringSeriesAttribute", "stringseries", Models.StringSeries, attributes.Get(AttributeType.StringSeries)),
        One("getArtifactAttribute", "artifact", Models.Artifact, attributes.Get(AttributeType.Artifact)),
        Series("getFloatSeriesValues", "float", Models.FloatPoints, attributes.GetFloatsAsync),
        Series("getStringSeriesValues", "string", Models.StringPoints, attributes.GetStringsAsync),
        Series("getImageSeriesValues", "image", Models.ImagePoints, attributes.GetImagesAsync),
        One("getFloatSeriesValuesCSV", "series/float/csv", Text, attributes.GetFloatsCsvAsync),

        new(Leaderboard, "searchLeaderboardEntries", Post, "/api/leaderboard/v1/leaderboard/entries/search",
            [ProjectIdentifier, InQuery("type", Texts), InBody("params", Models.SearchParams)], Models.Rows, tables.SearchEntriesAsync),
        new(Leaderboard, "searchLeaderboardAttributes", Post, "/api/leaderboard/v1/leaderboard/attributes/search",
            [ProjectIdentifier, InQuery("type", Texts), InQuery("search"), InBody("params", Dictionary)], Models.AttributeDefinitions, tables.SearchAttributesAsync),
        new(Leaderboard, "getLeaderboard", Get, "/api/leaderboard/v1/leaderboard/legacy",
            [
                ProjectIdentifier, InQuery("shortId", Texts), InQuery("state", Texts), InQuery("owner", Texts), InQuery("tags", Texts), InQuery("tagsMode"),
                InQuery("minRunningTimeSeconds", Whole64), InQuery("sortBy", Texts), InQuery("sortFieldType", Texts), InQuery("sortDirection", Texts), Limit, Offset,
            ],
            Models.LegacyRows, legacy.GetAsync),

        Upload("fileAtomUpload", "file/upload", [InQuery("ext")], files.UploadAsync, fileBody: true),
        Upload("fileAtomMultipartUploadStart", "file/multipart/start", [InQuery("ext"), InQuery("totalLength", Whole64)], files.StartAsync),
        Upload("fileAtomMultipartUploadPart", "file/multipart/part", [InQuery("uploadId"), InQuery("uploadPartIdx", Whole32)], files.UploadPartAsync, fileBody: true),
        Upload("fileAtomMultipartUploadFinish", "file/multipart/finish", [InQuery("uploadId")], files.FinishAsync),
        Upload("fileSetFileUpload", "fileset/upload", [InQuery("subPath")], sets.UploadAsync, fileBody: true),
        Upload("fileSetFileMultipartUploadStart", "fileset/multipart/start", [InQuery("subPath"), InQuery("totalLength", Whole64)], sets.StartAsync),
        Upload("fileSetFileMultipartUploadPart", "fileset/multipart/part",
            [InQuery("subPath"), InQuery("uploadId"), InQuery("uploadPartIdx", Whole32)], sets.UploadPartAsync, fileBody: true),
        Upload("fileSetFileMultipartUploadFinish", "fileset/multipart/finish", [InQuery("subPath"), InQuery("uploadId")], sets.FinishAsync),
        new(Leaderboard, "uploadFileSetAttributeTar", Post, "/api/leaderboard/v1/attributes/fileset/tar",
            [ExperimentId, Attribute, InQuery("reset")], Models.Fault, sets.UploadPackageAsync, FileBody: true),
        new(Leaderboard, "uploadAttribute", Post, "/api/leaderboard/v1/attributes/file/chunk",
            [ExperimentId, Attribute, InQuery("ext")], Models.Fault, files.UploadChunkAsync, FileBody: true),
        new(Leaderboard, "uploadFileSetAttributeChunk", Post, "/api/leaderboard/v1/attributes/fileset/chunk",
            [ExperimentId, Attribute, InQuery("reset"), InQuery("path")], Models.Fault, sets.UploadChunkAsync, FileBody: true),
        new(Leaderboard, "lsFileSetAttribute", Get, "/api/leaderboard/v1/attributes/fileset/ls",
            [ExperimentId, Attribute, InQuery("path")], ArrayOf(Models.FileSetEntry), sets.ListAsync),
        new(Leaderboard, "prepareForDownloadFileSetAttributeZip", Post, "/api/leaderboard/v1/attributes/fileset/zip",
            [ExperimentId, Attribute], Models.Download, sets.PrepareDownloadAsync),
        new(Leaderboard, "getDownloadPrepareRequest", Get, "/api/leaderboard/v1/download/prepare",
            [InQuery("id")], Models.Download, sets.GetDownloadAsync),
        new(Leaderboard, "downloadAttribute", Get, "/api/leaderboard/v1/attributes/download", [ExperimentId, Attribute], null, files.DownloadAsync),
        new(Leaderboard, "getImageSeriesValue", Get, "/api/leaderboard/v1/attributes/series/image/value",
            [ExperimentId, Attribute, InQuery("index", Whole64)], null, files.DownloadImageAsync),

        // Paths of notebooks are those of the neptune-notebooks extension, which has them built in.
        new(Leaderboard, "createNotebook", Post, "/api/leaderboard/v1/notebooks", [ProjectIdentifier], Models.Notebook, notebooks.CreateAsync),
        new(Leaderboard, "listNotebooks", Get, "/api/leaderboard/v1/notebooks",
            [ProjectIdentifier, InQuery("id", Texts), Offset, Limit], Models.Notebooks, notebooks.ListAsync),
        new(Leaderboard, "getNotebook", Get, "/api/leaderboard/v1/notebooks/{id}", [InPath("id")], Models.Notebook, notebooks.GetAsync),
        new(Leaderboard, "deleteNotebook", Delete, "/api/leaderboard/v1/notebooks/{id}", [InPath("id")], null, notebooks.DeleteAsync),
        new(Leaderboard, "listCheckpoints", Get, "/api/leaderboard/v1/notebooks/checkpoints",
            [InQuery("notebookId"), Offset, Limit], Models.Checkpoints, notebooks.ListCheckpointsAsync),
        new(Leaderboard, "createCheckpoint", Post, "/api/leaderboard/v1/notebooks/{notebookId}/checkpoints",
            [InPath("notebookId"), InQuery("jupyterPath"), InQuery("name"), InQuery("description")], Models.Checkpoint, notebooks.UploadAsync, FileBody: true),
        new(Leaderboard, "createEmptyCheckpoint", Post, "/api/leaderboard/v1/notebooks/{notebookId}/checkpoints2",
            [InPath("notebookId"), InBody("checkpoint", Models.NewCheckpoint)], Models.Checkpoint, notebooks.CreateEmptyAsync),
        new(Leaderboard, "getCheckpoint", Get, "/api/leaderboard/v1/notebooks/checkpoints/{id}", [InPath("id")], Models.Checkpoint, notebooks.GetCheckpointAsync),
        new(Leaderboard, "deleteCheckpoint", Delete, "/api/leaderboard/v1/notebooks/checkpoints/{id}", [InPath("id")], null, notebooks.DeleteCheckpointAsync),
        new(Leaderboard, "getCheckpointContent", Get, "/api/leaderboard/v1/notebooks/checkpoints/{id}/content",
            [InPath("id")], null, notebooks.DownloadContentAsync),
        new(Leaderboard, "uploadCheckpointContent", Post, "/api/leaderboard/v1/notebooks/checkpoints/{id}/content",
            [InPath("id")], null, notebooks.UploadContentAsync, FileBody: true),

        new(Artifacts, "createNewArtifact", Post, "/api/artifacts/v1/artifact",
            [ArtifactVersion, ProjectIdentifier, InQuery("hash"), InQuery("size", Whole64), InQuery("parentIdentifier")],
            Models.ArtifactVersion, artifacts.CreateAsync),
        new(Artifacts, "uploadArtifactFilesMetadata", Post, "/api/artifacts/v1/artifact/files",
            [ArtifactVersion, ProjectIdentifier, InQuery("hash"), InBody("artifactFilesDTO", Models.ArtifactFiles)],
            Models.ArtifactVersion, artifacts.ListFilesAsync),
        new(Artifacts, "createArtifactVersion", Post, "/api/artifacts/v1/artifact/version",
            [ArtifactVersion, ProjectIdentifier, InQuery("hash"), InQuery("parentIdentifier"), InBody("artifactFilesDTO", Models.ArtifactFiles)],
            Models.ArtifactVersion, artifacts.CreateVersionAsync),
        new(Artifacts, "listArtifactFiles", Get, "/api/artifacts/v1/artifact/files",
            [ArtifactVersion, ProjectIdentifier, InQuery("hash")], Models.ArtifactFiles, artifacts.GetFilesAsync),
    ];

    static Operation One(string id, string path, Schema answer, OperationHandler handle) =>
        new(Leaderboard, id, Get, "/api/leaderboard/v1/attributes/" + path, [ExperimentId, Attribute], answer, handle);

    static Operation Series(string id, string path, Schema answer, OperationHandler handle) =>
        new(Leaderboard, id, Get, "/api/leaderboard/v1/attributes/series/" + path, [ExperimentId, Attribute, Limit, Offset], answer, handle);

    static Operation Upload(string id, string path, ImmutableArray<Parameter> more, OperationHandler handle, bool fileBody = false) =>
        new(Leaderboard, id, Post, "/api/leaderboard/v1/attributes/storage/" + path, [ExperimentIdentifier, Attribute, .. more],
            Models.UploadAnswer, handle, FileBody: fileBody);
}
