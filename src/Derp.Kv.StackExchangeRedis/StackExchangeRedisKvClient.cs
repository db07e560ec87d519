using Derp.Kv.Coordination;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// A client of a Valkey or Redis server (7.0 or later) or cluster on StackExchange.Redis. One round trip an operation; a
/// command is never sent twice, and never to a replica.
/// </summary>
/// <remarks>
/// A client that makes its connection itself makes another one with the first lease or claim, read and written by two threads a
/// node, so that these are renewed also while bodies block all threads of the pool. The rights that the server's user needs for each feature stand in docs/security.md.
/// </remarks>
public sealed partial class StackExchangeRedisKvClient : KvClient
{
    // A replica answers with what its primary was some time ago: with a value that was invalidated, a claim that is over.
    private const CommandFlags OnPrimary = CommandFlags.DemandMaster;

    private readonly Connection _connection;
    private readonly TimeSpan _replyTimeout;

    // The library puts a channel prefix of its settings before what it subscribes to, and knows nothing of scripts.
    private readonly byte[] _publishedChannel;
    private readonly byte[] _publishedNearChannel;

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
        _renewals = RenewalsOf(settings, Options);
        (_publishedChannel, _publishedNearChannel) = Published(MultiplexerSettings.ChannelPrefix(settings));

        // The connection's own time-out holds, and knows whether the command was sent.
        _replyTimeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>As with a string, for what a string cannot say: an authority to trust, a client's certificate, a password that changes.</summary>
    /// <param name="configuration">
    /// Copied, with the same exceptions as for a string. Only <see cref="ConfigurationOptions.User"/> and
    /// <see cref="ConfigurationOptions.Password"/> are read again for every connection: set them to what holds now, or
    /// let its <see cref="ConfigurationOptions.Defaults"/> find out.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configuration"/> is null.</exception>
    /// <exception cref="ArgumentException">It names no server, or an option is out of its range.</exception>
    public StackExchangeRedisKvClient(ConfigurationOptions configuration, KvClientOptions? options = null)
        : base(options)
    {
        var settings = ConnectionSettings.Adopt(configuration, Options.OperationTimeout);
        _connection = new Connection(settings, Options.OperationTimeout, Options.TimeProvider);
        _renewals = RenewalsOf(settings, Options);
        (_publishedChannel, _publishedNearChannel) = Published(MultiplexerSettings.ChannelPrefix(settings));
        _replyTimeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>Creates a client on a connection that the caller made and will dispose. Its settings stay as they are.</summary>
    /// <param name="connection">
    /// Best with <see cref="BacklogPolicy.FailFast"/>: with another policy a command whose caller has given up can still
    /// be executed after a reconnection, and while the server is away calls wait for a time-out each until the breaker
    /// opens. The log says so once, when the client is created.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="connection"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public StackExchangeRedisKvClient(IConnectionMultiplexer connection, KvClientOptions? options = null)
        : base(options)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = new Connection(connection, Options.OperationTimeout, Options.TimeProvider);
        (_publishedChannel, _publishedNearChannel) = Published(MultiplexerSettings.ChannelPrefix(connection));
        _replyTimeout = Options.OperationTimeout;
        if (MultiplexerSettings.QueuesCommands(connection))
            Log.QueuesCommands();
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
            // The library pings too, now and then, and drops a connection whose ping is refused.
            throw new KvException("The server's user may not PING (NOPERM), without which its connections do not last. Allow +ping.");
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeCoreAsync()
    {
        await UnsubscribeAsync().ConfigureAwait(false);
        if (_renewals is not null)
            await _renewals.CloseAsync().ConfigureAwait(false);
        await _connection.CloseAsync().ConfigureAwait(false);
        await base.DisposeCoreAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Exception MapError(Exception exception) => ErrorMapping.Map(exception);

    private ValueTask<T> Reply<T>(Task<T> reply, CancellationToken cancellationToken) =>
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

    private (byte[] Notices, byte[] Near) Published(byte[] prefix) => ([.. prefix, .. NoticeChannel], [.. prefix, .. NearChannel]);

    private static long Milliseconds(TimeSpan ttl) => ttl.Ticks / TimeSpan.TicksPerMillisecond;
}
