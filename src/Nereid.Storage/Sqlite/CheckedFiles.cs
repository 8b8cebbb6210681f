using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static Nereid.Storage.Sqlite.NativeSqlite;

namespace Nereid.Storage.Sqlite;

/// <summary>What is done to a database's file, or to its log.</summary>
enum DatabaseAct
{
    Write,
    Sync,
    Truncate,
}

/// <summary>Stands before every change of the files that SQLite opened since it was set; for tests of crashes and full disks.</summary>
interface IDatabaseWatch
{
    /// <returns>0, or the SQLite error to fail with instead.</returns>
    int Enter(string file, DatabaseAct act);

    /// <summary>After each <see cref="Enter"/>.</summary>
    void Exit();
}

/// <summary>Stands between SQLite and its files: gives each page of a database a checksum when it is written, and looks at it when it is read.</summary>
/// <remarks>
/// A page that does not match is an I/O error of the statement that reads it, never data. All file systems of SQLite stay as they are; only reading and
/// writing of database files go through here. Pages in the write-ahead log have SQLite's own checksums; they get ours on their way into the database.
/// </remarks>
static unsafe class CheckedFiles
{
    const string Name = "nereid";

    /// <summary>Kept behind SQLite's own file, in the memory that SQLite gives to it.</summary>
    struct State
    {
        public Methods* Real;

        /// <summary>SQLite keeps it as long as the file.</summary>
        public byte* Path;

        public bool IsDatabase;
        public bool HasSums;
    }

    static Vfs* _real;
    static int _stateOffset;
    static readonly Lock Making = new();
    static readonly Dictionary<nint, nint> Checked = [];
    static readonly Dictionary<nint, nint> Watched = [];

    [ThreadStatic]
    static byte[]? _room;

    [ThreadStatic]
    static string? _damage;

    public static IDatabaseWatch? Watch { get; set; }

    /// <summary>The page that the failed statement of this thread met, once.</summary>
    public static string? TakeDamage()
    {
        var damage = _damage;
        _damage = null;
        return damage;
    }

    /// <summary>Makes every connection from now on use it.</summary>
    public static void Install()
    {
        _real = FindVfs(null);
        _stateOffset = (_real->FileBytes + 7) & ~7;
        var bytes = sizeof(Vfs) + _real->More * sizeof(nint);
        var ours = (Vfs*)NativeMemory.Alloc((nuint)bytes);
        Buffer.MemoryCopy(_real, ours, bytes, bytes);
        ours->FileBytes = _stateOffset + sizeof(State);
        ours->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        ours->Next = null;
        ours->Open = &Open;
        var result = RegisterVfs(ours, 1);
        if (result != Ok)
            throw new SqliteLibraryException($"SQLite does not take another layer over its files (error {result}).");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Open(Vfs* vfs, byte* name, FileHandle* file, int flags, int* outFlags)
    {
        var result = _real->Open(_real, name, file, flags, outFlags);
        var isDatabase = (flags & MainDatabase) != 0;
        if (result != Ok || file->Methods is null || !isDatabase && (Watch is null || (flags & WriteAheadLog) == 0))
            return result;
        var state = StateOf(file);
        *state = new State { Real = file->Methods, Path = name, IsDatabase = isDatabase };
        if (isDatabase)
            state->HasSums = HasSums(file, state);
        file->Methods = MethodsFor(file->Methods, Watch is null ? Checked : Watched);
        return result;
    }

    static State* StateOf(FileHandle* file) => (State*)((byte*)file + _stateOffset);

    /// <summary>Whether the file has checksums. One that is empty gets them with its first page, when that reserves room for them.</summary>
    static bool HasSums(FileHandle* file, State* state)
    {
        var room = _room ??= new byte[65_536];
        fixed (byte* bytes = room)
        {
            if (state->Real->Read(file, bytes, PageSum.HeaderBytes, 0) != Ok)
                return false;
            var size = PageSum.PageBytes(room);
            if (size == 0 || room[PageSum.ReservedPlace] != 0)
                return true;
            return state->Real->Read(file, bytes, size, 0) != Ok || !PageSum.IsOfOldDatabase(room.AsSpan(0, size));
        }
    }

    /// <summary>SQLite's functions for files of one kind, with ours in their place.</summary>
    static Methods* MethodsFor(Methods* real, Dictionary<nint, nint> made)
    {
        lock (Making)
        {
            if (made.TryGetValue((nint)real, out var known))
                return (Methods*)known;
            var ours = (Methods*)NativeMemory.AllocZeroed((nuint)sizeof(Methods));
            var bytes = real->Version >= 2 ? sizeof(Methods) : sizeof(Methods) - 4 * sizeof(nint);
            Buffer.MemoryCopy(real, ours, bytes, bytes);
            ours->Version = Math.Min(real->Version, 2);
            ours->Read = &Read;
            ours->Write = &Write;
            if (ReferenceEquals(made, Watched))
            {
                ours->Truncate = &Truncate;
                ours->Sync = &Sync;
            }
            made.Add((nint)real, (nint)ours);
            return ours;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Read(FileHandle* file, byte* bytes, int count, long offset)
    {
        var state = StateOf(file);
        var result = state->Real->Read(file, bytes, count, offset);
        if (result != Ok || !state->HasSums || !PageSum.IsPage(count) || PageSum.IsIntact(new ReadOnlySpan<byte>(bytes, count), Number(offset, count)))
            return result;
        _damage = $"page {Number(offset, count)} of {FileName(state)} (bytes {offset} to {offset + count - 1}) is damaged: its checksum does not match";
        return DamagedData;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Write(FileHandle* file, byte* bytes, int count, long offset)
    {
        var state = StateOf(file);
        if (Watch is not { } watch)
            return WriteUnwatched(file, state, bytes, count, offset);
        var result = watch.Enter(PathOf(state), DatabaseAct.Write);
        if (result == Ok)
            result = WriteUnwatched(file, state, bytes, count, offset);
        watch.Exit();
        return result;
    }

    static int WriteUnwatched(FileHandle* file, State* state, byte* bytes, int count, long offset)
    {
        if (state->IsDatabase && PageSum.IsPage(count))
        {
            if (offset == 0)
                state->HasSums = bytes[PageSum.ReservedPlace] == PageSum.Bytes;
            if (state->HasSums)
            {
                // SQLite goes on with its own copy.
                var room = _room ??= new byte[65_536];
                new ReadOnlySpan<byte>(bytes, count).CopyTo(room);
                PageSum.Put(room.AsSpan(0, count), Number(offset, count));
                fixed (byte* page = room)
                    return state->Real->Write(file, page, count, offset);
            }
        }
        return state->Real->Write(file, bytes, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Truncate(FileHandle* file, long size)
    {
        var state = StateOf(file);
        if (Watch is not { } watch)
            return state->Real->Truncate(file, size);
        var result = watch.Enter(PathOf(state), DatabaseAct.Truncate);
        if (result == Ok)
            result = state->Real->Truncate(file, size);
        watch.Exit();
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Sync(FileHandle* file, int flags)
    {
        var state = StateOf(file);
        if (Watch is not { } watch)
            return state->Real->Sync(file, flags);
        var result = watch.Enter(PathOf(state), DatabaseAct.Sync);
        if (result == Ok)
            result = state->Real->Sync(file, flags);
        watch.Exit();
        return result;
    }

    static uint Number(long offset, int pageBytes) => (uint)(offset / pageBytes) + 1;

    static string PathOf(State* state) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(state->Path));

    static string FileName(State* state) => System.IO.Path.GetFileName(PathOf(state));
}
