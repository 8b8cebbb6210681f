using System.Collections.Concurrent;

namespace Nereid.Client.Tests.Testing;

/// <summary>Keeps the diagnostics that a client told.</summary>
sealed class Heard
{
    readonly ConcurrentQueue<NereidDiagnostic> _all = new();

    public IReadOnlyList<NereidDiagnostic> All => [.. _all];

    public void Listen(NereidDiagnostic diagnostic) => _all.Enqueue(diagnostic);

    public IEnumerable<NereidDiagnostic> Of(NereidDiagnosticKind kind) => _all.Where(diagnostic => diagnostic.Kind == kind);
}
