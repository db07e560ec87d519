using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Tool.Output;
using StackExchange.Redis;

namespace Derp.Kv.Tool.Connecting;

/// <summary>A connection to the server, with the library's client on it: what both can do goes through the client, and so by its protocols.</summary>
internal sealed class Store : IAsyncDisposable
{
    private const int KeysPerPage = 1000;

    private readonly ConnectionMultiplexer _connection;

    private Store(ConnectionMultiplexer connection, StackExchangeRedisKvClient client)
    {
        _connection = connection;
        Client = client;
        Database = connection.GetDatabase();
    }

    public StackExchangeRedisKvClient Client { get; }

    public IDatabase Database { get; }

    /// <summary>Connects, and sees that the server answers.</summary>
    /// <exception cref="KvException">It does not, or refuses the user.</exception>
    /// <exception cref="RedisException">The same, as with all that does not go through <see cref="Client"/>.</exception>
    public static async Task<Store> OpenAsync(ServerAddress address, CancellationToken cancellationToken)
    {
        var settings = address.ToConfiguration();
        var connection = await ConnectionMultiplexer.ConnectAsync(settings).WaitAsync(cancellationToken).ConfigureAwait(false);
        var store = new Store(connection, new StackExchangeRedisKvClient(connection, new KvClientOptions { KeyPrefix = address.Prefix, OperationTimeout = address.Timeout }));
        try
        {
            await store.Client.ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (settings.User is { } user)
                await store.CheckUserAsync(user).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>All primaries: one, or those of a cluster.</summary>
    public async Task<IServer[]> PrimariesAsync(CancellationToken cancellationToken) => [.. await Client.PrimariesAsync(Database, cancellationToken).ConfigureAwait(false)];

    /// <summary>What is left of a key's life; null: it is not there.</summary>
    public async Task<Expiry?> LifeAsync(byte[] key) =>
        (long)await Database.ExecuteAsync("PTTL", [(RedisKey)key], CommandFlags.DemandMaster).ConfigureAwait(false) switch
        {
            -2 => null,
            -1 => new Expiry(null),
            var milliseconds => new Expiry(TimeSpan.FromMilliseconds(milliseconds)),
        };

    /// <summary>All keys of all primaries that match a glob, page by page, by <c>SCAN</c>. A key may come twice.</summary>
    /// <param name="pattern">As <c>SCAN … MATCH</c> reads it.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public async IAsyncEnumerable<ScanPage> ScanAsync(byte[] pattern, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var primaries = await PrimariesAsync(cancellationToken).ConfigureAwait(false);
        var (all, visited) = (0L, 0L);
        foreach (var server in primaries)
            all += await server.DatabaseSizeAsync(Database.Database).ConfigureAwait(false);
        foreach (var server in primaries)
        {
            var cursor = "0";
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                var asked = cursor;
                var reply = await server.ExecuteAsync(Database.Database, "SCAN", [asked, "MATCH", pattern, "COUNT", KeysPerPage]).ConfigureAwait(false);
                cursor = (string)reply[0]!;
                visited = Math.Min(all, visited + KeysPerPage);
                yield return new ScanPage((byte[][])reply[1]!, visited, all);
            }
            while (cursor != "0");
        }
    }

    // A server whose user "default" is open to all lets a connection continue as that one after it has refused its login.
    private async Task CheckUserAsync(string user)
    {
        try
        {
            if ((string?)await Database.ExecuteAsync("ACL", "WHOAMI").ConfigureAwait(false) != user)
                throw ServerErrors.RefusedLogin();
        }
        catch (RedisServerException)
        {
            // The user may not ask, so it is not the one that may do everything.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>A step of a scan.</summary>
/// <param name="Keys">Those that match.</param>
/// <param name="Visited">How many keys the scan has looked at so far, about.</param>
/// <param name="All">How many there are.</param>
internal sealed record ScanPage(byte[][] Keys, long Visited, long All);
