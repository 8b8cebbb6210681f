using System.Security.Cryptography;
using System.Text;

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

/// <summary>Names one deletion that can be undone.</summary>
public readonly record struct DeletionId(Guid Value)
{
    public static DeletionId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Names stored bytes. Always made by the server, never taken from a client.</summary>
public readonly record struct BlobId(Guid Value)
{
    /// <summary>Version 8 of RFC 9562: "custom".</summary>
    const int PlaceVersion = 8;

    public static BlobId New() => new(Guid.CreateVersion7());

    /// <summary>The bytes that were last put at a place of a project's file area. Made from the place, so that a value can refer to them before
    /// they are there; whoever knows the place knows the id.</summary>
    public static BlobId OfPlace(ProjectId project, string place)
    {
        var text = Encoding.UTF8.GetBytes(place);
        var named = new byte[GuidBytes + text.Length];
        project.Value.TryWriteBytes(named, bigEndian: true, out _);
        text.CopyTo(named, GuidBytes);
        var bytes = SHA256.HashData(named).AsSpan(0, GuidBytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | (PlaceVersion << 4));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new BlobId(new Guid(bytes, bigEndian: true));
    }

    const int GuidBytes = 16;

    /// <summary>The bytes belong to a place and not to the values that refer to it: they outlive all of them, and may be replaced.</summary>
    public bool IsPlace => Value.Version == PlaceVersion;

    public override string ToString() => Value.ToString("N");
}
