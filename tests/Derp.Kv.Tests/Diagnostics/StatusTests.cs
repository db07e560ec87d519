using Derp.Kv.Conformance;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>What a client says of itself.</summary>
public sealed class StatusTests : IAsyncDisposable
{
    private readonly FakeLogCollector _logs = new();
    private readonly MemoryKvClient _store = new();

    private KvClientOptions Options(string prefix = "", bool cacheEnabled = true) => new()
    {
        KeyPrefix = prefix,
        CacheEnabled = cacheEnabled,
        LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs))),
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("shop/", false)]
    public async Task K10_A_client_of_a_shared_store_says_once_that_without_a_prefix_its_keys_are_everybodys(string prefix, bool isSaid)
    {
        await using var client = new InterceptingKvClient(_store, Options(prefix), isShared: true);
        await client.ConnectAsync();
        await client.SetAsync("a"u8.ToArray(), "1"u8.ToArray());

        Assert.Equal((isSaid, prefix), (client.GetStatus().SharesKeys, client.GetStatus().KeyPrefix));
        Assert.Equal(isSaid ? [(20, LogLevel.Information)] : [], _logs.GetSnapshot().Select(static line => (line.Id.Id, line.Level)));
        Assert.All(_logs.GetSnapshot(), static line => Assert.Contains("KvClientOptions.KeyPrefix", line.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task K10_Memory_is_shared_with_nobody()
    {
        await using var client = new MemoryKvClient(Options());

        Assert.False(client.GetStatus().SharesKeys);
        Assert.Empty(_logs.GetSnapshot());
    }

    [Fact]
    public async Task C28_Status_tells_of_an_open_breaker_and_does_not_change_afterwards()
    {
        await using var client = new InterceptingKvClient(_store, Options("shop/"));
        var before = client.GetStatus();
        client.TakeDown();
        for (var i = 0; i < 5; i++)
            await client.GuardedGetAsync("a"u8.ToArray(), static _ => new([1]), TimeSpan.FromMinutes(1));
        client.BringBack();

        Assert.Equal((false, true), (before.BreakerOpen, client.GetStatus().BreakerOpen));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Status_tells_whether_the_cache_is_on_also_after_disposal(bool isOn)
    {
        var client = new InterceptingKvClient(_store, Options("shop/", isOn));
        await client.DisposeAsync();

        Assert.Equal(isOn, client.GetStatus().CacheEnabled);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
