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
        var row = Attribute(database, run, path);
        if (!row.Step())
            return null;
        type = (AttributeType)row.Int64(0);
        var found = type.Value.IsSeries() ? Read(type.Value, row) : null;
        row.Reset();
        return found;
    }

    /// <summary>The attribute of a run at a path: its type, series and value, as <see cref="AttributeRow"/> reads them, and then the run's number.</summary>
    public static Statement Attribute(Statements database, RunId run, AttributePath path) => database["""
        SELECT a.type, a.series, a.value, a.run
        FROM runs r JOIN paths p ON p.text = ?2 JOIN attributes a ON a.project = r.project AND a.path = p.id AND a.run = r.id
        WHERE r.uuid = ?1
        """].Bind(1, run.Value).Bind(2, path.Text);

    static StoredSeries Read(AttributeType type, Statement row)
    {
        var floats = type == AttributeType.FloatSeries ? SummaryCodec.ReadFloats(row.Bytes(2)) : default;
        var count = type == AttributeType.FloatSeries ? floats.Summary.Count : SummaryCodec.ReadPoints(row.Bytes(2)).Count;
        return new StoredSeries(type, row.Int64(3), row.Int64(1), count, floats);
    }
}
