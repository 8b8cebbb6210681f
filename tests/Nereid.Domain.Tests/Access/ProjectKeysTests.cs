using FsCheck;
using FsCheck.Fluent;
using Nereid.Domain.Access;

namespace Nereid.Domain.Tests.Access;

public sealed class ProjectKeysTests
{
    [Theory]
    [InlineData("titanic", "TITA")]
    [InlineData("my-project", "MYPR")]
    [InlineData("ab", "AB")]
    [InlineData("2024", "P202")]
    [InlineData("12345678901", "P123")]
    [InlineData("1234x", "1234X")]
    [InlineData("项目", "P")]
    public void A_key_is_the_start_of_the_name(string name, string key) => Assert.Equal(key, ProjectKeys.Derive(name, _ => false));

    [Fact]
    public void Every_name_gives_a_right_key_however_many_are_taken() =>
        Prop.ForAll<string?>(name =>
        {
            var taken = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < 50; i++)
            {
                var key = ProjectKeys.Derive(name ?? "", taken.Contains);
                Assert.Null(ProjectKeys.Fault(key));
                Assert.True(taken.Add(key));
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("A", true)]
    [InlineData("ABCDEFGHIJ", true)]
    [InlineData("9Z", true)]
    [InlineData("", false)]
    [InlineData("99", false)]
    [InlineData("a", false)]
    [InlineData("A-B", false)]
    [InlineData("Ä", false)]
    [InlineData("ABCDEFGHIJK", false)]
    public void A_key_has_one_to_ten_capitals_and_digits_with_a_letter(string key, bool isRight) =>
        Assert.Equal(isRight, ProjectKeys.Fault(key) is null);
}
