using Nereid.Domain.Runs;

namespace Nereid.Storage.Series.Reading;

/// <summary>A float series, or what another one inherits of it.</summary>
/// <param name="Run">Number of its run inside the store.</param>
/// <param name="Series">Its own.</param>
/// <param name="Limit">Of an ancestor: greatest step that is read. Null for the series that was asked for itself.</param>
readonly record struct FloatPart(long Run, long Series, Step? Limit);
