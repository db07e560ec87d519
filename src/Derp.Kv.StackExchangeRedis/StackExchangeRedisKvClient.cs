using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// A client of a standalone Valkey or Redis server (7.0 or later) on StackExchange.Redis. One round trip an operation; a
/// command is never sent twice.
/// </summary>
/// <remarks>
/// The server's user needs, beside <c>ECHO</c> for the connection: <c>GET SET SETNX SETEX PSETEX MGET MSET UNLINK EXISTS PTTL
/// EXPIRE PEXPIRE INCR INCRBY SCAN PING EVAL EVALSHA TIME</c>. With <c>SETRANGE PUBLISH SUBSCRIBE</c> and the channel
/// <see cref="KvClientOptions.KeyPrefix"/> + <c>derp:notices</c> it is told of fills; without, waiters poll.
/// </remarks>
public sealed partial class StackExchangeRedisKvClient : KvClient
{
    private readonly Connection _connection;
    private readonly TimeSpan _replyTimeout;

    /// <summary>Creates a client with a connection of its own, opened by the first operation and closed by <see cref="KvClient.DisposeAsync"/>.</summary>
    /// <param name="configuration">
    /// <c>host:port</c> and options of StackExchange.Redis, comma-separated. Time-outs, heartbeat, backlog, retry and
    /// detail of exceptions are set by this client, from <see cref="KvClientOptions.OperationTimeout"/>.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">The string is empty or not valid, or an option is out of its range.</exception>
    public StackExchangeRedisKvClient(string configuration, KvClientOptions? options = null)
        : base(options)
    {
        var settings = ConnectionSettings.Parse(configuration, Options.OperationTimeout);
        _connection = new Connection(settings, Options.OperationTimeout, Options.TimeProvider);

        // The connection's own time-out holds, and knows whether the command was sent.
        _replyTimeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>Creates a client on a connection that the caller made and will dispose. Its settings stay as they are.</summary>
    /// <param name="connection">
    /// Best with <see cref="BacklogPolicy.FailFast"/>: with another policy a command whose caller has given up can still
    /// be executed after a reconnection.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="connection"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public StackExchangeRedisKvClient(IConnectionMultiplexer connection, KvClientOptions? options = null)
        : base(options)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = new Connection(connection, Options.OperationTimeout, Options.TimeProvider);
        _replyTimeout = Options.OperationTimeout;
    }

    /// <inheritdoc/>
    protected override async ValueTask ConnectCoreAsync(CancellationToken cancellationToken)
    {
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Reply(database.PingAsync(), cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (ServerErrors.CodeOf(e.Message) == "NOPERM")
        {
            // A refusal is an answer too: this user may not ping, but the server is there and knows him.
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeCoreAsync()
    {
        await UnsubscribeAsync().ConfigureAwait(false);
        await _connection.CloseAsync().ConfigureAwait(false);
        await base.DisposeCoreAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Exception MapError(Exception exception) => ErrorMapping.Map(exception);

    private Task<T> Reply<T>(Task<T> reply, CancellationToken cancellationToken) =>
        Replies.WaitAsync(reply, _replyTimeout, Options.TimeProvider, cancellationToken);

    // A caller who leaves early may reuse his memory while the command still waits for its turn on the socket.
    private byte[] Owned(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        !MayLeaveEarly(cancellationToken)
        && System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment)
        && segment is { Offset: 0, Array: { } array } && array.Length == segment.Count
            ? array
            : bytes.ToArray();

    private RedisKey Key(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => Owned(key, cancellationToken);

    private RedisValue Value(ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        MayLeaveEarly(cancellationToken) ? value.ToArray() : value;

    private bool MayLeaveEarly(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled || _replyTimeout != Timeout.InfiniteTimeSpan;

    private static long Milliseconds(TimeSpan ttl) => ttl.Ticks / TimeSpan.TicksPerMillisecond;
}
