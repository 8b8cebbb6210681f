using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Runs;
using Nereid.Storage.Catalog;

namespace Nereid.Storage.Tests.Catalog;

/// <summary>What every memory of moved runs promises.</summary>
public abstract class RunMovesContract
{
    static readonly CancellationToken None = CancellationToken.None;

    protected abstract IRunMoves Moves { get; }

    protected abstract Task<ProjectId> AddProjectAsync();

    static RunHead Run(ProjectId project, string shortId) =>
        new(RunId.New(), project, RunKind.Run, shortId, 1, null, null, null, "ada", false, 1, 1, 1, true, 0);

    [Fact]
    public async Task A_moved_run_is_found_by_its_old_address_and_id_and_the_last_move_counts()
    {
        var project = await AddProjectAsync();
        var (old, first, second) = (Run(project, "DIG-1"), RunId.New(), RunId.New());
        Assert.Null(await Moves.FindAsync(project, "DIG-1", None));
        await Moves.NoteAsync(old, first, None);
        await Moves.NoteAsync(old, second, None);

        Assert.Equal(second, await Moves.FindAsync(project, "DIG-1", None));
        Assert.Equal(second, await Moves.FindAsync(old.Id, None));
        Assert.Null(await Moves.FindAsync(project, "DIG-2", None));
        Assert.Null(await Moves.FindAsync(ProjectId.New(), "DIG-1", None));
        Assert.Null(await Moves.FindAsync(second, None));
    }
}

public sealed class MemoryRunMovesTests : RunMovesContract
{
    protected override IRunMoves Moves { get; } = new MemoryRunMoves();

    protected override Task<ProjectId> AddProjectAsync() => Task.FromResult(ProjectId.New());
}

public sealed class SqliteRunMovesTests : RunMovesContract, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("nereid-moves-").FullName;
    readonly CatalogDatabase _database;
    readonly SqliteCatalog _catalog;

    public SqliteRunMovesTests()
    {
        _database = CatalogDatabase.Open(_folder);
        _catalog = new SqliteCatalog(_database, TimeProvider.System);
        Moves = new SqliteRunMoves(_database);
    }

    protected override IRunMoves Moves { get; }

    protected override async Task<ProjectId> AddProjectAsync()
    {
        var ada = await _catalog.CreateUserAsync("ada", false, false, true, CancellationToken.None);
        return ((CreateProjectAnswer.Created)await _catalog.CreateProjectAsync(new NewProject("lab", "digits", null, Visibility.Private, null, ada!.Id), CancellationToken.None)).Project.Id;
    }

    [Fact]
    public async Task A_project_takes_what_it_knew_of_moves_with_it()
    {
        var project = await AddProjectAsync();
        var old = new RunHead(RunId.New(), project, RunKind.Run, "DIG-1", 1, null, null, null, "ada", false, 1, 1, 1, true, 0);
        await Moves.NoteAsync(old, RunId.New(), CancellationToken.None);

        await _catalog.DeleteProjectAsync(project, CancellationToken.None);

        Assert.Null(await Moves.FindAsync(old.Id, CancellationToken.None));
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
