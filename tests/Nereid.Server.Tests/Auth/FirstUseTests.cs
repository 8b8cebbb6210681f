using Microsoft.Extensions.Logging.Abstractions;
using Nereid.Domain.Access;
using Nereid.Server.Auth;
using Nereid.Server.Options;
using Nereid.Storage.Catalog;

namespace Nereid.Server.Tests.Auth;

public sealed class FirstUseTests
{
    static readonly CancellationToken None = CancellationToken.None;

    readonly MemoryCatalog _catalog = new(TimeProvider.System);

    FirstUse FirstUse(bool isOn = true) => new(_catalog, new AccessOptions(isOn), NullLogger<FirstUse>.Instance);

    async Task<User> AddUserAsync(string name, bool mayCreate, bool isAdministrator = false) =>
        (await _catalog.CreateUserAsync(name, false, isAdministrator, mayCreate, None))!;

    [Fact]
    public async Task A_project_that_a_script_names_is_made_private_and_owned_by_its_user()
    {
        var ada = await AddUserAsync("ada", mayCreate: true);

        var made = await FirstUse().CreateAsync(ada, "my_workspace", "my_project", None);

        Assert.NotNull(made);
        Assert.Equal(("my_workspace", "my_project", Visibility.Private), (made.Workspace, made.Name, made.Visibility));
        Assert.Equal(ProjectRole.Owner, await _catalog.GetRoleAsync(ada, made, None));
    }

    [Fact]
    public async Task Nothing_is_made_when_the_setting_is_off_or_the_user_may_not_or_the_name_is_wrong()
    {
        var ada = await AddUserAsync("ada", mayCreate: true);
        var bob = await AddUserAsync("bob", mayCreate: false);

        Assert.Null(await FirstUse(isOn: false).CreateAsync(ada, "w", "p", None));
        Assert.Null(await FirstUse().CreateAsync(bob, "w", "p", None));
        Assert.Null(await FirstUse().CreateAsync(ada, "w", "two\nlines", None));
        Assert.Null(await FirstUse().CreateAsync(ada, "api", "p", None));
        Assert.Empty((await _catalog.ListWorkspacesAsync(None)).ToArray());
    }

    [Fact]
    public async Task A_workspace_of_others_is_closed_to_all_but_its_members_and_administrators()
    {
        var ada = await AddUserAsync("ada", mayCreate: true);
        var bob = await AddUserAsync("bob", mayCreate: true);
        var root = await AddUserAsync("root", mayCreate: false, isAdministrator: true);
        var (lab, _) = await _catalog.EnsureWorkspaceAsync("lab", ada.Id, None);

        Assert.Null(await FirstUse().CreateAsync(bob, "lab", "p", None));
        await _catalog.SetWorkspaceMemberAsync(lab!.Id, bob.Id, WorkspaceRole.Member, None);
        Assert.NotNull(await FirstUse().CreateAsync(bob, "lab", "p", None));
        Assert.NotNull(await FirstUse().CreateAsync(root, "lab", "q", None));
    }
}
