using Nereid.Domain;
using Nereid.Domain.Access;

namespace Nereid.Storage.Tests.Catalog;

/// <summary>What every catalog promises. A backend joins by one subclass that says how to open it.</summary>
public abstract class CatalogContract
{
    static readonly CancellationToken None = CancellationToken.None;

    protected abstract ICatalog Catalog { get; }

    Task<User> AddUserAsync(string name, bool isService = false, bool isAdministrator = false) => Must(Catalog.CreateUserAsync(name, isService, isAdministrator, mayCreateProjects: true, None));

    async Task<Project> AddProjectAsync(User creator, string name, Visibility visibility = Visibility.Private, string workspace = "lab")
    {
        var answer = await Catalog.CreateProjectAsync(new NewProject(workspace, name, null, visibility, null, creator.Id), None);
        return Assert.IsType<CreateProjectAnswer.Created>(answer).Project;
    }

    static async Task<T> Must<T>(ValueTask<T?> asked)
        where T : class
    {
        var answer = await asked;
        Assert.NotNull(answer);
        return answer;
    }

    [Fact]
    public async Task A_user_is_found_by_id_and_by_name_in_any_case()
    {
        var made = await AddUserAsync("Ærøskøbing");

        Assert.Equal(made, await Catalog.FindUserAsync(made.Id, None));
        Assert.Equal(made, await Catalog.FindUserAsync("æRØSKØBING", None));
    }

    [Fact]
    public async Task Rights_of_a_user_change_one_by_one_and_count_at_once()
    {
        var root = await AddUserAsync("root", isAdministrator: true);
        var ada = await AddUserAsync("ada");
        var project = await AddProjectAsync(ada, "titanic");

        var changed = Assert.IsType<ChangeUserAnswer.Changed>(await Catalog.ChangeUserAsync(ada.Id, new UserChange(Deactivated: true), None)).User;
        Assert.Equal(ada with { Deactivated = true }, changed);
        Assert.Equal(changed, await Catalog.FindUserAsync("ada", None));
        Assert.Equal(ProjectRole.None, await Catalog.GetRoleAsync(ada, project, None));

        await Catalog.ChangeUserAsync(ada.Id, new UserChange(MayCreateProjects: false), None);
        await Catalog.ChangeUserAsync(ada.Id, new UserChange(Deactivated: false), None);
        Assert.Equal(ada with { MayCreateProjects = false }, await Catalog.FindUserAsync(ada.Id, None));
        Assert.Equal(ProjectRole.Owner, await Catalog.GetRoleAsync(ada, project, None));
        Assert.IsType<ChangeUserAnswer.NoSuchUser>(await Catalog.ChangeUserAsync(UserId.New(), new UserChange(), None));
        Assert.Equal(root, await Catalog.FindUserAsync(root.Id, None));
    }

    [Fact]
    public async Task The_last_administrator_who_can_sign_in_stays_one()
    {
        var root = await AddUserAsync("root", isAdministrator: true);
        var spare = await AddUserAsync("spare", isAdministrator: true);
        await Catalog.ChangeUserAsync(spare.Id, new UserChange(Deactivated: true), None);

        Assert.IsType<ChangeUserAnswer.LastAdministrator>(await Catalog.ChangeUserAsync(root.Id, new UserChange(IsAdministrator: false), None));
        Assert.IsType<ChangeUserAnswer.LastAdministrator>(await Catalog.ChangeUserAsync(root.Id, new UserChange(Deactivated: true), None));
        Assert.Equal(root, await Catalog.FindUserAsync(root.Id, None));

        await Catalog.ChangeUserAsync(spare.Id, new UserChange(Deactivated: false), None);
        Assert.IsType<ChangeUserAnswer.Changed>(await Catalog.ChangeUserAsync(root.Id, new UserChange(IsAdministrator: false), None));
        Assert.False((await Catalog.FindUserAsync(root.Id, None))!.IsAdministrator);
    }

    [Fact]
    public async Task A_workspace_is_found_by_its_id()
    {
        var ada = await AddUserAsync("ada");
        var (workspace, _) = await Catalog.EnsureWorkspaceAsync("lab", ada.Id, None);

        Assert.Equal(workspace, await Catalog.FindWorkspaceAsync(workspace!.Id, None));
        Assert.Null(await Catalog.FindWorkspaceAsync(WorkspaceId.New(), None));
    }

    [Fact]
    public async Task A_name_is_given_to_one_user_only()
    {
        await AddUserAsync("ada");

        Assert.Null(await Catalog.CreateUserAsync("ADA", false, false, false, None));
        Assert.Single(await Catalog.ListUsersAsync(None));
    }

    [Fact]
    public async Task A_user_that_was_asked_for_too_early_is_found_once_it_is_there()
    {
        Assert.Null(await Catalog.FindUserAsync("ada", None));
        var made = await AddUserAsync("ada");
        Assert.Equal(made, await Catalog.FindUserAsync("ada", None));
    }

    [Fact]
    public async Task A_user_cannot_be_made_with_a_name_that_breaks_the_rules() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Catalog.CreateUserAsync("a/b", false, false, false, None));

    [Fact]
    public async Task A_deleted_project_is_gone_for_everybody_and_remembered_until_its_runs_are_too()
    {
        var ada = await AddUserAsync("ada");
        var project = await AddProjectAsync(ada, "vision");

        Assert.True(await Catalog.DeleteProjectAsync(project.Id, None));
        Assert.False(await Catalog.DeleteProjectAsync(project.Id, None));

        Assert.Null(await Catalog.FindProjectAsync(project.Id, None));
        Assert.Empty(await Catalog.ListProjectsAsync(None));
        Assert.Empty(await Catalog.ListMembersAsync(project.Id, None));
        Assert.Equal(project.Id, Assert.Single(await Catalog.ListDeletedProjectsAsync(None)));
        var again = await AddProjectAsync(ada, "vision");
        Assert.Equal((project.Key, true), (again.Key, again.Id != project.Id));
        await Catalog.ForgetProjectAsync(project.Id, None);
        Assert.Empty(await Catalog.ListDeletedProjectsAsync(None));
    }

    [Fact]
    public async Task A_project_changes_its_name_visibility_and_description_one_by_one()
    {
        var ada = await AddUserAsync("ada");
        var project = await AddProjectAsync(ada, "vision");
        var other = await AddProjectAsync(ada, "speech");
        async Task<ChangeProjectAnswer> ChangeAsync(ProjectChange change) => await Catalog.ChangeProjectAsync(project.Id, change, None);

        Assert.Equal(project with { Name = "Sight" }, Assert.IsType<ChangeProjectAnswer.Changed>(await ChangeAsync(new(Name: "Sight"))).Project);
        await ChangeAsync(new(Visibility: Visibility.Workspace));
        await ChangeAsync(new(Description: "about it"));
        var changed = project with { Name = "Sight", Visibility = Visibility.Workspace, Description = "about it" };
        Assert.Equal((changed, changed, null), (
            await Catalog.FindProjectAsync(project.Id, None), await Catalog.FindProjectAsync(project.Workspace, "SIGHT", None),
            await Catalog.FindProjectAsync(project.Workspace, "vision", None)));

        Assert.Equal(new ChangeProjectAnswer.NameTaken("SPEECH"), await ChangeAsync(new(Name: "SPEECH")));
        Assert.IsType<ChangeProjectAnswer.Changed>(await ChangeAsync(new(Name: "sight")));
        foreach (var (change, field) in new[]
        {
            (new ProjectChange(Name: "a/b"), "name"), (new ProjectChange(Name: ""), "name"), (new ProjectChange(Visibility: (Visibility)9), "visibility"),
            (new ProjectChange(Description: new string('x', Limits.DescriptionLength + 1)), "description"),
        })
            Assert.Equal(field, Assert.IsType<ChangeProjectAnswer.Invalid>(await ChangeAsync(change)).Field);
        Assert.IsType<ChangeProjectAnswer.Changed>(await ChangeAsync(new(Description: new string('x', Limits.DescriptionLength))));
        Assert.IsType<ChangeProjectAnswer.NoSuchProject>(await Catalog.ChangeProjectAsync(ProjectId.New(), new(Name: "x"), None));
        Assert.Equal(other, await Catalog.FindProjectAsync(other.Id, None));
    }

    [Fact]
    public async Task A_project_in_the_trash_is_found_by_nobody_and_comes_back_as_it_was()
    {
        var ada = await AddUserAsync("ada");
        var project = await AddProjectAsync(ada, "vision");

        Assert.True(await Catalog.TrashProjectAsync(project.Id, "ada", None));
        Assert.False(await Catalog.TrashProjectAsync(project.Id, "ada", None));

        Assert.Null(await Catalog.FindProjectAsync(project.Id, None));
        Assert.Null(await Catalog.FindProjectAsync(project.Workspace, project.Name, None));
        Assert.Empty(await Catalog.ListProjectsAsync(None));
        Assert.Empty(await Catalog.ListDeletedProjectsAsync(None));
        var trashed = Assert.Single(await Catalog.ListTrashedProjectsAsync(None));
        Assert.Equal((project, "ada"), (trashed.Project, trashed.By));
        Assert.Equal(ProjectRole.Owner, await Catalog.GetRoleAsync(ada, trashed.Project, None));
        Assert.IsType<ChangeProjectAnswer.NoSuchProject>(await Catalog.ChangeProjectAsync(project.Id, new(Name: "x"), None));

        Assert.Equal(new ChangeProjectAnswer.Changed(project), await Catalog.RestoreProjectAsync(project.Id, None));
        Assert.Equal((project, project), (await Catalog.FindProjectAsync(project.Id, None), await Catalog.FindProjectAsync(project.Workspace, "VISION", None)));
        Assert.Equal(ProjectRole.Owner, await Catalog.GetRoleAsync(ada, project, None));
        Assert.Empty(await Catalog.ListTrashedProjectsAsync(None));
        Assert.IsType<ChangeProjectAnswer.NoSuchProject>(await Catalog.RestoreProjectAsync(project.Id, None));
    }

    [Fact]
    public async Task What_is_in_the_trash_keeps_neither_name_nor_key_and_comes_back_only_while_they_are_free()
    {
        var ada = await AddUserAsync("ada");
        var project = await AddProjectAsync(ada, "vision");
        await Catalog.TrashProjectAsync(project.Id, "ada", None);
        var second = await AddProjectAsync(ada, "Vision");
        Assert.Equal(project.Key, second.Key);

        Assert.Equal(new ChangeProjectAnswer.NameTaken("vision"), await Catalog.RestoreProjectAsync(project.Id, None));
        await Catalog.ChangeProjectAsync(second.Id, new(Name: "other"), None);
        Assert.Equal(new ChangeProjectAnswer.KeyTaken(project.Key), await Catalog.RestoreProjectAsync(project.Id, None));
        await Catalog.TrashProjectAsync(second.Id, "ada", None);
        Assert.IsType<ChangeProjectAnswer.Changed>(await Catalog.RestoreProjectAsync(project.Id, None));

        Assert.True(await Catalog.DeleteProjectAsync(second.Id, None));
        Assert.Empty(await Catalog.ListTrashedProjectsAsync(None));
        Assert.Equal(second.Id, Assert.Single(await Catalog.ListDeletedProjectsAsync(None)));
    }

    [Fact]
    public async Task A_project_brings_its_workspace_and_makes_its_creator_owner_of_both()
    {
        var ada = await AddUserAsync("ada");

        var project = await AddProjectAsync(ada, "Titanic");

        Assert.Equal(("lab", "Titanic", "TITA"), (project.Workspace, project.Name, project.Key));
        Assert.Equal(project, await Catalog.FindProjectAsync(project.Id, None));
        Assert.Equal(project, await Catalog.FindProjectAsync("LAB", "titanic", None));
        Assert.Equal([new ProjectMember(ada, ProjectRole.Owner)], (await Catalog.ListMembersAsync(project.Id, None)).ToArray());
        Assert.Equal([new WorkspaceMember(ada, WorkspaceRole.Administrator)], (await Catalog.ListWorkspaceMembersAsync(project.WorkspaceId, None)).ToArray());
    }

    [Fact]
    public async Task A_project_that_exists_is_given_back_unchanged()
    {
        var ada = await AddUserAsync("ada");
        var first = await AddProjectAsync(ada, "titanic");

        var answer = await Catalog.CreateProjectAsync(new NewProject("Lab", "TITANIC", "OTHER", Visibility.Public, "more", ada.Id), None);

        Assert.Equal(new CreateProjectAnswer.Created(first, Existed: true), answer);
        Assert.Equal([first], (await Catalog.ListProjectsAsync(None)).ToArray());
    }

    [Fact]
    public async Task A_key_is_taken_once_in_a_workspace_and_may_be_taken_again_in_another()
    {
        var ada = await AddUserAsync("ada");
        NewProject Wanted(string workspace, string name) => new(workspace, name, "KEY", Visibility.Private, null, ada.Id);

        Assert.IsType<CreateProjectAnswer.Created>(await Catalog.CreateProjectAsync(Wanted("lab", "one"), None));
        Assert.Equal(new CreateProjectAnswer.KeyTaken("KEY"), await Catalog.CreateProjectAsync(Wanted("lab", "two"), None));
        Assert.IsType<CreateProjectAnswer.Created>(await Catalog.CreateProjectAsync(Wanted("home", "one"), None));
        Assert.Null(await Catalog.FindProjectAsync("lab", "two", None));
    }

    [Fact]
    public async Task Keys_made_from_equal_starts_differ()
    {
        var ada = await AddUserAsync("ada");
        var keys = new List<string>();
        foreach (var name in new[] { "mnist", "mnist-2", "mnist-3", "mni", "mn-i" })
            keys.Add((await AddProjectAsync(ada, name)).Key);

        Assert.Equal(["MNIS", "MNIST", "MNIST3", "MNI", "MNI2"], keys);
    }

    [Theory]
    [InlineData("", "name", null)]
    [InlineData("two\nlines", "name", null)]
    [InlineData("a/b", "name", null)]
    [InlineData("fine", "key", "lower")]
    [InlineData("fine", "key", "123")]
    [InlineData("fine", "key", "ABCDEFGHIJK")]
    public async Task A_project_with_a_wrong_name_or_key_is_refused(string name, string field, string? key)
    {
        var ada = await AddUserAsync("ada");

        var answer = await Catalog.CreateProjectAsync(new NewProject("lab", name, key, Visibility.Private, null, ada.Id), None);

        Assert.Equal(field, Assert.IsType<CreateProjectAnswer.Invalid>(answer).Field);
        Assert.Null(await Catalog.FindWorkspaceAsync("lab", None));
    }

    [Fact]
    public async Task Many_first_uses_at_once_make_one_project()
    {
        var ada = await AddUserAsync("ada");

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
            await Catalog.CreateProjectAsync(new NewProject("lab", "race", null, Visibility.Private, null, ada.Id), None))));

        Assert.Single(answers.Cast<CreateProjectAnswer.Created>(), answer => !answer.Existed);
        Assert.Single(answers.Cast<CreateProjectAnswer.Created>().Select(answer => answer.Project.Id).Distinct());
    }

    [Fact]
    public async Task Projects_are_listed_by_workspace_and_name()
    {
        var ada = await AddUserAsync("ada");
        await AddProjectAsync(ada, "b", workspace: "Z");
        await AddProjectAsync(ada, "B", workspace: "a");
        await AddProjectAsync(ada, "a", workspace: "a");

        Assert.Equal(["a/a", "a/B", "Z/b"], (await Catalog.ListProjectsAsync(None)).Select(project => $"{project.Workspace}/{project.Name}"));
    }

    [Fact]
    public async Task A_workspace_is_made_once_and_a_bad_name_is_explained()
    {
        var ada = await AddUserAsync("ada");
        var (made, _) = await Catalog.EnsureWorkspaceAsync("Lab", ada.Id, None);
        var (again, _) = await Catalog.EnsureWorkspaceAsync("lab", ada.Id, None);
        var (none, fault) = await Catalog.EnsureWorkspaceAsync(" lab", ada.Id, None);

        Assert.Equal(made, again);
        Assert.NotNull(made);
        Assert.Equal([made], (await Catalog.ListWorkspacesAsync(None)).ToArray());
        Assert.Null(none);
        Assert.Contains("white space", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_can_be_given_changed_and_taken_and_each_change_counts_at_once()
    {
        var ada = await AddUserAsync("ada");
        var bob = await AddUserAsync("bob");
        var project = await AddProjectAsync(ada, "titanic");

        Assert.Equal(ProjectRole.None, await Catalog.GetRoleAsync(bob, project, None));
        foreach (var role in new[] { ProjectRole.Viewer, ProjectRole.Owner, ProjectRole.None, ProjectRole.Contributor })
        {
            await Catalog.SetMemberAsync(project.Id, bob.Id, role, None);
            Assert.Equal(role, await Catalog.GetRoleAsync(bob, project, None));
        }
    }

    /// <summary>Whether a person and a service account that belong to the workspace or not may do what.</summary>
    [Theory]
    [InlineData(Visibility.Private, WorkspaceRole.None, false, ProjectRole.None)]
    [InlineData(Visibility.Private, WorkspaceRole.Member, false, ProjectRole.None)]
    [InlineData(Visibility.Private, WorkspaceRole.Administrator, false, ProjectRole.Owner)]
    [InlineData(Visibility.Workspace, WorkspaceRole.None, false, ProjectRole.None)]
    [InlineData(Visibility.Workspace, WorkspaceRole.Member, false, ProjectRole.Contributor)]
    [InlineData(Visibility.Workspace, WorkspaceRole.Member, true, ProjectRole.None)]
    [InlineData(Visibility.Public, WorkspaceRole.None, false, ProjectRole.Viewer)]
    [InlineData(Visibility.Public, WorkspaceRole.None, true, ProjectRole.Viewer)]
    public async Task Visibility_and_workspace_give_a_role(Visibility visibility, WorkspaceRole workspace, bool isService, ProjectRole expected)
    {
        var ada = await AddUserAsync("ada");
        var bob = await AddUserAsync("bob", isService);
        var project = await AddProjectAsync(ada, "titanic", visibility);
        await Catalog.SetWorkspaceMemberAsync(project.WorkspaceId, bob.Id, workspace, None);

        Assert.Equal(expected, await Catalog.GetRoleAsync(bob, project, None));
    }

    [Fact]
    public async Task An_administrator_owns_everything_and_a_stranger_reads_what_is_public()
    {
        var ada = await AddUserAsync("ada");
        var root = await AddUserAsync("root", isAdministrator: true);
        var hidden = await AddProjectAsync(ada, "hidden");
        var open = await AddProjectAsync(ada, "open", Visibility.Public);

        Assert.Equal(ProjectRole.Owner, await Catalog.GetRoleAsync(root, hidden, None));
        Assert.Equal(ProjectRole.None, await Catalog.GetRoleAsync(null, hidden, None));
        Assert.Equal(ProjectRole.Viewer, await Catalog.GetRoleAsync(null, open, None));
    }
}
