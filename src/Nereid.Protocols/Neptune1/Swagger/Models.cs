using System.Collections.Immutable;
using static Nereid.Protocols.Neptune1.Swagger.Schema;

namespace Nereid.Protocols.Neptune1.Swagger;

/// <summary>The objects that travel, with every field that some version of the client reads or sends. A field the client reads must be
/// declared even where it is never sent: a declared one reads as None, an undeclared one raises.</summary>
static class Models
{
    // The items of validationErrors stay plain dictionaries: the client calls .get() on them.
    public static readonly Model Error = new(
        "Error", ("code", Whole32), ("errorType", Text), ("title", Text), ("message", Text), ("validationErrors", ArrayOf(Dictionary)));

    static readonly Model ClientVersions = new(
        "ClientVersions", ("minCompatibleVersion", Text), ("minRecommendedVersion", Text), ("maxCompatibleVersion", Text));

    static readonly Model MultiPartUpload = new(
        "MultiPartUpload", ("enabled", Bool), ("minChunkSize", Whole64), ("maxChunkSize", Whole64), ("maxChunkCount", Whole32),
        ("maxSinglePartSize", Whole64));

    static readonly Model ArtifactsConfig = new("ArtifactsConfig", ("enabled", Bool), ("apiVersion", Whole32));

    public static readonly Model ClientConfig = new(
        "ClientConfig", ("apiUrl", Text), ("applicationUrl", Text), ("pyLibVersions", ClientVersions), ("multiPartUpload", MultiPartUpload),
        ("artifacts", ArtifactsConfig), ("sysNameSetByBackend", Bool));

    public static readonly Model Tokens = new("Tokens", ("accessToken", Text), ("refreshToken", Text), ("username", Text));

    public static readonly Model Project = new(
        "Project", ("id", Text), ("name", Text), ("organizationName", Text), ("organizationId", Text), ("projectKey", Text),
        ("version", Whole32), ("visibility", Text), ("description", Text));

    public static readonly Model ProjectList = new(
        "ProjectList", ("entries", ArrayOf(Project)), ("matchingItemCount", Whole32), ("totalItemCount", Whole32));

    public static readonly Model NewProject = new(
        "NewProject", ("name", Text), ("description", Text), ("projectKey", Text), ("organizationId", Text), ("visibility", Text));

    public static readonly Model Organization = new("Organization", ("id", Text), ("name", Text));

    static readonly Model MemberInfo = new("MemberInfo", ("username", Text), ("firstName", Text), ("lastName", Text), ("avatarUrl", Text));

    public static readonly Model Member = new("Member", ("role", Text), ("editableRole", Bool), ("registeredMemberInfo", MemberInfo));

    public static readonly Model NewMember = new("NewMember", ("userId", Text), ("role", Text));

    public static readonly Model ServiceAccount = new("ServiceAccount", ("id", Text), ("displayName", Text));

    public static readonly Model ProjectServiceAccount = new("ProjectServiceAccount", ("role", Text), ("serviceAccountInfo", ServiceAccount));

    public static readonly Model NewProjectServiceAccount = new("NewProjectServiceAccount", ("serviceAccountId", Text), ("role", Text));

    static readonly Model Invitation = new(
        "Invitation", ("invitee", Text), ("invitationType", Text), ("roleGrant", Text), ("addToAllProjects", Bool));

    public static readonly Model NewInvitations = new(
        "NewInvitations", ("organizationIdentifier", Text), ("invitationsEntries", ArrayOf(Invitation)));

    public static readonly Model WorkspaceStatus = new(
        "WorkspaceStatus", ("storageBytesAvailable", Whole64), ("storageBytesLimit", Whole64), ("activeProjectsUsage", Whole32),
        ("activeProjectsLimit", Whole32), ("membersCount", Whole32));

    public static readonly Model Experiment = new(
        "Experiment", ("id", Text), ("type", Text), ("shortId", Text), ("organizationName", Text), ("organizationId", Text),
        ("projectName", Text), ("projectId", Text), ("trashed", Bool));

    static readonly Model Commit = new(
        "Commit", ("commitId", Text), ("message", Text), ("authorName", Text), ("authorEmail", Text), ("commitDate", Time));

    static readonly Model GitInfo = new(
        "GitInfo", ("commit", Commit), ("repositoryDirty", Bool), ("currentBranch", Text), ("remotes", ArrayOf(Text)));

    public static readonly Model NewExperiment = new(
        "NewExperiment", ("projectIdentifier", Text), ("parentId", Text), ("type", Text), ("cliVersion", Text), ("customId", Text),
        ("key", Text), ("gitInfo", GitInfo), ("notebookId", Text), ("checkpointId", Text), ("name", Text), ("description", Text),
        ("hostname", Text), ("tags", ArrayOf(Text)), ("entrypoint", Text), ("monitored", Bool));

    public static readonly Model Fault = new("Fault", ("errorDescription", Text));

    public static readonly Model BatchAnswer = new(
        "BatchAnswer", ("errors", ArrayOf(Dictionary)), ("updatedExperimentIdentifiers", ArrayOf(Text)));

    static Model Attribute(string type, params (string Name, Schema Schema)[] fields) =>
        new(type + "Attribute", [("attributeName", Text), ("attributeType", Text), .. fields]);

    public static readonly Model Float = Attribute("float", ("value", Number));
    public static readonly Model Int = Attribute("int", ("value", Whole64));
    public static readonly Model Boolean = Attribute("bool", ("value", Bool));
    public static readonly Model String = Attribute("string", ("value", Text));
    public static readonly Model Datetime = Attribute("datetime", ("value", Time));
    public static readonly Model State = Attribute("experimentState", ("value", Text));
    public static readonly Model File = Attribute("file", ("name", Text), ("ext", Text), ("size", Whole64));
    public static readonly Model FileSet = Attribute("fileSet", ("size", Whole64));
    public static readonly Model FloatSeries = Attribute("floatSeries", ("last", Number), ("lastStep", Number));
    public static readonly Model StringSeries = Attribute("stringSeries", ("last", Text), ("lastStep", Number));
    public static readonly Model ImageSeries = Attribute("imageSeries", ("lastStep", Number));
    public static readonly Model StringSet = Attribute("stringSet", ("values", ArrayOf(Text)));
    public static readonly Model Artifact = Attribute("artifact", ("hash", Text));
    static readonly Model GitRef = Attribute(
        "gitRef", ("commit", Commit), ("repositoryDirty", Bool), ("currentBranch", Text), ("remotes", ArrayOf(Text)));

    // run.fetch() reads "value" of every notebook reference, though it has none.
    static readonly Model NotebookRef = Attribute(
        "notebookRef", ("notebookId", Text), ("notebookName", Text), ("checkpointId", Text), ("value", Text));

    /// <summary>By the word for their type on the wire; an attribute carries its own one in the field <c>TYPEProperties</c>.</summary>
    public static readonly ImmutableArray<(string Type, Model Model)> AttributeTypes =
    [
        ("float", Float), ("int", Int), ("bool", Boolean), ("string", String), ("datetime", Datetime), ("experimentState", State),
        ("file", File), ("fileSet", FileSet), ("floatSeries", FloatSeries), ("stringSeries", StringSeries), ("imageSeries", ImageSeries),
        ("stringSet", StringSet), ("gitRef", GitRef), ("notebookRef", NotebookRef), ("artifact", Artifact),
    ];

    static readonly Model AnyAttribute = new(
        "Attribute", [new Field("name", Text), new Field("type", Text), .. AttributeTypes.Select(of => new Field(of.Type + "Properties", of.Model))]);

    static readonly Model LegacySystemAttributes = new(
        "SystemAttributes", ("shortId", String), ("name", String), ("creationTime", Datetime), ("runningTime", Float), ("owner", String),
        ("size", Float), ("description", String), ("state", State), ("hostname", String), ("tags", StringSet));

    public static readonly Model Attributes = new(
        "Attributes", ("attributes", ArrayOf(AnyAttribute)), ("systemAttributes", LegacySystemAttributes));

    static readonly Model FloatPoint = new("FloatPoint", ("timestampMillis", Whole64), ("step", Number), ("value", Number));
    static readonly Model StringPoint = new("StringPoint", ("timestampMillis", Whole64), ("step", Number), ("value", Text));

    public static readonly Model FloatPoints = new("FloatPoints", ("totalItemCount", Whole64), ("values", ArrayOf(FloatPoint)));
    public static readonly Model StringPoints = new("StringPoints", ("totalItemCount", Whole64), ("values", ArrayOf(StringPoint)));
    public static readonly Model ImagePoints = new("ImagePoints", ("totalItemCount", Whole64), ("values", ArrayOf(StringPoint)));

    static readonly Model FloatAssignment = new("FloatAssignment", ("value", Number));
    static readonly Model IntAssignment = new("IntAssignment", ("value", Whole64));
    static readonly Model BoolAssignment = new("BoolAssignment", ("value", Bool));
    static readonly Model TextAssignment = new("TextAssignment", ("value", Text));
    static readonly Model TimeAssignment = new("TimeAssignment", ("valueMilliseconds", Whole64));
    static readonly Model ArtifactAssignment = new("ArtifactAssignment", ("hash", Text));
    static readonly Model FloatEntry = new("FloatEntry", ("value", Number), ("step", Number), ("timestampMilliseconds", Whole64));
    static readonly Model TextEntry = new("TextEntry", ("value", Text), ("step", Number), ("timestampMilliseconds", Whole64));
    static readonly Model Image = new("Image", ("data", Text), ("name", Text), ("description", Text));
    static readonly Model ImageEntry = new("ImageEntry", ("value", Image), ("step", Number), ("timestampMilliseconds", Whole64));
    static readonly Model Members = new("Members", ("values", ArrayOf(Text)));
    static readonly Model Nothing = new("Nothing");

    public static readonly Model AttributeOperation = new(
        "AttributeOperation", ("path", Text), ("assignFloat", FloatAssignment), ("assignInt", IntAssignment), ("assignBool", BoolAssignment),
        ("assignString", TextAssignment), ("assignDatetime", TimeAssignment), ("assignArtifact", ArtifactAssignment),
        ("logFloats", new Model("FloatLog", ("entries", ArrayOf(FloatEntry)))),
        ("logStrings", new Model("TextLog", ("entries", ArrayOf(TextEntry)))),
        ("logImages", new Model("ImageLog", ("entries", ArrayOf(ImageEntry)))),
        ("clearFloatSeries", Nothing), ("clearStringSeries", Nothing), ("clearImageSeries", Nothing),
        ("configFloatSeries", new Model("FloatSeriesDisplay", ("min", Number), ("max", Number), ("unit", Text))),
        ("insertStrings", Members), ("removeStrings", Members), ("clearStringSet", Nothing),
        ("deleteFiles", new Model("FilePaths", ("filePaths", ArrayOf(Text)))),
        ("deleteAttribute", Nothing), ("clearArtifact", Nothing));

    static readonly Model SortColumn = new("SortColumn", ("name", Text), ("type", Text));
    static readonly Model Sorting = new("Sorting", ("dir", Text), ("aggregationMode", Text), ("sortBy", SortColumn));
    static readonly Model AttributeFilter = new("AttributeFilter", ("path", Text));

    public static readonly Model SearchParams = new(
        "SearchParams", ("query", new Model("Query", ("query", Text))), ("pagination", new Model("Pagination", ("limit", Whole32), ("offset", Whole32))),
        ("attributeFilters", ArrayOf(AttributeFilter)), ("sorting", Sorting));

    static readonly Model Row = new("Row", ("experimentId", Text), ("attributes", ArrayOf(AnyAttribute)));

    public static readonly Model Rows = new("Rows", ("matchingItemCount", Whole64), ("entries", ArrayOf(Row)));

    public static readonly Model AttributeDefinitions = new(
        "AttributeDefinitions", ("entries", ArrayOf(new Model("AttributeDefinition", ("name", Text), ("type", Text)))));

    static readonly Model LegacyRow = new(
        "LegacyRow", ("id", Text), ("organizationName", Text), ("projectName", Text), ("attributes", ArrayOf(AnyAttribute)),
        ("systemAttributes", LegacySystemAttributes));

    public static readonly Model LegacyRows = new("LegacyRows", ("totalItemCount", Whole64), ("matchingItemCount", Whole64), ("entries", ArrayOf(LegacyRow)));

    public static readonly Model UploadAnswer = new("UploadAnswer", ("uploadId", Text), ("errors", ArrayOf(Fault)));

    public static readonly Model FileSetEntry = new(
        "FileSetEntry", ("name", Text), ("size", Whole64), ("mtime", Time), ("fileType", Text));

    public static readonly Model Download = new("Download", ("id", Text), ("downloadUrl", Text));

    static readonly Model ArtifactMetadata = new("ArtifactMetadata", ("key", Text), ("value", Text));

    static readonly Model ArtifactFile = new(
        "ArtifactFile", ("filePath", Text), ("fileHash", Text), ("type", Text), ("size", Whole64), ("metadata", ArrayOf(ArtifactMetadata)));

    public static readonly Model ArtifactFiles = new("ArtifactFiles", ("files", ArrayOf(ArtifactFile)));

    public static readonly Model ArtifactVersion = new(
        "ArtifactVersion", ("artifactHash", Text), ("receivedMetadata", Bool), ("size", Whole64));

    public static readonly Model Notebook = new(
        "Notebook", ("id", Text), ("owner", Text), ("name", Text), ("path", Text), ("creationTime", Time), ("lastCheckpointId", Text),
        ("lastCheckpointTime", Time), ("size", Whole64), ("projectId", Text), ("projectName", Text), ("organizationId", Text), ("organizationName", Text));

    public static readonly Model Notebooks = new(
        "Notebooks", ("entries", ArrayOf(Notebook)), ("matchingItemCount", Whole64), ("totalItemCount", Whole64));

    // The 0.x client asks the document for these two by name.
    public static readonly Model Checkpoint = new(
        "CheckpointDTO", ("id", Text), ("notebookId", Text), ("owner", Text), ("name", Text), ("description", Text), ("path", Text), ("creationTime", Time),
        ("size", Whole64));

    public static readonly Model NewCheckpoint = new("NewCheckpointDTO", ("path", Text), ("name", Text), ("description", Text));

    public static readonly Model Checkpoints = new(
        "Checkpoints", ("entries", ArrayOf(Checkpoint)), ("matchingItemCount", Whole64), ("totalItemCount", Whole64));
}
