using System.Collections.Concurrent;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Channel;

namespace Derp.Kv.Valkey.Tests.Glide.Resp;

/// <summary>
/// A channel on the wire itself in place of the client library, whose native part is not everywhere: with its routes, its
/// exceptions and its way of handing out replies.
/// </summary>
internal sealed class RespChannel(ValkeyConfig config, string? password) : ICommandChannel
{
    private readonly ConcurrentDictionary<ValkeyAddress, RespPool> _pools = new();
    private readonly ValkeyAddress?[] _owners = new ValkeyAddress?[HashSlot.Count];
    private readonly ConcurrentBag<RespConnection> _subscriptions = [];
    private readonly ConcurrentDictionary<string, bool> _subscribed = new();
    private volatile string? _password = password;

    public bool IsDisposed { get; private set; }

    public Task OpenAsync() => PoolOf(config.Addresses[0]).SendAsync([]);

    public Task<object?> ExecuteAsync(byte[][] command, CommandRoute route)
    {
        // Copied before the first wait: the arguments are the caller's own.
        var text = Array.ConvertAll(command, Encoding.Latin1.GetString);
        return ExecuteAsync(text, route);
    }

    public Task<object?[]> ExecuteAllAsync(IReadOnlyList<byte[][]> commands)
    {
        var texts = commands.Select(static command => Array.ConvertAll(command, Encoding.Latin1.GetString)).ToArray();
        return ExecuteAllAsync(texts);
    }

    public async Task SubscribeAsync(byte[] name, Action<ReadOnlyMemory<byte>> onMessage)
    {
        var connection = await PoolOf(config.Addresses[0]).OpenAsync();
        _subscriptions.Add(connection);
        var channel = Encoding.Latin1.GetString(name);
        Reply(await connection.SendAsync("SUBSCRIBE", channel));
        _subscribed[channel] = true;
        _ = Task.Run(async () =>
        {
            try
            {
                while (await connection.ReadAsync() is object?[] message)
                    onMessage(Encoding.Latin1.GetBytes((string)message[2]!));
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or NotSupportedException)
            {
                // The end of the connection is that of the subscription.
            }

            _subscribed.TryRemove(channel, out _);
        });
    }

    public Task<bool> IsSubscribedAsync(byte[] name) => Task.FromResult(_subscribed.ContainsKey(Encoding.Latin1.GetString(name)));

    public async Task UpdatePasswordAsync(string password, bool authenticateNow)
    {
        _password = password;
        if (authenticateNow)
        {
            foreach (var pool in _pools.Values)
            {
                await pool.DisposeAsync();
                await SendAsync(pool, ["PING"]);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        foreach (var pool in _pools.Values)
            await pool.DisposeAsync();
        foreach (var connection in _subscriptions)
            await connection.DisposeAsync();
    }

    private async Task<object?> ExecuteAsync(string[] command, CommandRoute route)
    {
        if (config.Mode == ValkeyMode.Standalone)
            return await SendAsync(PoolOf(config.Addresses[0]), command);
        if (route.IsToPrimaries)
            return await ExecuteOnPrimariesAsync(command);
        if (route.Node is { } node)
            return await SendAsync(PoolOf(node), command);
        if (route.IsAny || SlotOf(command) is not { } slot)
            return await SendAsync(PoolOf(config.Addresses[Random.Shared.Next(config.Addresses.Count)]), command);

        for (var address = _owners[slot] ?? config.Addresses[0]; ;)
        {
            try
            {
                return await SendAsync(PoolOf(address), command);
            }
            catch (RequestException moved) when (moved.Message.Contains("- Moved: ", StringComparison.Ordinal))
            {
                _owners[slot] = address = ValkeyAddress.Parse(moved.Message.Split(' ')[^1]);
            }
        }
    }

    // As the library does it: the replies by the names of the nodes.
    private async Task<object?[]> ExecuteOnPrimariesAsync(string[] command)
    {
        var ranges = (object?[])(await SendAsync(PoolOf(config.Addresses[0]), ["CLUSTER", "SLOTS"]))!;
        var primaries = ranges.Select(static range => (object?[])((object?[])range!)[2]!).Select(static node => new ValkeyAddress(Encoding.Latin1.GetString((byte[])node[0]!), (int)(long)node[1]!)).Distinct();
        var replies = new List<object?>();
        foreach (var primary in primaries)
            replies.Add(new object?[] { $"{primary.Host}:{primary.Port}", await SendAsync(PoolOf(primary), command) });
        return [.. replies];
    }

    private async Task<object?[]> ExecuteAllAsync(string[][] commands)
    {
        if (config.Mode == ValkeyMode.Standalone)
            return Array.ConvertAll(await PoolOf(config.Addresses[0]).SendAsync(commands), Reply);

        var replies = new object?[commands.Length];
        for (var i = 0; i < replies.Length; i++)
            replies[i] = await ExecuteAsync(commands[i], CommandRoute.ByKey);
        return replies;
    }

    private static async Task<object?> SendAsync(RespPool pool, string[] command) => Reply((await pool.SendAsync([command]))[0]);

    private RespPool PoolOf(ValkeyAddress address) => _pools.GetOrAdd(address, _ => new RespPool(address, config, () => _password));

    private static int? SlotOf(string[] command)
    {
        var key = command[0] is "EVAL" or "EVALSHA" ? 3 : 1;
        return key < command.Length ? HashSlot.Of(Encoding.Latin1.GetBytes(command[key])) : null;
    }

    private static object? Reply(object? reply) => reply switch
    {
        string text => Encoding.Latin1.GetBytes(text),
        object?[] items => Array.ConvertAll(items, Reply),
        RespError error => throw new RequestException(CoreText.Of(error.Message)),
        _ => reply,
    };
}
