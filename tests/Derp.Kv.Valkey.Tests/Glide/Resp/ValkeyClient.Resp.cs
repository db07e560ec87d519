using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Tests.Glide.Resp;

namespace Derp.Kv.Valkey;

// In place of the part that knows the client library: the same client, on the wire itself.
public sealed partial class ValkeyClient
{
    private static partial ICommandConnector CreateConnector() => new RespConnector();
}
