using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Nereid.Server.Options;

namespace Nereid.Server.Hosting;

/// <summary>Opens the port that the options name, and says under which address it can be reached.</summary>
public static class AddressBinding
{
    public static void Bind(KestrelServerOptions kestrel, AddressOptions listen)
    {
        // localhost means both loopback addresses, which cannot share a free port chosen by the system.
        if (listen is { Host: "localhost", Port: > 0 })
            kestrel.ListenLocalhost(listen.Port);
        else if (listen.Host == "*")
            kestrel.ListenAnyIP(listen.Port);
        else
            kestrel.Listen(listen.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(listen.Host), listen.Port);
    }

    /// <param name="bound">One of the addresses that the running server reports, with the port that it really has.</param>
    public static Uri Reachable(AddressOptions listen, Uri bound)
    {
        var host = listen.Host switch
        {
            "*" => Dns.GetHostName(),
            "localhost" => "localhost",
            _ => bound.Host,
        };
        return new UriBuilder(listen.Tls ? "https" : "http", host, bound.Port).Uri;
    }

    /// <summary>As <see cref="Reachable"/>, for a program on this machine.</summary>
    public static Uri Local(AddressOptions listen, Uri bound) =>
        listen.Host == "*" ? new UriBuilder(listen.Tls ? "https" : "http", "127.0.0.1", bound.Port).Uri : Reachable(listen, bound);
}
