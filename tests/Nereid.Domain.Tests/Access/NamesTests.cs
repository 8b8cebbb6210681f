using Nereid.Domain.Access;

namespace Nereid.Domain.Tests.Access;

public sealed class NamesTests
{
    [Theory]
    [InlineData("my_workspace")]
    [InlineData("Mixed-Case name")]
    [InlineData("项目")]
    [InlineData("실험 🙂")]
    [InlineData("..")]
    public void Ordinary_names_are_taken_as_they_are(string name) => Assert.Null(Names.Fault(name));

    [Theory]
    [InlineData("")]
    [InlineData(" lead")]
    [InlineData("trail\t")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("two\nlines")]
    [InlineData("nul\0")]
    [InlineData("para\u2029graph")]
    public void A_name_that_would_break_lists_addresses_or_logs_is_refused(string name) => Assert.NotNull(Names.Fault(name));

    /// <summary>Not inline data: an attribute cannot carry such a string.</summary>
    [Fact]
    public void A_name_with_half_a_character_is_refused()
    {
        Assert.Contains("U+D83D", Names.Fault("half\ud83d"), StringComparison.Ordinal);
        Assert.Contains("U+DE42", Names.Fault("\ude42half"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("Sign-In")]
    public void A_workspace_cannot_have_a_name_that_starts_addresses_of_the_server(string name)
    {
        Assert.NotNull(Names.WorkspaceFault(name));
        Assert.Null(Names.Fault(name));
        Assert.Null(Names.WorkspaceFault(name + "s2"));
    }

    [Fact]
    public void A_name_may_be_as_long_as_the_limit_and_no_longer()
    {
        Assert.Null(Names.Fault(new string('n', Limits.NameLength)));
        Assert.Contains("128", Names.Fault(new string('n', Limits.NameLength + 1)), StringComparison.Ordinal);
    }
}
