using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// A client of a Valkey or Redis server (7.0 or later) or cluster on StackExchange.Redis. One round trip per operation; a
/// command is never sent twice, and never to a replica.
/// </summary>
/// <remarks>
/// A client with its own connection opens a second one with the first lease or claim. Two threads per node read and write it, so
/// that leases and claims are renewed also while bodies block all threads of the pool. docs/security.md lists the ACL permissions
/// that each feature needs.
/// </remarks>
public sealed partial class StackExchangeRedisKvClient : KvClient
{
    // A replica returns an earlier state of its primary: a value that was invalidated, a claim that has expired.
    private const CommandFlags OnPrimary = CommandFlags.DemandMaster;

    private readonly Connection _connection;
    private readonly TimeSpan _replyTimeout;

    // The library adds the channel prefix of its settings to subscriptions, but not to scripts.
    private readonly byte[] _publishedChannel;
    private readonly byte[] _publishedNearChannel;

    /// <summary>Creates a client with its own connection, opened by the first operation and closed by <see cref="KvClient.DisposeAsync"/>.</summary>
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
        _identity = IdentityOf(settings);
        _renewals = RenewalsOf(settings, Options);
        (_publishedChannel, _publishedNearChannel) = Published(MultiplexerSettings.ChannelPrefix(settings));

        // The connection's own time-out applies, and knows whether the command was sent.
        _replyTimeout = Timeout.InfiniteTimeSpan;
        _reads = NewReads();
    }

    /// <summary>The same, with settings that a string cannot hold: a trusted authority, a client certificate, a password that changes.</summary>
    /// <param name="configuration">
    /// Copied, with the same exceptions as for a string. Only <see cref="ConfigurationOptions.User"/> and
    /// <see cref="ConfigurationOptions.Password"/> are read again for every connection: set them to their current values, or
    /// let its <see cref="ConfigurationOptions.Defaults"/> return them.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configuration"/> is null.</exception>
    /// <exception cref="ArgumentException">It names no server, or an option is out of its range.</exception>
    public StackExchangeRedisKvClient(ConfigurationOptions configuration, KvClientOptions? options = null)
        : base(options)
    {
        var settings = ConnectionSettings.Adopt(configuration, Options.OperationTimeout);
        _connection = new Connection(settings, Options.OperationTimeout, Options.TimeProvider);
        _identity = IdentityOf(settings);
        _renewals = RenewalsOf(settings, Options);
        (_publishedChannel, _publishedNearChannel) = Published(MultiplexerSettings.ChannelPrefix(settings));
        _replyTimeout = Timeout.InfiniteTimeSpan;
        _reads = NewReads();
    }

    /// <summary>Creates a client on a connection that the caller created and will dispose of. Its settings stay as they are.</summary>
    /// <param name="connection">
    /// Best with <see cref="BacklogPolicy.FailFast"/>. With another policy a command whose caller has stopped waiting can still
    /// be executed after a reconnection. While the server is down, each call then waits for its time-out until the circuit breaker
    /// opens. A warning is logged when the client is created.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="connection"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public StackExchangeRedisKvClient(IConnectionMultiplexer connection, KvClientOptions? options = null)
        : base(options)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = new Connection(connection, Options.OperationTimeout, Options.TimeProvider);
        _identity = IdentityOf(connection.GetEndPoints(configuredOnly: true), _connection.Database?.Database ?? 0);
        (_publishedChannel, _publishedNearChannel) = Published(MultiplexerSettings.ChannelPrefix(connection));
        var endsInTime = MultiplexerSettings.EndsInTime(connection, Options.OperationTimeout);
        _replyTimeout = endsInTime == true ? Timeout.InfiniteTimeSpan : Options.OperationTimeout;
        _reads = NewReads();
        if (endsInTime == false)
            Log.EndsCommandsLate(Options.OperationTimeout.TotalSeconds, (int)Options.OperationTimeout.TotalMilliseconds);
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
            // The library pings too, from time to time, and drops a connection whose ping is refused.
            throw new KvException("The server's user may not call PING (NOPERM), which its connections need. Allow +ping.");
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

    private ReadCombiner NewReads() => new(this, Background, Options.TimeProvider, Options.OperationTimeout);

    private ValueTask<T> Reply<T>(Task<T> reply, CancellationToken cancellationToken) =>
        Replies.WaitAsync(reply, _replyTimeout, Options.TimeProvider, cancellationToken);

    // A caller that stops waiting may reuse its memory while the command is still queued for the socket.
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
