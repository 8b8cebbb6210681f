namespace Nereid.Domain;

/// <summary>Names one run (or model, model version, project metadata) for ever.</summary>
public readonly record struct RunId(Guid Value)
{
    public static RunId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Names one project for ever; the project's own metadata container has the run id with the same value.</summary>
public readonly record struct ProjectId(Guid Value)
{
    public static ProjectId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Names one workspace for ever.</summary>
public readonly record struct WorkspaceId(Guid Value)
{
    public static WorkspaceId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Names one person or service account for ever.</summary>
public readonly record struct UserId(Guid Value)
{
    public static UserId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Names stored bytes. Always made by the server, never taken from a client.</summary>
public readonly record struct BlobId(Guid Value)
{
    public static BlobId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("N");
}
