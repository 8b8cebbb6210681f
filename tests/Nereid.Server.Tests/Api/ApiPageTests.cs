using System.Diagnostics;
using System.Text;
using Nereid.Testing;

namespace Nereid.Server.Tests.Api;

public class ApiPageTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task The_examples_of_the_page_work_as_they_stand()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root(), "docs", "api", "README.md"));
        var (_, token) = await api.Server.Credentials.CreateTokenAsync(api.Server.Administrator.Id, "page", null, CancellationToken.None);
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", Examples(page)]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NEREID_URL"] = api.Server.Address;
        start.Environment["NEREID_TOKEN"] = token;

        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        using var impatient = Eventually.Impatient();
        try
        {
            await shell.WaitForExitAsync(impatient.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            Assert.Fail($"The examples did not end:\n{await output}\n{await errors}");
        }

        Assert.True(shell.ExitCode == 0, $"exit {shell.ExitCode}\n{await output}\n{await errors}");
        Assert.Contains("\"rejections\":[]", await output, StringComparison.Ordinal);
        Assert.Contains("epoch 1 done", await output, StringComparison.Ordinal);
    }

    /// <summary>Every block marked as sh, one after the other in one shell.</summary>
    static string Examples(string page)
    {
        var script = new StringBuilder();
        foreach (var block in page.Split("```sh\n").Skip(1))
            script.Append(block[..block.IndexOf("```", StringComparison.Ordinal)]);
        return script.ToString();
    }
}
