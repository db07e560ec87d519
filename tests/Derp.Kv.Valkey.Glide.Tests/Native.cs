using System.Runtime.InteropServices;
using Derp.Kv.Servers;
using global::Valkey.Glide;

namespace Derp.Kv.Valkey.Glide.Tests;

/// <summary>The library beneath Valkey.Glide, which is not on every platform. Tests that need it are skipped, with this reason, where it does not load.</summary>
internal static class Native
{
    private const string Name = "libglide_rs";

    public static bool IsLoaded { get; } = NativeLibrary.TryLoad(Name, typeof(BaseClient).Assembly, null, out _);

    public static void SkipWithout() => Assert.SkipUnless(IsLoaded, $"{Name} does not load on this platform: the client cannot be run here.");

    /// <summary>A client that has not connected.</summary>
    public static ValkeyClient Client(string endpoints, KvClientOptions? options = null, string? password = null)
    {
        SkipWithout();
        ValkeyAddress[] addresses = [.. endpoints.Split(',').Select(ValkeyAddress.Parse)];
        var config = new ValkeyConfig { Addresses = addresses, Mode = addresses.Length > 1 ? ValkeyMode.Cluster : ValkeyMode.Standalone, Password = password };
        return new ValkeyClient(config, options ?? new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });
    }

    /// <summary>A client that has connected.</summary>
    public static async ValueTask<KvClient> ConnectAsync(string endpoints)
    {
        var client = Client(endpoints);
        await client.ConnectAsync();
        return client;
    }

    public static async ValueTask<KvClient> ConnectAsync(SharedCluster shared)
    {
        SkipWithout();
        return await ConnectAsync((await shared.StartedAsync()).Endpoints);
    }
}
