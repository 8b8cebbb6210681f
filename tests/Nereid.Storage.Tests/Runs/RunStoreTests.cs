namespace Nereid.Storage.Tests.Runs;

public sealed class MemoryCreationTests : CreationContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class MemoryAttributeTests : AttributeContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class MemorySeriesTests : SeriesContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class MemoryLifeTests : LifeContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class MemoryQuestionTests : QuestionContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class EmbeddedCreationTests : CreationContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class EmbeddedAttributeTests : AttributeContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class EmbeddedSeriesTests : SeriesContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class EmbeddedLifeTests : LifeContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class EmbeddedQuestionTests : QuestionContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class ReopenedCreationTests : CreationContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

public sealed class ReopenedAttributeTests : AttributeContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

public sealed class ReopenedSeriesTests : SeriesContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

public sealed class ReopenedLifeTests : LifeContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

public sealed class ReopenedQuestionTests : QuestionContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}

public sealed class MemoryTableTests : TableContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new MemoryUnderTest());
}

public sealed class EmbeddedTableTests : TableContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open());
}

public sealed class ReopenedTableTests : TableContract
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(EmbeddedUnderTest.Open(restarts: true));
}
