using Nereid.Load.Clients;

namespace Nereid.Load.Benchmarks;

/// <summary>Fills projects with runs, as many 3.x clients at once would.</summary>
static class RunFiller
{
    const int Clients = 16;

    /// <param name="project">The name of a project of the workspace bench; it is made.</param>
    /// <param name="values">Puts the values of a run into its request.</param>
    /// <returns>The project's id.</returns>
    public static async Task<string> FillAsync(ServerUnderLoad server, string project, int runs, Action<int, ParameterBody> values, CancellationToken cancel)
    {
        using var own = new OwnClient(server.Address, server.Token);
        var id = await own.CreateProjectAsync(project, cancel);
        using var client = await Neptune3Client.SignInAsync(server.Address, server.Token, cancel);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            var body = new ParameterBody();
            while (Interlocked.Increment(ref next) is var run && run < runs)
            {
                // Access tokens live for some minutes.
                if (run % 10_000 == 0)
                    await client.SignInAsync(server.Token, cancel);
                await client.CreateAsync(new IngestBody($"bench/{project}", run, series: 0), cancel);
                body.Begin();
                values(run, body);
                await client.WriteAsync(body.For($"bench/{project}", run), body.Values, cancel);
            }
        }));
        return id;
    }
}
