using System.Globalization;
using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Servers;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

/// <summary>
/// The scripts themselves on a real server, with its clock in the test's hands: <c>TIME</c> is an argument, and each call is
/// a transaction, in which the server's time stands still, that first gives the key the lifetime it would have left.
/// </summary>
public sealed class ScriptPermitArithmetic(SharedServer shared) : PermitArithmeticConformance, IAsyncLifetime
{
    // An edge of every window that divides a day.
    private const long Epoch = 1_800_057_600_000_000;

    private readonly string _name = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    private readonly Dictionary<string, (byte[] Value, long Deadline)> _standing = [];
    private readonly Dictionary<string, long> _longestWindows = [];
    private ConnectionMultiplexer _connection = null!;

    public async ValueTask InitializeAsync() => _connection = await ConnectionMultiplexer.ConnectAsync(shared.Endpoint);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // The operator sets the clock, or a replica takes over whose clock is behind.
    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R2_R7_A_server_clock_set_back_an_hour_locks_out_for_two_windows_at_most_and_the_wait_is_exact(RateLimitAlgorithm algorithm)
    {
        var request = new PermitRequest(3, TimeSpan.FromMinutes(1), Cost: 2, Algorithm: algorithm);
        var now = TimeSpan.FromMinutes(90);
        Assert.True((await AcquireAsync("a", now, request)).Allowed);

        now = TimeSpan.FromMinutes(30.3);
        var wait = (await AcquireAsync("a", now, request)).RetryAfter!.Value;
        Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(2));
        Assert.False((await AcquireAsync("a", now + wait - TimeSpan.FromMilliseconds(1), request)).Allowed);
        Assert.True((await AcquireAsync("a", now + wait, request)).Allowed);
    }

    protected override async ValueTask<RateLimitResult> AcquireAsync(string counter, TimeSpan at, PermitRequest request)
    {
        request.Validate();
        LongestWindow(counter, request.WindowMilliseconds);
        var now = Epoch + (at.Ticks / TimeSpan.TicksPerMicrosecond);
        RedisKey key = Encoding.UTF8.GetBytes(_name + counter);
        var transaction = _connection.GetDatabase().CreateTransaction();
        List<Task> done = [transaction.KeyDeleteAsync(key)];
        if (_standing.Remove(counter, out var standing) && standing.Deadline > now / 1000)
            done.Add(transaction.StringSetAsync(key, standing.Value, TimeSpan.FromMilliseconds(standing.Deadline - (now / 1000))));
        var run = ScriptedPermit.RunAsync(transaction, key, request, now);
        var value = transaction.StringGetAsync(key);
        var left = transaction.ExecuteAsync("PTTL", key);
        done.Add(transaction.KeyDeleteAsync(key));
        Assert.True(await transaction.ExecuteAsync());
        await Task.WhenAll(done);

        if ((byte[]?)await value is { } kept)
        {
            // R6, after every call of the suite: of two settings in use at once, by the longer window.
            var life = (long)await left;
            Assert.InRange(life, 1, 2 * LongestWindow(counter, request.WindowMilliseconds));
            _standing[counter] = (kept, (now / 1000) + life);
        }

        return (await run).ToResult(request.Limit);
    }

    private long LongestWindow(string counter, long window) =>
        _longestWindows[counter] = Math.Max(window, _longestWindows.GetValueOrDefault(counter));
}
