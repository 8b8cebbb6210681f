using System.Reflection;
using System.Text.RegularExpressions;
using Nereid.Server.Api;

namespace Nereid.Server.Tests.Api;

public partial class ProblemPageTests
{
    [Fact]
    public async Task Every_kind_of_problem_has_one_row_and_every_row_a_kind()
    {
        var root = Repository.Root();
        var page = await File.ReadAllTextAsync(Path.Combine(root, "docs", "problems.md"));

        var rows = Row().Matches(page).Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal);

        Assert.Equal(InCode(root).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), rows);
    }

    [Fact]
    public async Task The_page_says_the_status_that_the_api_answers_with()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root(), "docs", "problems.md"));

        foreach (var kind in Kinds())
            Assert.Contains($"| `/problems/{kind.Name}` | {kind.Status} |", page, StringComparison.Ordinal);
    }

    static IEnumerable<ProblemKind> Kinds() => typeof(ProblemKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (ProblemKind)field.GetValue(null)!);

    /// <summary>Those of the API, and those that the guards before it write out in full.</summary>
    static IEnumerable<string> InCode(string root) => Kinds().Select(kind => kind.Name).Concat(
        Directory.EnumerateFiles(Path.Combine(root, "src", "Nereid.Server"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Written().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)));

    [GeneratedRegex("^\\| `/problems/(?<name>[a-z-]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("\"/problems/(?<name>[a-z-]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();
}
