using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Records;

/// <summary>Annotations in journal entries. The page is docs/formats/journal.md.</summary>
static class AnnotationCodec
{
    public static void WriteAnnotations(this GrowingBuffer to, AnnotationsChanged changed)
    {
        to.WriteGuid(changed.Run.Value);
        to.WriteVarint((ulong)changed.Put.Length);
        foreach (var annotation in changed.Put)
        {
            to.WriteGuid(annotation.Id.Value);
            to.WriteBool(annotation.Step is not null);
            if (annotation.Step is { } step)
                to.WriteStep(step);
            to.WriteOptional(annotation.UnixMicros);
            to.WriteText(annotation.Text);
            to.WriteText(annotation.Author);
            to.WriteSignedVarint(annotation.MadeUnixMicros);
            to.WriteSignedVarint(annotation.ChangedUnixMicros);
        }
        to.WriteVarint((ulong)changed.Removed.Length);
        foreach (var id in changed.Removed)
            to.WriteGuid(id.Value);
    }

    public static AnnotationsChanged ReadAnnotations(this ref ByteReader from)
    {
        var run = new RunId(from.ReadGuid());
        var put = ImmutableArray.CreateBuilder<Annotation>(from.ReadCount());
        for (var i = 0; i < put.Capacity; i++)
            put.Add(from.ReadAnnotation());
        var removed = ImmutableArray.CreateBuilder<AnnotationId>(from.ReadCount());
        for (var i = 0; i < removed.Capacity; i++)
            removed.Add(new AnnotationId(from.ReadGuid()));
        return new AnnotationsChanged(run, put.MoveToImmutable(), removed.MoveToImmutable());
    }

    static Annotation ReadAnnotation(this ref ByteReader from)
    {
        var id = new AnnotationId(from.ReadGuid());
        Step? step = from.ReadBool() ? from.ReadStep() : null;
        var unixMicros = from.ReadOptionalInt64();
        var (text, author) = (from.ReadText(), from.ReadText());
        return new Annotation(id, step, unixMicros, text, author, from.ReadSignedVarint(), from.ReadSignedVarint());
    }
}
