using System.Collections.Concurrent;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Diagnostics;
using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

/// <summary>
/// A client of a Valkey server or cluster (7.2 or later) on Valkey.Glide, the official client library. One round trip per
/// operation; in a cluster one round trip per node for operations on several keys.
/// </summary>
/// <remarks>
/// The server's user needs <c>GET SET MGET MSET UNLINK EXISTS PTTL PEXPIRE INCR SCAN PING EVAL EVALSHA TIME</c>, in a cluster
/// also <c>CLUSTER</c>, besides the commands of the library's connections: <c>HELLO CLIENT INFO</c>, and <c>SELECT</c> for a database other than 0. With <c>SETRANGE PUBLISH
/// SUBSCRIBE</c> and the channel <see cref="KvClientOptions.KeyPrefix"/> + <c>derp:notices</c> it gets notifications of stored values; without these,
/// waiting calls poll. With <c>PUBLISH SUBSCRIBE</c> and the channel <see cref="KvClientOptions.KeyPrefix"/> + <c>derp:near</c> near caches get notifications of
/// invalidations.
/// </remarks>
public sealed partial class ValkeyClient : KvClient
{
    // A client whose last command is unanswered at disposal is kept until it is answered: collected
    // earlier, the library would be freed under the command.
    private static readonly ConcurrentDictionary<ValkeyClient, Task> s_closing = new();

    private readonly ValkeyConfig _config;
    private readonly DatabaseIdentity _identity;
    private readonly ChannelSource _source;
    private readonly CommandGate _gate = new(CommandGate.MostInFlight);

    /// <summary>Checks the configuration and creates the client. The first operation connects, or <see cref="KvClient.ConnectAsync"/>.</summary>
    /// <param name="config">The server and the login.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="config"/> is null.</exception>
    /// <exception cref="ArgumentException">A setting or an option is out of its range.</exception>
    public ValkeyClient(ValkeyConfig config, KvClientOptions? options = null)
        : this(config, options, CreateConnector())
    {
    }

    internal ValkeyClient(ValkeyConfig config, KvClientOptions? options, ICommandConnector connector)
        : base(options)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        _config = config;
        _identity = config.Addresses is [var server] ? new(config.Database, server.Host, server.Port) : new(config.Database, null, 0);
        _source = new ChannelSource(connector, config, Options.OperationTimeout, Options.TimeProvider);
    }

    internal override DatabaseIdentity Database => _identity;

    private bool IsCluster => _config.Mode == ValkeyMode.Cluster;

    /// <summary>
    /// Sets another password, after it was changed on the server. Later connections of this client log in with it; open
    /// ones stay, unless <paramref name="authenticateNow"/> is true.
    /// </summary>
    /// <param name="password">Not empty.</param>
    /// <param name="authenticateNow">Whether the open connections log in again now, which takes one round trip.</param>
    /// <param name="cancellationToken">Ends the wait; the password may be set all the same.</param>
    /// <exception cref="ArgumentException"><paramref name="password"/> is null or empty, or contains a null character.</exception>
    /// <exception cref="KvException">The server refused the password.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
    public async ValueTask UpdatePasswordAsync(string password, bool authenticateNow = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        if (password.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("The password must not contain a null character.", nameof(password));
        cancellationToken.ThrowIfCancellationRequested();
        _gate.ThrowIfClosed();
        if (_source.ChangePassword(password) is not { } attempt)
            return;

        var deadline = NewDeadline();
        try
        {
            var channel = await attempt.WaitAsync(deadline.Left, deadline.Time, cancellationToken).ConfigureAwait(false);
            await _gate.RunAsync(
                (channel, password, authenticateNow),
                static async state =>
                {
                    await state.channel.UpdatePasswordAsync(state.password, state.authenticateNow).ConfigureAwait(false);
                    return 0;
                },
                deadline,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (KvException or ObjectDisposedException) && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // A failed attempt with the old password needs no update; the next one uses the new one.
            if (!attempt.IsFaulted)
                throw CommandErrors.Map(e);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask ConnectCoreAsync(CancellationToken cancellationToken)
    {
        if (_config.LazyConnect)
            return;

        try
        {
            await SendAsync([Names.Ping], CommandRoute.Any, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (CommandErrors.IsForbidden(e))
        {
            // A refusal is an answer too: this user may not ping, but the server is up and the login is valid.
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeCoreAsync()
    {
        StopWatching();
        _gate.Close();
        var closing = CloseAsync();
        if (await Task.WhenAny(closing, Task.Delay(Options.OperationTimeout)).ConfigureAwait(false) == closing)
            await closing.ConfigureAwait(false);
        await base.DisposeCoreAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Exception MapError(Exception exception) => CommandErrors.Map(exception);

    private static partial ICommandConnector CreateConnector();

    private async Task CloseAsync()
    {
        s_closing.TryAdd(this, _gate.Drained);
        try
        {
            await _gate.Drained.ConfigureAwait(false);
            await _source.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            s_closing.TryRemove(this, out _);
        }
    }

    private Deadline NewDeadline() => new(Options.OperationTimeout, Options.TimeProvider);

    private ValueTask<object?> SendAsync(byte[][] command, CancellationToken cancellationToken) =>
        SendAsync(command, CommandRoute.ByKey, cancellationToken);

    private ValueTask<object?> SendAsync(byte[][] command, CommandRoute route, CancellationToken cancellationToken) =>
        SendAsync(command, route, NewDeadline(), cancellationToken);

    private async ValueTask<object?> SendAsync(byte[][] command, CommandRoute route, Deadline deadline, CancellationToken cancellationToken)
    {
        var channel = await _source.OpenAsync(deadline, cancellationToken).ConfigureAwait(false);
        return await _gate.RunAsync(
            (channel, command, route),
            static state => state.channel.ExecuteAsync(state.command, state.route),
            deadline,
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<object?[]> SendAllAsync(byte[][][] commands, CancellationToken cancellationToken)
    {
        var deadline = NewDeadline();
        var channel = await _source.OpenAsync(deadline, cancellationToken).ConfigureAwait(false);
        return await _gate.RunAsync(
            (channel, commands),
            static state => state.channel.ExecuteAllAsync(state.commands),
            deadline,
            cancellationToken).ConfigureAwait(false);
    }

    // By its digest; a server that does not know the script did nothing and gets its text, on the same route.
    private async ValueTask<object?> RunAsync(Script script, byte[][] keys, byte[][] arguments, CancellationToken cancellationToken)
    {
        var deadline = NewDeadline();
        try
        {
            return await SendAsync(ScriptCommand.ByDigest(script, keys, arguments), CommandRoute.ByKey, deadline, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (CommandErrors.IsUnknownScript(e))
        {
            return await SendAsync(ScriptCommand.ByText(script, keys, arguments), CommandRoute.ByKey, deadline, cancellationToken).ConfigureAwait(false);
        }
    }
}
