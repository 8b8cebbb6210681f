using System.Reflection;
using System.Runtime.CompilerServices;

namespace Nereid.Client.Tests;

/// <summary>What programs may build on changes only on purpose: the list beside this file is reviewed.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void The_public_surface_is_the_reviewed_one()
    {
        var surface = string.Join('\n', typeof(NereidRun).Assembly.GetExportedTypes()
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(type => Members(type).Select(member => $"{type.Name}: {member}").Prepend(type.FullName!))) + "\n";
        var file = Path.Combine(AppContext.BaseDirectory, "PublicSurface.txt");

        Assert.True(File.ReadAllText(file) == surface, $"The public surface changed. When that is wanted, PublicSurface.txt should be:\n{surface}");
    }

    static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(member => member is not MethodInfo { IsSpecialName: true } && member.GetCustomAttribute<CompilerGeneratedAttribute>() is null)
        .Select(member => member.ToString()!)
        .Order(StringComparer.Ordinal);
}
