using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// Renewals: sent and read by the client's own thread, without a step in between that would need one of the pool.
public sealed partial class StackExchangeRedisKvClient
{
    internal override Answer SendRenewal(byte[] key, LeaseToken token, TimeSpan lease) =>
        _connection.Database is { } database
            ? Send(database, LeaseScripts.Renew, LeaseKey.Of(key), token.ToArray(), lease)
            : base.SendRenewal(key, token, lease);

    internal override Answer SendRenewal(byte[] key, byte[] record, TimeSpan lease) =>
        _connection.Database is { } database
            ? Send(database, CompareScripts.Expire, key, record, lease)
            : base.SendRenewal(key, record, lease);

    // As its text, which no server can fail to know.
    private ScriptAnswer Send(IDatabase database, Script script, byte[] key, byte[] owner, TimeSpan lease)
    {
        try
        {
            return new(this, database.ExecuteAsync("EVAL", AsText(script, [key], [owner, Milliseconds(Ttl.Normalize(lease))]), OnPrimary));
        }
#pragma warning disable CA1031 // It is thrown where the answer is read.
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
