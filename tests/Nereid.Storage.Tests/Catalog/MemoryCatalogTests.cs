using Nereid.Domain.Access;
using Nereid.Storage.Catalog;

namespace Nereid.Storage.Tests.Catalog;

public sealed class MemoryCatalogTests : CatalogContract
{
    protected override ICatalog Catalog { get; } = new MemoryCatalog(TimeProvider.System);
}

public sealed class MemoryCredentialStoreTests : CredentialStoreContract
{
    readonly MemoryCatalog _catalog = new(TimeProvider.System);

    protected override ICatalog Catalog => _catalog;

    protected override ICredentialStore Store { get; } = new MemoryCredentialStore();
}
