using System.Runtime.InteropServices;

namespace Nereid.Storage.Sqlite;

/// <summary>The parts of SQLite's C interface that stand between it and its files. Names and order of the fields: sqlite3.h.</summary>
static unsafe class NativeSqlite
{
    /// <summary><c>sqlite3_vfs</c> up to <c>xOpen</c>; more functions follow, as many as the version says.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Vfs
    {
        public int Version;
        public int FileBytes;
        public int MaxPath;
        public Vfs* Next;
        public byte* Name;
        public void* Data;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, FileHandle*, int, int*, int> Open;

        /// <summary>Functions behind <see cref="Open"/>.</summary>
        public readonly int More => Version switch { 1 => 11, 2 => 12, _ => 15 };
    }

    /// <summary><c>sqlite3_file</c>; the real file goes on behind it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FileHandle
    {
        public Methods* Methods;
    }

    /// <summary><c>sqlite3_io_methods</c> of version 2: without memory-mapped pages, which nobody could check.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Methods
    {
        public int Version;
        public nint Close;
        public delegate* unmanaged[Cdecl]<FileHandle*, byte*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<FileHandle*, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<FileHandle*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<FileHandle*, int, int> Sync;
        public nint FileSize;
        public nint Lock;
        public nint Unlock;
        public nint CheckReservedLock;
        public nint FileControl;
        public nint SectorSize;
        public nint DeviceCharacteristics;
        public nint ShmMap;
        public nint ShmLock;
        public nint ShmBarrier;
        public nint ShmUnmap;
    }

    public const int Ok = 0;
    public const int ShortRead = 522;
    public const int DamagedData = 8202;

    public const int MainDatabase = 0x100;
    public const int WriteAheadLog = 0x80000;

    const int ReserveBytes = 38;

    static delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int> _fileControl;

    public static delegate* unmanaged[Cdecl]<byte*, Vfs*> FindVfs { get; private set; }

    public static delegate* unmanaged[Cdecl]<Vfs*, int, int> RegisterVfs { get; private set; }

    public static void Load(nint library)
    {
        _fileControl = (delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int>)NativeLibrary.GetExport(library, "sqlite3_file_control");
        FindVfs = (delegate* unmanaged[Cdecl]<byte*, Vfs*>)NativeLibrary.GetExport(library, "sqlite3_vfs_find");
        RegisterVfs = (delegate* unmanaged[Cdecl]<Vfs*, int, int>)NativeLibrary.GetExport(library, "sqlite3_vfs_register");
    }

    /// <summary>Has a new database, or one that is vacuumed, leave so many bytes at the end of each page alone.</summary>
    public static void Reserve(SQLitePCL.sqlite3 connection, int bytes)
    {
        fixed (byte* main = "main\0"u8)
            _ = _fileControl(connection.DangerousGetHandle(), main, ReserveBytes, &bytes);
    }
}
