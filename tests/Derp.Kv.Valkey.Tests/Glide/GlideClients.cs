namespace Derp.Kv.Valkey.Tests.Glide;

/// <summary>Clients of a server by its address, or of a cluster by several.</summary>
internal static class GlideClients
{
    public static ValkeyConfig ConfigOf(string endpoints)
    {
        ValkeyAddress[] addresses = [.. endpoints.Split(',').Select(ValkeyAddress.Parse)];
        return new ValkeyConfig { Addresses = addresses, Mode = addresses.Length > 1 ? ValkeyMode.Cluster : ValkeyMode.Standalone };
    }

    public static ValkeyClient Of(string endpoints, KvClientOptions? options = null) =>
        new(ConfigOf(endpoints), options ?? new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });

    public static async ValueTask<KvClient> ConnectAsync(string endpoints)
    {
        var client = Of(endpoints);
        await client.ConnectAsync();
        return client;
    }
}
