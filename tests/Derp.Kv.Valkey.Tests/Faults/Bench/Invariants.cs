using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Faults.Bench;

/// <summary>What holds after every fault, once server and network are back.</summary>
internal static class Invariants
{
    /// <summary>No lease and no claim of a test lives longer.</summary>
    private const long LongestLease = 10_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static async Task HoldAsync(FaultBench bench)
    {
        await bench.RestoreAsync();
        await EverythingEndsAsync(bench);
        await Eventually.HoldsAsync(async () => !await HasLeaseAsync(bench.Server), "A lease is left.");
        await Eventually.HoldsAsync(() => Task.FromResult(bench.Client.Flights.Count == 0), "A flight is left.");
        await Eventually.HoldsAsync(() => Task.FromResult(bench.Client.GetStatus() is { Flights: 0, Leases: 0, Claims: 0, Waiters: 0 }), "The status tells of something that is not there.");
        await Eventually.HoldsAsync(() => Task.FromResult(bench.Time.Timers == 0), "A timer is left.");
    }

    // I15: leases and claims end soon; values, results and counters end. A key may go between the list and the look.
    private static async Task EverythingEndsAsync(FaultBench bench)
    {
        await using var connection = await RespConnection.OpenAsync(bench.Server.Port);
        foreach (var key in await KeysAsync(bench.Server))
        {
            var value = await connection.SendAsync("GET", key);
            var left = (long)(await connection.SendAsync("PTTL", key))!;
            if (left == -2)
                continue;
            Assert.True(left >= 0, "A key without an end is left.");
            if (IsLease(key, value as string) || IsClaim(value as string))
                Assert.InRange(left, 0, LongestLease);
        }
    }

    private static async Task<string[]> KeysAsync(ValkeyServer server) =>
        [.. ((object?[])(await server.CommandAsync("KEYS", "*"))!).Cast<string>().Where(static key => !key.StartsWith("filler:", StringComparison.Ordinal))];

    private static async Task<bool> HasLeaseAsync(ValkeyServer server)
    {
        await using var connection = await RespConnection.OpenAsync(server.Port);
        foreach (var key in await KeysAsync(server))
        {
            if (IsLease(key, await connection.SendAsync("GET", key) as string))
                return true;
        }

        return false;
    }

    // Under the same name stands that a value is fresh, or that its body has failed.
    private static bool IsLease(string key, string? value) =>
        value is not null
        && (key.EndsWith("%lock", StringComparison.Ordinal) || key.EndsWith("%lock%", StringComparison.Ordinal))
        && KeyState.IsLease(System.Text.Encoding.Latin1.GetBytes(value));

    private static bool IsClaim(string? value) =>
        value is not null
        && IdempotencyRecord.TryParse(System.Text.Encoding.Latin1.GetBytes(value), out var record)
        && record.State == IdempotencyState.InProgress;
}
