using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>The row <c>state</c> of runs.db.</summary>
/// <param name="Applied">The last journal entry that the database contains.</param>
/// <param name="LastSeries">The highest number ever given to a series. Likewise of runs.</param>
/// <param name="Figures">The journal entry up to which the saved figures of float series are true.</param>
/// <param name="Scrub">As <see cref="RecordApplier.Scrub"/>.</param>
readonly record struct AppliedState(long Applied, long LastSeries, long LastRun, long Figures, long Scrub)
{
    public static AppliedState Read(Statements database)
    {
        var row = database["SELECT applied, last_series, last_run, figures, scrub FROM state"];
        row.Step();
        var state = new AppliedState(row.Int64(0), row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4));
        row.Reset();
        return state;
    }
}
