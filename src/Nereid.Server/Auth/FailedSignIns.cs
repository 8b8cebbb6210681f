using System.Collections.Concurrent;
using System.Net;

namespace Nereid.Server.Auth;

/// <summary>Slows down whoever tries credentials one after the other: after too many failures an address is refused for the rest of the minute.</summary>
/// <remarks>By the address of the connection; no header can change it. Safe for use from many threads.</remarks>
public sealed class FailedSignIns(TimeProvider time)
{
    /// <summary>A person who mistypes a token stays below this.</summary>
    public const int AllowedPerWindow = 10;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>More addresses than this at once are an attack from many sides; the memory of it must not grow without bound.</summary>
    const int RememberedAddresses = 10_000;

    readonly ConcurrentDictionary<IPAddress, Failures> _failures = new();

    readonly record struct Failures(DateTimeOffset Since, int Count);

    public bool IsBlocked(IPAddress? address) =>
        address is not null && _failures.TryGetValue(address, out var failures)
        && failures.Count >= AllowedPerWindow && time.GetUtcNow() - failures.Since < Window;

    public void Note(IPAddress? address)
    {
        if (address is null)
            return;
        if (_failures.Count >= RememberedAddresses)
            Forget();
        var now = time.GetUtcNow();
        _failures.AddOrUpdate(
            address, new Failures(now, 1), (_, old) => now - old.Since < Window ? old with { Count = old.Count + 1 } : new Failures(now, 1));
    }

    void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var entry in _failures.Where(entry => now - entry.Value.Since >= Window).ToList())
            _failures.TryRemove(entry);
        if (_failures.Count >= RememberedAddresses)
            _failures.Clear();
    }
}
