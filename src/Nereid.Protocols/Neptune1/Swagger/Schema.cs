using System.Collections.Immutable;

namespace Nereid.Protocols.Neptune1.Swagger;

/// <summary>What a value in a request or answer looks like, in the terms that the client's swagger library understands.</summary>
abstract record Schema
{
    public static Schema Text { get; } = new Primitive("string", null);

    public static Schema Bool { get; } = new Primitive("boolean", null);

    public static Schema Whole32 { get; } = new Primitive("integer", "int32");

    public static Schema Whole64 { get; } = new Primitive("integer", "int64");

    public static Schema Number { get; } = new Primitive("number", "double");

    /// <summary>The client parses it to a datetime, and can send a datetime only where this is declared.</summary>
    public static Schema Time { get; } = new Primitive("string", "date-time");

    /// <summary>An object that the client reads as a plain dictionary, without model.</summary>
    public static Schema Dictionary { get; } = new Primitive("object", null);

    public static Schema ArrayOf(Schema items) => new Array(items);

    public sealed record Primitive(string Type, string? Format) : Schema;

    public sealed record Array(Schema Items) : Schema;

    /// <summary>An object with named fields. Always written as a reference to the definition of its name: the client reads inline objects as
    /// dictionaries and then fails on attribute access.</summary>
    public sealed record Model(string Name, ImmutableArray<Field> Fields) : Schema
    {
        public Model(string name, params (string Name, Schema Schema)[] fields)
            : this(name, [.. fields.Select(field => new Field(field.Name, field.Schema))])
        {
        }
    }
}

readonly record struct Field(string Name, Schema Schema);
