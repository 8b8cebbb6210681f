using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Nereid.Domain.Queries;

/// <summary>A place in a sorted table: after the row with these values. The next page begins there, whatever rows came or went in the meantime.</summary>
/// <param name="Values">One per sort key, as it was compared: long texts and large sets are cut where the order stops looking.</param>
/// <param name="CreatedUnixMicros">Of the row's run; with number and short id it decides among equal keys.</param>
public sealed record RunCursor(ImmutableArray<ColumnValue> Values, long CreatedUnixMicros, long Number, string ShortId)
{
    const byte Version = 1;

    /// <summary>Characters of a cursor's text: more than any that is made here.</summary>
    const int MaxLength = 64 * 1024;

    /// <summary>Opaque text for clients.</summary>
    public override string ToString()
    {
        var to = new CursorWriter(Version);
        to.Add(Values.Length);
        foreach (var value in Values)
            to.Add(value);
        to.Add(CreatedUnixMicros);
        to.Add(Number);
        to.Add(ShortId);
        return to.ToString();
    }

    /// <param name="keys">Sort keys of the query; a cursor of another number of keys belongs to another query.</param>
    public static bool TryParse(string text, int keys, [NotNullWhen(true)] out RunCursor? cursor)
    {
        cursor = null;
        if (text.Length > MaxLength || CursorReader.Begin(text, Version) is not { } from)
            return false;
        var count = from.ReadLong();
        if (count != keys)
            return false;
        var values = ImmutableArray.CreateBuilder<ColumnValue>(keys);
        for (var i = 0; i < keys; i++)
            values.Add(from.ReadValue());
        var read = new RunCursor(values.MoveToImmutable(), from.ReadLong(), from.ReadLong(), from.ReadText());
        if (!from.IsWhole)
            return false;
        cursor = read;
        return true;
    }
}

/// <summary>A place in the answers to an attribute search: after this one.</summary>
/// <param name="Rank">How well the name matched; lower is better.</param>
public sealed record AttributeCursor(int Rank, string Path, Runs.AttributeType Type)
{
    const byte Version = 2;

    public override string ToString()
    {
        var to = new CursorWriter(Version);
        to.Add(Rank);
        to.Add(Path);
        to.Add((long)Type);
        return to.ToString();
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out AttributeCursor? cursor)
    {
        cursor = null;
        if (text.Length > 16 * Limits.PathBytes || CursorReader.Begin(text, Version) is not { } from)
            return false;
        var (rank, path, type) = (from.ReadLong(), from.ReadText(), from.ReadLong());
        if (!from.IsWhole || rank is < 0 or > int.MaxValue || type is < 0 or > byte.MaxValue)
            return false;
        cursor = new AttributeCursor((int)rank, path, (Runs.AttributeType)type);
        return true;
    }
}
