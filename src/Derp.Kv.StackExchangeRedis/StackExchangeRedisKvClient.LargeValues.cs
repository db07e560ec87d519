using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Scripts;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// A script copies each of its arguments twice: a large value goes ahead by a plain command, and the script renames it (StagedCommit).
public sealed partial class StackExchangeRedisKvClient
{
    /// <summary>From how many bytes on: those for which the server takes the argument of a plain command as it was read, without any copy.</summary>
    internal const int LeastStaged = 32 * 1024;

    private long _stagingRefusedAt; // 0: never.

    private bool IsStaged(ReadOnlyMemory<byte> value) => value.Length >= LeastStaged && !IsStagingRefused();

    // Both are sent before either is answered, so they take one round trip.
    private async ValueTask<bool> CommitStagedAsync(
        (Script Staged, Script Whole) scripts,
        ReadOnlyMemory<byte> key,
        ReadOnlyMemory<byte> leaseKey,
        LeaseToken token,
        ReadOnlyMemory<byte> value,
        RedisValue[] lifetimesAndChannel,
        CancellationToken cancellationToken)
    {
        _reads.Note(key.Span, value.Length);
        RedisKey[] keys = [Key(key, cancellationToken), Key(leaseKey, cancellationToken), LeaseKey.StagingOf(leaseKey.Span, token)];
        RedisValue owner = token.ToArray();
        var bytes = Value(value, cancellationToken);
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);

        // It stays for as long as the caller waits.
        var staging = database.ExecuteAsync("SET", [keys[2], bytes, "PX", Milliseconds(Options.OperationTimeout)], OnPrimary);
        Replies.ObserveFault(staging);
        var committing = RunAsync(scripts.Staged, keys, [owner, .. lifetimesAndChannel], static reply => (long)reply, cancellationToken);
        var outcome = await StagedCommit.EndAsync(staging, committing, IsForbidden).ConfigureAwait(false);
        if (outcome == StagedOutcome.Forbidden)
            Volatile.Write(ref _stagingRefusedAt, Options.TimeProvider.GetTimestamp());
        return outcome is StagedOutcome.NothingStaged or StagedOutcome.Forbidden
            ? await IsOneAsync(scripts.Whole, keys[..2], [owner, bytes, .. lifetimesAndChannel], cancellationToken).ConfigureAwait(false)
            : outcome == StagedOutcome.Stored;
    }

    private static bool IsForbidden(Exception refusal) => refusal is RedisServerException server && ServerErrors.CodeOf(server.Message) == "NOPERM";

    // Permissions are granted again, but not often.
    private bool IsStagingRefused() =>
        Volatile.Read(ref _stagingRefusedAt) is not 0 and var refused && Options.TimeProvider.GetElapsedTime(refused) < s_textsAfterRefusal;
}
