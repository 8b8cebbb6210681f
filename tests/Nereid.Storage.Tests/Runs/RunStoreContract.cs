using Nereid.Domain;
using Nereid.Domain.Runs;

namespace Nereid.Storage.Tests.Runs;

/// <summary>What every run store promises, by topic: creation, attributes, series, questions, life. A backend joins by one subclass of each.</summary>
public abstract class RunStoreContract
{
    protected ProjectId Project { get; } = ProjectId.New();

    private protected abstract Task<StoreUnderTest> OpenAsync();

    protected static AttributePath Path(string text) => AttributePath.Of(text);

    protected static FloatPoint At(double step, double value, long unixMicros = 0) => new(Step.From(step), unixMicros, value);

    protected static FloatPoint Next(double value, long unixMicros = 0) => new(Step.Next, unixMicros, value);
}
