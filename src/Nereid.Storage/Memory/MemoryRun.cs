using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Operations;
using Nereid.Domain.Queries;
using Nereid.Domain.Runs;
using Nereid.Storage.Attributes;
using Nereid.Storage.Writing;

namespace Nereid.Storage.Memory;

/// <summary>One run as plain collections. Not safe for use from many threads; <see cref="MemoryRunStore"/> locks.</summary>
sealed class MemoryRun
{
    public MemoryRun(RunHead head) => (Head, Deletions) = (head, new MemoryDeletions(this));

    public MemoryDeletions Deletions { get; }

    public RunHead Head { get; set; }

    /// <summary>Number of the last version, when this is a model.</summary>
    public long Versions { get; set; }

    public Dictionary<AttributePath, MemoryAttribute> Attributes { get; } = [];

    public Dictionary<AnnotationId, Annotation> Annotations { get; } = [];

    public Dictionary<Guid, ImmutableArray<Rejection>> Requests { get; } = [];

    long FileBytes => Attributes.Values.Sum(attribute => attribute.FileBytes);

    /// <summary>Also of what deletions keep.</summary>
    public IEnumerable<BlobId> Blobs => Attributes.Values.SelectMany(attribute => attribute.KeptFiles).Concat(Deletions.Files).Select(file => file.Blob);

    /// <summary>Checks and applies one operation.</summary>
    /// <returns>Null when it was not refused; <paramref name="applied"/> is null when it had nothing to do.</returns>
    public Refusal? Write(RunOperation operation, out RunOperation? applied)
    {
        var existing = operation.Path.Text is null ? null : Attributes.GetValueOrDefault(operation.Path);
        var resolution = OperationCheck.Resolve(operation, existing?.Facts);
        applied = resolution.Operation;
        if (applied is DeleteAttribute)
            Attributes.Remove(applied.Path);
        else if (applied is not null)
        {
            if (existing is null)
                Attributes[applied.Path] = existing = new MemoryAttribute(ValueCheck.TypeOf(applied)!.Value);
            existing.Apply(applied);
        }
        return resolution.Refusal;
    }

    public AttributeValue? Value(AttributePath path, long nowUnixMicros) =>
        Attributes.TryGetValue(path, out var attribute) ? attribute.Value : ComputedAttributes.Value(path.Text, Head, FileBytes, nowUnixMicros);

    public IEnumerable<RunAttribute> All(long nowUnixMicros) => Attributes.Keys
        .Concat(ComputedAttributes.PathsOf(Head).Select(AttributePath.Of))
        .Order()
        .Select(path => new RunAttribute(path, Value(path, nowUnixMicros)!));
}
