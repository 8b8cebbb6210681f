using Microsoft.Data.Sqlite;
using Nereid.Domain.Access;
using Nereid.Storage.Catalog;
using Nereid.Storage.Files;
using Nereid.Storage.Sqlite;

namespace Nereid.Storage.Tests.Catalog;

public sealed class SqliteCatalogTests : CatalogContract, IDisposable
{
    static readonly CancellationToken None = CancellationToken.None;

    readonly string _folder = Directory.CreateTempSubdirectory("nereid-catalog-").FullName;
    readonly CatalogDatabase _database;

    public SqliteCatalogTests()
    {
        _database = CatalogDatabase.Open(_folder);
        Catalog = new SqliteCatalog(_database, TimeProvider.System);
    }

    protected override ICatalog Catalog { get; }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Everything_is_there_again_after_the_file_was_closed()
    {
        var ada = await Catalog.CreateUserAsync("ada", false, true, true, None);
        var answer = await Catalog.CreateProjectAsync(new NewProject("lab", "titanic", null, Visibility.Workspace, "text", ada!.Id), None);
        var project = ((CreateProjectAnswer.Created)answer).Project;
        _database.Dispose();

        using var reopened = CatalogDatabase.Open(_folder);
        var catalog = new SqliteCatalog(reopened, TimeProvider.System);
        Assert.Equal(ada, await catalog.FindUserAsync("ada", None));
        Assert.Equal(project, await catalog.FindProjectAsync("lab", "titanic", None));
        Assert.Equal(ProjectRole.Owner, await catalog.GetRoleAsync(ada, project, None));
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        _database.Dispose();
        var file = Path.Combine(_folder, "catalog.db");
        using (var connection = SqliteFile.Open(file, Synchronous.Full))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(file);

        var refusal = Assert.Throws<StoreOpenException>(() => CatalogDatabase.Open(_folder));

        Assert.Contains("format version 99", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        _database.Dispose();
        File.WriteAllText(Path.Combine(_folder, "catalog.db"), new string('x', 10_000));

        Assert.Throws<SqliteException>(() => CatalogDatabase.Open(_folder));
    }

    [Fact]
    public async Task A_change_that_fails_half_way_leaves_nothing_behind()
    {
        var ada = await Catalog.CreateUserAsync("ada", false, false, true, None);

        // The creator does not exist, so the membership is refused after workspace and project were inserted.
        await Assert.ThrowsAsync<SqliteException>(async () => await Catalog.CreateProjectAsync(
            new NewProject("lab", "titanic", null, Visibility.Private, null, Domain.UserId.New()), None));

        Assert.Null(await Catalog.FindWorkspaceAsync("lab", None));
        Assert.Null(await Catalog.FindProjectAsync("lab", "titanic", None));
        Assert.IsType<CreateProjectAnswer.Created>(await Catalog.CreateProjectAsync(
            new NewProject("lab", "titanic", null, Visibility.Private, null, ada!.Id), None));
    }

    [Fact]
    public void Only_its_owner_may_read_the_file()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "catalog.db")));
    }
}

public sealed class SqliteCredentialStoreTests : CredentialStoreContract, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("nereid-catalog-").FullName;
    readonly CatalogDatabase _database;

    public SqliteCredentialStoreTests()
    {
        _database = CatalogDatabase.Open(_folder);
        Catalog = new SqliteCatalog(_database, TimeProvider.System);
        Store = new SqliteCredentialStore(_database);
    }

    protected override ICatalog Catalog { get; }

    protected override ICredentialStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
