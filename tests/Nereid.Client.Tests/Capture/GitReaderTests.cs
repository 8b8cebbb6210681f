using Nereid.Client.Capture;
using Nereid.Testing;

namespace Nereid.Client.Tests.Capture;

public sealed class GitReaderTests
{
    [Fact]
    public async Task A_commit_is_read_with_branch_author_and_remotes()
    {
        using var repository = new GitRepository();
        await repository.CommitAsync("a subject\n\nand a body");
        await repository.RunAsync("remote", "add", "origin", "https://ada:secret@example.org/lab/probe.git");
        await repository.RunAsync("remote", "add", "other", "git@example.org:lab/probe.git");

        var git = await GitReader.ReadAsync(repository.Path, CancellationToken.None);

        Assert.NotNull(git);
        Assert.Equal(("a subject\n\nand a body", "Ada", "ada@example.org", "trunk", false), (git.Message, git.AuthorName, git.AuthorEmail, git.Branch, git.IsDirty));
        Assert.Equal(["https://example.org/lab/probe.git", "git@example.org:lab/probe.git"], git.Remotes);
    }

    [Fact]
    public async Task A_changed_file_makes_it_dirty()
    {
        using var repository = new GitRepository();
        await repository.CommitAsync("one");
        await File.WriteAllTextAsync(Path.Combine(repository.Path, "file.txt"), "changed");

        Assert.True((await GitReader.ReadAsync(repository.Path, CancellationToken.None))!.IsDirty);
    }

    [Fact]
    public async Task A_detached_head_has_no_branch()
    {
        using var repository = new GitRepository();
        await repository.CommitAsync("one");
        await repository.RunAsync("checkout", "--quiet", "--detach");

        Assert.Null((await GitReader.ReadAsync(repository.Path, CancellationToken.None))!.Branch);
    }

    [Fact]
    public async Task A_folder_outside_any_repository_has_no_commit()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(await GitReader.ReadAsync(folder.Path, CancellationToken.None));
        Assert.Null(await GitReader.ReadAsync(folder.File("missing"), CancellationToken.None));
    }
}
