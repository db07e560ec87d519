using Derp.Kv.Coordination;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;
using StackExchange.Redis;

namespace Derp.Kv.Tool.Connecting;

/// <summary>What the server says of a key, without its value.</summary>
/// <param name="Name">The key.</param>
/// <param name="Kind">Of what it holds.</param>
/// <param name="Expiry">When it ends.</param>
/// <param name="Size">Of its value.</param>
internal sealed record KeyFacts(KeyName Name, KeyKind Kind, Expiry Expiry, long Size)
{
    /// <summary>Asks for many keys at once; those that are gone by now are left out.</summary>
    public static async Task<IEnumerable<KeyFacts>> ReadAsync(Store store, IEnumerable<KeyName> names) =>
        (await Task.WhenAll(names.Select(name => ReadAsync(store, name))).ConfigureAwait(false)).OfType<KeyFacts>();

    /// <summary>Asks for one key; null: it is not there.</summary>
    public static async Task<KeyFacts?> ReadAsync(Store store, KeyName name)
    {
        var life = store.LifeAsync(name.Bytes);
        var start = StartAsync(store, name.Bytes);
        var size = SizeAsync(store, name.Bytes);
        return await life.ConfigureAwait(false) is { } expiry
            ? new KeyFacts(name, name.KindOf(await start.ConfigureAwait(false)), expiry, await size.ConfigureAwait(false))
            : null;
    }

    // Null: it holds no string.
    private static async Task<byte[]?> StartAsync(Store store, byte[] key)
    {
        try
        {
            return await store.Database.StringGetRangeAsync(key, 0, KeyName.Peek - 1, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (ServerErrors.CodeOf(e.Message) == "WRONGTYPE")
        {
            return null;
        }
    }

    private static async Task<long> SizeAsync(Store store, byte[] key)
    {
        try
        {
            return await store.Database.StringLengthAsync(key, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (ServerErrors.CodeOf(e.Message) == "WRONGTYPE")
        {
            return 0;
        }
    }
}
