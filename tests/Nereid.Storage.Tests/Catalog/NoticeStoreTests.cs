using Nereid.Domain;
using Nereid.Domain.Access;
using Nereid.Domain.Live;
using Nereid.Storage.Catalog;

namespace Nereid.Storage.Tests.Catalog;

/// <summary>What every store of notices promises.</summary>
public abstract class NoticeStoreContract
{
    static readonly CancellationToken None = CancellationToken.None;

    protected abstract INoticeStore Store { get; }

    protected abstract Task<UserId> AddPersonAsync(string name);

    static NewNotice Role(string word) => new(NoticeKind.ProjectRole, "lab/digits", "olga", word);

    async Task<(string Word, bool IsRead)[]> WordsAsync(UserId person) => [.. (await Store.ListAsync(person, None)).Select(notice => (notice.About.Word, notice.IsRead))];

    [Fact]
    public async Task Notices_come_back_as_they_were_newest_first_to_their_person_alone()
    {
        var ada = await AddPersonAsync("ada");
        var bob = await AddPersonAsync("bob");
        var run = RunId.New();
        await Store.AddAsync(ada, Role("viewer"), None);
        var full = new NewNotice(NoticeKind.RunSilent, "lab/手写", "", "", run, "DIG-4", "model 4", 7, 2);
        var made = await Store.AddAsync(ada, full, None);

        var list = await Store.ListAsync(ada, None);

        Assert.Equal([full, Role("viewer")], list.Select(notice => notice.About));
        Assert.Equal(made, list[0]);
        Assert.True(list[0].Number > list[1].Number && list[0].UnixMicros > 0);
        Assert.Empty(await Store.ListAsync(bob, None));
    }

    [Fact]
    public async Task What_was_seen_is_read_and_what_came_meanwhile_is_not()
    {
        var ada = await AddPersonAsync("ada");
        var bob = await AddPersonAsync("bob");
        var first = await Store.AddAsync(ada, Role("viewer"), None);
        await Store.AddAsync(bob, Role("viewer"), None);
        await Store.AddAsync(ada, Role("owner"), None);

        await Store.MarkReadAsync(ada, first.Number, None);

        Assert.Equal([("owner", false), ("viewer", true)], await WordsAsync(ada));
        await Store.ClearAsync(ada, first.Number, None);
        Assert.Equal([("owner", false)], await WordsAsync(ada));
        await Store.ClearAsync(ada, long.MaxValue, None);
        Assert.Empty(await WordsAsync(ada));
        Assert.Equal([("viewer", false)], await WordsAsync(bob));
    }

    [Fact]
    public async Task A_run_that_falls_silent_again_and_again_is_told_of_once_until_it_was_read()
    {
        var ada = await AddPersonAsync("ada");
        var silent = new NewNotice(NoticeKind.RunSilent, "lab/digits", Run: RunId.New(), RunShortId: "DIG-1");
        await Store.AddAsync(ada, silent, None);
        var second = await Store.AddAsync(ada, silent, None);
        await Store.AddAsync(ada, silent with { Kind = NoticeKind.RunFailed }, None);
        Assert.Equal([NoticeKind.RunFailed, NoticeKind.RunSilent], (await Store.ListAsync(ada, None)).Select(notice => notice.About.Kind));

        await Store.MarkReadAsync(ada, second.Number, None);
        await Store.AddAsync(ada, silent, None);

        Assert.Equal(3, (await Store.ListAsync(ada, None)).Length);
    }

    [Fact]
    public async Task Only_so_many_are_kept_and_the_oldest_go()
    {
        var ada = await AddPersonAsync("ada");
        for (var i = 0; i < NoticeLimits.PerPerson + 5; i++)
            await Store.AddAsync(ada, Role("viewer") with { Count = i }, None);

        var list = await Store.ListAsync(ada, None);

        Assert.Equal(Enumerable.Range(5, NoticeLimits.PerPerson).Reverse(), list.Select(notice => (int)notice.About.Count));
    }
}

public sealed class MemoryNoticeStoreTests : NoticeStoreContract
{
    protected override INoticeStore Store { get; } = new MemoryNoticeStore(TimeProvider.System);

    protected override Task<UserId> AddPersonAsync(string name) => Task.FromResult(UserId.New());
}

public sealed class SqliteNoticeStoreTests : NoticeStoreContract, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("nereid-notices-").FullName;
    readonly CatalogDatabase _database;

    public SqliteNoticeStoreTests()
    {
        _database = CatalogDatabase.Open(_folder);
        Store = new SqliteNoticeStore(_database, TimeProvider.System);
    }

    protected override INoticeStore Store { get; }

    protected override async Task<UserId> AddPersonAsync(string name) =>
        (await new SqliteCatalog(_database, TimeProvider.System).CreateUserAsync(name, false, false, false, CancellationToken.None))!.Id;

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
