namespace Nereid.Load.Benchmarks;

/// <summary>Something about the whole server that is measured several times.</summary>
interface IBenchmark
{
    /// <summary>One word, as given to ./bench.</summary>
    string Name { get; }

    string Description { get; }

    Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancel);
}

/// <summary>One figure and what each run of it gave.</summary>
/// <param name="Values">At least one.</param>
sealed record Measurement(string Name, string Unit, IReadOnlyList<double> Values);
