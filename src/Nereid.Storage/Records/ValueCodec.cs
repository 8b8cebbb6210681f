using System.Collections.Immutable;
using Nereid.Domain;
using Nereid.Domain.Files;
using Nereid.Domain.Runs;
using Nereid.Storage.Journal;
using Nereid.Storage.Series.Encoding;

namespace Nereid.Storage.Records;

/// <summary>Assigned values as bytes; the type is known from beside them.</summary>
static class ValueCodec
{
    public static void WriteValue(this GrowingBuffer to, AttributeValue value)
    {
        switch (value)
        {
            case IntValue v:
                to.WriteSignedVarint(v.Value);
                break;
            case FloatValue v:
                to.WriteDouble(v.Value);
                break;
            case BoolValue v:
                to.WriteBool(v.Value);
                break;
            case StringValue v:
                to.WriteText(v.Value);
                break;
            case DatetimeValue v:
                to.WriteSignedVarint(v.UnixMicros);
                break;
            case StringSetValue v:
                to.WriteTexts(v.Values);
                break;
            case FileValue v:
                to.WriteFile(v.File);
                break;
            case FileSetValue v:
                to.WriteFile(v.Listing);
                to.WriteVarint((ulong)v.Count);
                to.WriteVarint((ulong)v.Size);
                break;
            case ArtifactValue v:
                to.WriteText(v.Hash);
                break;
            case GitRefValue v:
                to.WriteText(v.CommitId);
                to.WriteText(v.Message);
                to.WriteText(v.AuthorName);
                to.WriteText(v.AuthorEmail);
                to.WriteOptional(v.CommitUnixMicros);
                to.WriteText(v.Branch);
                to.WriteBool(v.Dirty);
                to.WriteTexts(v.Remotes.IsDefault ? [] : v.Remotes);
                break;
            case NotebookRefValue v:
                to.WriteText(v.NotebookId);
                to.WriteText(v.CheckpointId);
                to.WriteText(v.NotebookName);
                break;
            default:
                throw new NotSupportedException($"A value of type {value.Type} is not stored.");
        }
    }

    public static AttributeValue ReadValue(this ref ByteReader from, AttributeType type) => type switch
    {
        AttributeType.Int => new IntValue(from.ReadSignedVarint()),
        AttributeType.Float => new FloatValue(from.ReadDouble()),
        AttributeType.Bool => new BoolValue(from.ReadBool()),
        AttributeType.String => new StringValue(from.ReadText()),
        AttributeType.Datetime => new DatetimeValue(from.ReadSignedVarint()),
        AttributeType.StringSet => new StringSetValue(from.ReadTexts()),
        AttributeType.File => new FileValue(from.ReadFile()),
        AttributeType.FileSet => new FileSetValue(from.ReadFile(), (long)from.ReadVarint(), (long)from.ReadVarint()),
        AttributeType.Artifact => new ArtifactValue(from.ReadText()),
        AttributeType.GitRef => new GitRefValue(
            from.ReadText(), from.ReadTextOrNull(), from.ReadTextOrNull(), from.ReadTextOrNull(), from.ReadOptionalInt64(),
            from.ReadTextOrNull(), from.ReadBool(), from.ReadTexts()),
        AttributeType.NotebookRef => new NotebookRefValue(from.ReadText(), from.ReadTextOrNull(), from.ReadTextOrNull()),
        _ => throw new NotSupportedException($"A value of type {type} is not stored."),
    };

    public static void WriteFile(this GrowingBuffer to, FileContent file)
    {
        to.WriteGuid(file.Blob.Value);
        to.WriteVarint((ulong)file.Size);
        to.WriteText(file.Sha256);
        to.WriteText(file.MediaType);
        to.WriteText(file.Extension);
        // The id tells whether there is one.
        if (file.Blob.IsPlace)
            to.WriteText(file.Place);
    }

    public static FileContent ReadFile(this ref ByteReader from)
    {
        var file = new FileContent(new BlobId(from.ReadGuid()), (long)from.ReadVarint(), from.ReadText(), from.ReadText(), from.ReadText());
        return file.Blob.IsPlace ? file with { Place = from.ReadTextOrNull() } : file;
    }

    public static void WriteDisplay(this GrowingBuffer to, SeriesDisplay display)
    {
        to.WriteOptional(display.Min);
        to.WriteOptional(display.Max);
        to.WriteText(display.Unit);
    }

    public static SeriesDisplay ReadDisplay(this ref ByteReader from) => new(from.ReadOptionalDouble(), from.ReadOptionalDouble(), from.ReadTextOrNull());

    static void WriteTexts(this GrowingBuffer to, ImmutableArray<string> texts)
    {
        to.WriteVarint((ulong)texts.Length);
        foreach (var text in texts)
            to.WriteText(text);
    }

    static ImmutableArray<string> ReadTexts(this ref ByteReader from)
    {
        var texts = ImmutableArray.CreateBuilder<string>(from.ReadCount());
        for (var i = 0; i < texts.Capacity; i++)
            texts.Add(from.ReadText());
        return texts.MoveToImmutable();
    }
}
