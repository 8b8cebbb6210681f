namespace Nereid.Domain;

/// <summary>Every limit on what a client may store, in one place. Each has a test at, below and above the bound.</summary>
public static class Limits
{
    /// <summary>UTF-8 bytes of an attribute path. Source: Neptune 3.x, error FIELD_PATH_EXCEEDS_SIZE_LIMIT.</summary>
    public const int PathBytes = 1024;

    /// <summary>UTF-8 bytes of one string value. The 1.x client cuts at 16,384 characters; 3.x allows 1 MiB in a string series.</summary>
    public const int StringValueBytes = 1024 * 1024;

    /// <summary>UTF-8 bytes of one member of a string set.</summary>
    public const int SetMemberBytes = 1024;

    /// <summary>Members of one string set.</summary>
    public const int SetMembers = 10_000;

    /// <summary>Characters of a custom run id. The 1.x client drops ids above 36; 3.x allows longer ones.</summary>
    public const int CustomIdBytes = 1024;

    /// <summary>Characters (UTF-16) of the name of a workspace, project or user, and of the label of an API token. Ours: what a page can show in one line.</summary>
    public const int NameLength = 128;

    /// <summary>Characters of a project key. Source: Neptune 1.x, createProject.</summary>
    public const int ProjectKeyLength = 10;

    /// <summary>Characters (UTF-16) of a project's description.</summary>
    public const int DescriptionLength = 10_000;

    /// <summary>Steps of one float series that hold previews at the same time. Ours: they are kept with the series and written anew with each change.</summary>
    public const int PreviewPoints = 1_000;

    /// <summary>Operations in one batch; adapters split larger requests.</summary>
    public const int OperationsPerBatch = 100_000;

    /// <summary>Steps below this magnitude, with at most six decimals, are kept as exact millionths. Source: Neptune 3.x, Step message.</summary>
    public const double ExactStepBound = 1e12;

    /// <summary>Bytes of one request body. The 1.x client sends batches of about 100 MiB; see docs/protocols/neptune-1x.md.</summary>
    public const long RequestBytes = 256L * 1024 * 1024;

    /// <summary>UTF-8 bytes of what a file reference says: place and media type together. Source: Neptune 3.x, error FILE_REF_EXCEEDS_SIZE_LIMIT.</summary>
    public const int FileReferenceBytes = 4096;

    /// <summary>Characters (UTF-16) of the text of an annotation. Ours: what a page can show beside a chart.</summary>
    public const int AnnotationLength = 2000;

    /// <summary>Annotations of one run. Ours: charts draw all of them.</summary>
    public const int AnnotationsPerRun = 1000;

    /// <summary>Bytes of one uploaded file.</summary>
    public const long FileBytes = 64L * 1024 * 1024 * 1024;
}
