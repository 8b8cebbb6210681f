using Nereid.Domain.Runs;

namespace Nereid.Domain.Operations;

/// <summary>Who moved a run to the trash and when, as two attributes that it has while it is there. Written after the move: a crash between leaves a run in the trash without them.</summary>
public static class TrashMark
{
    public static readonly AttributePath By = AttributePath.Of("sys/trashed_by");

    public static readonly AttributePath Time = AttributePath.Of("sys/trashed_time");

    public static RunBatch Set(RunId run, string user, long unixMicros) =>
        new(run, [new AssignValue(By, new StringValue(user)), new AssignValue(Time, new DatetimeValue(unixMicros))], IsEdit: true);

    public static RunBatch Clear(RunId run) => new(run, [new DeleteAttribute(By), new DeleteAttribute(Time)], IsEdit: true);
}
