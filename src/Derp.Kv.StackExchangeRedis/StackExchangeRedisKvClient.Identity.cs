using System.Net;
using Derp.Kv.Diagnostics;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// The server, for metrics.
public sealed partial class StackExchangeRedisKvClient
{
    private readonly DatabaseIdentity _identity;

    internal override DatabaseIdentity Database => _identity;

    private static DatabaseIdentity IdentityOf(ConfigurationOptions settings) => IdentityOf(settings.EndPoints, settings.DefaultDatabase ?? 0);

    private static DatabaseIdentity IdentityOf(IList<EndPoint> servers, int database) => (servers.Count == 1 ? servers[0] : null) switch
    {
        DnsEndPoint server => new(database, server.Host, server.Port),
        IPEndPoint server => new(database, server.Address.ToString(), server.Port),
        _ => new(database, null, 0),
    };
}
