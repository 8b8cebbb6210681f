namespace Nereid.Domain.Runs;

/// <summary>What an attribute holds. The numbers are written to disk: never reuse one.</summary>
public enum AttributeType : byte
{
    Int = 1,
    Float = 2,
    Bool = 3,
    String = 4,
    Datetime = 5,
    StringSet = 6,
    FloatSeries = 7,
    StringSeries = 8,
    FileSeries = 9,
    HistogramSeries = 10,
    File = 11,
    FileSet = 12,
    Artifact = 13,
    RunState = 14,
    GitRef = 15,
    NotebookRef = 16,
}

public static class AttributeTypes
{
    public static bool IsSeries(this AttributeType type) =>
        type is AttributeType.FloatSeries or AttributeType.StringSeries or AttributeType.FileSeries or AttributeType.HistogramSeries;
}
