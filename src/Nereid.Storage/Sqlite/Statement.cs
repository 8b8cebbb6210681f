using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Nereid.Storage.Sqlite;

/// <summary>A prepared statement without the ADO.NET layer, for paths that run it many thousand times a second.</summary>
/// <remarks>Belongs to one connection and one thread at a time. Parameters are numbered from 1, columns from 0. A NaN is stored as NULL,
/// which is what SQLite does with it, and reads back as NaN.</remarks>
sealed class Statement : IDisposable
{
    readonly sqlite3 _database;
    readonly sqlite3_stmt _statement;
    readonly string _path;
    byte[] _text = new byte[256];

    public Statement(SqliteConnection connection, string sql)
    {
        (_database, _path) = (connection.Handle!, connection.DataSource);
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, double value)
    {
        Check(raw.sqlite3_bind_double(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, string? value)
    {
        if (value is null)
            return BindNull(index);
        // The span form takes an empty text for NULL.
        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(_statement, index, ""));
            return this;
        }
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < most)
            _text = new byte[most];
        Check(raw.sqlite3_bind_text(_statement, index, _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text))));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(index, bytes);
    }

    public Statement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Moves to the next row. Call <see cref="Reset"/> when done before the last.</summary>
    public bool Step()
    {
        switch (raw.sqlite3_step(_statement))
        {
            case raw.SQLITE_ROW:
                return true;
            case raw.SQLITE_DONE:
                raw.sqlite3_reset(_statement);
                return false;
            default:
                throw Fault(raw.sqlite3_reset(_statement));
        }
    }

    /// <summary>Runs a statement that answers nothing.</summary>
    public void Execute()
    {
        if (!Step())
            return;
        raw.sqlite3_reset(_statement);
        throw new InvalidOperationException("The statement answers rows; read them.");
    }

    /// <summary>Rows that the last insert, update or delete of the connection touched.</summary>
    public int Changes => raw.sqlite3_changes(_database);

    public void Reset() => raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public double Double(int column) => IsNull(column) ? double.NaN : raw.sqlite3_column_double(_statement, column);

    /// <summary>Valid until the next step. Also of a text, as UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public Guid Guid(int column) => new(Bytes(column), bigEndian: true);

    public Guid? GuidOrNull(int column) => IsNull(column) ? null : Guid(column);

    public void Dispose() => _statement.Dispose();

    void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw Fault(result);
    }

    SqliteException Fault(int result)
    {
        var damage = raw.sqlite3_extended_errcode(_database) == NativeSqlite.DamagedData ? CheckedFiles.TakeDamage() : null;
        return new(damage ?? $"{Path.GetFileName(_path)}: {raw.sqlite3_errmsg(_database).utf8_to_string()}", result & 0xFF, result);
    }
}
