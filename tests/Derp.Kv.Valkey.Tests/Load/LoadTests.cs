using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Load;

/// <summary>
/// Full speed from a process of its own, whose memory and threads are nobody else's: a few seconds, or ten a feature
/// where <c>DERP_KV_LONG</c> is 1.
/// </summary>
public sealed class LoadTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Callers = 256;
    private static readonly int s_seconds = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 10 : 2;

    private ValkeyServer _server = null!;
    private WorkerProcess _worker = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _worker = await WorkerProcess.StartAsync(_server.Port, "load");
    }

    public async ValueTask DisposeAsync()
    {
        _worker?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("guarded")]
    [InlineData("idempotent")]
    [InlineData("processed")]
    [InlineData("limited")]
    [InlineData("invalidated")]
    public Task No_error_and_no_growth_with_256_callers(string feature) => RunAsync(feature, connections: 1, "none");

    [Fact]
    public Task No_error_and_no_growth_with_ten_times_the_connections() => RunAsync("guarded", connections: 10, "none");

    [Theory]
    [InlineData("same")]
    [InlineData("other")]
    public Task No_error_and_no_growth_with_values_of_10_MB_among_small_ones(string large) => RunAsync("guarded", connections: 1, large);

    private async Task RunAsync(string feature, int connections, string large)
    {
        var connectedBefore = await ConnectedAsync();
        var acceptedBefore = await AcceptedAsync();

        await _worker.SendAsync($"load {feature} {Callers} {connections} {s_seconds} {large}");
        var result = await _worker.ReadAsync(TimeSpan.FromSeconds((2 * s_seconds) + 60));
        output.WriteLine(result);

        Assert.True(Numbers(result, "calls")[0] > Callers);
        Assert.Equal([0], Numbers(result, "errors"));

        // The pool adds a few where cores are scarce; a thread a caller would be hundreds.
        Assert.True(Numbers(result, "threads") is [var threadsBefore, var threadsAfter] && threadsAfter <= threadsBefore + 32, result);

        // Buffers that have held large values are kept and used again, some of each size.
        var tolerable = large == "none" ? 16L << 20 : 160L << 20;
        Assert.True(Numbers(result, "heap") is [var heapBefore, var heapAfter] && heapAfter <= heapBefore + tolerable, result);

        // Three connections a client at most, for commands, notices and renewals: made once, and gone with it.
        var accepted = await AcceptedAsync() - acceptedBefore;
        Assert.InRange(accepted, connections, (3 * (connections + 1)) + 1);
        await Eventually.HoldsAsync(async () => await ConnectedAsync() <= connectedBefore, "Connections are left.");
    }

    private static long[] Numbers(string result, string name) =>
        [.. result.Split(' ').Single(word => word.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..]
            .Split(',').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    private async Task<long> ConnectedAsync() => long.Parse(await _server.InfoAsync("clients", "connected_clients"), CultureInfo.InvariantCulture);

    // Each look is a connection too, and counts itself.
    private async Task<long> AcceptedAsync() => long.Parse(await _server.InfoAsync("stats", "total_connections_received"), CultureInfo.InvariantCulture);
}
