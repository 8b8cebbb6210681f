namespace Nereid.Protocols.Neptune3.Ingest;

/// <summary>What became of one part of a request, in the numbers of the wire. Only codes that this server answers; what clients make of each is
/// in docs/protocols/neptune-3x.md.</summary>
enum IngestCode
{
    Ok = 0,
    ProjectNotFound = 8,
    ProjectInvalidName = 9,
    RunNotFound = 10,
    RunDuplicate = 11,
    RunConflicting = 12,
    RunForkParentNotFound = 13,
    RunInvalidCreationParameters = 14,
    PathTooLong = 16,
    PathEmpty = 17,
    PathInvalid = 18,
    PathNotWritable = 19,
    TypeUnsupported = 20,
    TypeConflicting = 21,
    PointDuplicate = 24,
    StepNotIncreasing = 25,
    StepNotAfterForkPoint = 26,
    TimeDecreasing = 27,
    DatetimeOutOfRange = 33,
    StringTooLong = 36,
    StringSetTooLarge = 37,
    FileReferenceTooLong = 38,
    StepTooLarge = 40,
    StepInvalid = 41,
    PreviewNotAfterLastStep = 42,
    HistogramEdgeNan = 50,
    HistogramTooManyBins = 51,
    HistogramEdgesNotIncreasing = 52,
    HistogramLengthMismatch = 53,
}
