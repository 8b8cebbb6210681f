using Nereid.Domain.Runs;

namespace Nereid.Domain.Live;

/// <summary>What about a run changed. Subscribers ask again for what they show; the feed carries no data.</summary>
[Flags]
public enum ChangeKinds
{
    None = 0,
    Created = 1,
    Attributes = 2,
    FloatSeries = 4,
    StringSeries = 8,
    FileSeries = 16,
    State = 32,

    /// <summary>The run went to the trash, came back, or is gone for good.</summary>
    Trash = 64,

    /// <summary>Annotations of the run.</summary>
    Annotations = 128,
}

public readonly record struct RunChange(ProjectId Project, RunId Run, ChangeKinds Kinds);

/// <summary>Where the writer says what changed, after it is visible to readers. Must not block.</summary>
public interface IChangeSink
{
    void Publish(RunChange change);
}
