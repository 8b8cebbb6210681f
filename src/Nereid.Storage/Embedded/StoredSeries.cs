using Nereid.Domain;
using Nereid.Domain.Runs;
using Nereid.Storage.Series;
using Nereid.Storage.Series.Heads;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Embedded;

/// <summary>Where the points of a series are, and how many.</summary>
/// <param name="RunRow">The run's number inside the database.</param>
/// <param name="Number">The series' number inside the database.</param>
/// <param name="Floats">Of a float series; <see cref="FloatEngine.FiguresOf"/> knows newer ones.</param>
sealed record StoredSeries(AttributeType Type, long RunRow, long Number, long Count, SavedFigures Floats)
{
    /// <summary>Null when the run has no series there.</summary>
    /// <param name="type">Of the attribute at the path, series or not; null when there is none.</param>
    public static StoredSeries? Find(Statements database, RunId run, AttributePath path, out AttributeType? type)
    {
        type = null;
        var row = database["""
            SELECT a.type, a.run, a.series, a.value
            FROM runs r JOIN paths p ON p.text = ?2 JOIN attributes a ON a.project = r.project AND a.path = p.id AND a.run = r.id
            WHERE r.uuid = ?1
            """].Bind(1, run.Value).Bind(2, path.Text);
        if (!row.Step())
            return null;
        type = (AttributeType)row.Int64(0);
        var found = type.Value.IsSeries() ? Read(type.Value, row) : null;
        row.Reset();
        return found;
    }

    static StoredSeries Read(AttributeType type, Statement row)
    {
        var floats = type == AttributeType.FloatSeries ? SummaryCodec.ReadFloats(row.Bytes(3)) : default;
        var count = type == AttributeType.FloatSeries ? floats.Summary.Count : SummaryCodec.ReadPoints(row.Bytes(3)).Count;
        return new StoredSeries(type, row.Int64(1), row.Int64(2), count, floats);
    }
}
