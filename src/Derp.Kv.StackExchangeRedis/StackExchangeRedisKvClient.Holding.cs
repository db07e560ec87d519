using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// Renewals: sent and read by the client's own thread, without a step that would need one of the pool. They have their own
// connection: one that is read by its own threads costs a single caller a third more time, and a renewal must not
// wait behind a large value.
public sealed partial class StackExchangeRedisKvClient
{
    private readonly Connection? _renewals;
    private volatile bool _isWithoutRenewals;

    internal override ValueTask ReadyToHoldAsync(TimeSpan atMost) =>
        _renewals is null or { Database: not null } ? default : OpenRenewalsAsync(_renewals, atMost);

    internal override Answer SendRenewal(byte[] key, LeaseToken token, TimeSpan lease, TimeSpan? staleIfError)
    {
        if (RenewalDatabase is not { } database)
            return base.SendRenewal(key, token, lease, staleIfError);
        return staleIfError is { } stale
            ? Send(database, RefreshScripts.Renew, [LeaseKey.Of(key), key], [token.ToArray(), Milliseconds(Ttl.Normalize(lease)), Milliseconds(Ttl.NormalizeStale(stale))])
            : Send(database, LeaseScripts.Renew, [LeaseKey.Of(key)], [token.ToArray(), Milliseconds(Ttl.Normalize(lease))]);
    }

    internal override Answer SendRenewal(byte[] key, byte[] record, TimeSpan lease) =>
        RenewalDatabase is { } database
            ? Send(database, CompareScripts.Expire, [key], [record, Milliseconds(Ttl.Normalize(lease))])
            : base.SendRenewal(key, record, lease);

    // If the one for renewals is down, or the server accepts no more connections, the other one works as long as the pool has threads.
    private IDatabase? RenewalDatabase =>
        _renewals?.Database is { Multiplexer.IsConnected: true } database ? database : _connection.Database;

    private static Connection? RenewalsOf(ConfigurationOptions settings, KvClientOptions options) =>
        ConnectionSettings.ForRenewals(settings) is { } renewals ? new Connection(renewals, options.OperationTimeout, options.TimeProvider) : null;

    // A failed attempt delays one body, once.
    private async ValueTask OpenRenewalsAsync(Connection renewals, TimeSpan atMost)
    {
        var opening = TryOpenAsync(renewals);
        if (_isWithoutRenewals)
            return;
        try
        {
            await opening.WaitAsync(atMost, Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _isWithoutRenewals = true;
        }
    }

    private async Task TryOpenAsync(Connection renewals)
    {
        try
        {
            await renewals.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            _isWithoutRenewals = false;
        }
        catch (Exception e) when (e is RedisException or KvException or TimeoutException or ObjectDisposedException)
        {
            _isWithoutRenewals = true;
        }
    }

    // As its text, which works on each server.
    private ScriptAnswer Send(IDatabase database, Script script, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return new(this, database.ExecuteAsync("EVAL", AsText(script, keys, arguments), OnPrimary));
        }
#pragma warning disable CA1031 // It is thrown when the answer is read.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new(this, Task.FromException<RedisResult>(e));
        }
    }

    private sealed class ScriptAnswer(StackExchangeRedisKvClient client, Task<RedisResult> reply) : Answer
    {
        private readonly Task<RedisResult> _reply = Observed(reply);

        public override Task Arrival => _reply;

        public override bool Read() => client.ReadAnswer(() => (long)_reply.GetAwaiter().GetResult() == 1);
    }
}
