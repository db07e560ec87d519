using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Microsoft.Extensions.DependencyInjection;
using global::Valkey.Glide;

namespace Derp.Kv.Valkey.Glide.Tests;

public sealed class LibraryTests(SharedServer shared)
{
    private static readonly byte[] s_key = [0, 255, (byte)'\r', (byte)'\n', 128];

    [Fact]
    public async Task Missing_native_library_is_told_with_the_platforms_that_have_one()
    {
        Assert.SkipWhen(Native.IsLoaded, "The native library loads here.");
        await using var client = new ValkeyClient(new ValkeyConfig { Addresses = [ValkeyAddress.Parse(shared.Endpoint)] });
        foreach (var call in (Func<Task>[])[() => client.ConnectAsync().AsTask(), () => client.GetAsync(s_key).AsTask()])
        {
            var failure = await Assert.ThrowsAsync<KvException>(call);
            Assert.Contains("linux-x64", failure.Message, StringComparison.Ordinal);
            Assert.IsType<DllNotFoundException>(failure.InnerException);
        }
    }

    [Fact]
    public async Task Registered_client_is_this_one()
    {
        await using var provider = new ServiceCollection()
            .AddDerpKv(static kv => kv.UseValkey(new ValkeyConfig { Mode = ValkeyMode.Cluster }))
            .BuildServiceProvider();
        Assert.IsType<ValkeyClient>(provider.GetRequiredService<KvClient>());
    }

    [Fact]
    public async Task Librarys_client_is_there_between_connecting_and_the_end()
    {
        await using var unconnected = new ValkeyClient(new ValkeyConfig());
        Assert.Throws<InvalidOperationException>(() => unconnected.Client);
        await unconnected.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => unconnected.Client);

        await using var client = Native.Client(shared.Endpoint);
        await client.ConnectAsync();
        var glide = Assert.IsType<GlideClient>(client.Client);
        await client.SetAsync(s_key, s_key, TimeSpan.FromMinutes(1));
        Assert.Equal(s_key, (byte[]?)await glide.GetAsync((ValkeyKey)s_key));
    }

    [Fact]
    public async Task Wrong_password_is_told_and_a_changed_one_taken()
    {
        await using var server = await ValkeyServer.StartAsync("--requirepass", "right");
        await using var client = Native.Client(server.Endpoint, password: "wrong-hunter2");
        var refused = await Assert.ThrowsAsync<KvException>(async () => await client.ConnectAsync());
        Assert.Contains("password", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);

        await client.UpdatePasswordAsync("right");
        Assert.True(await Eventually.SucceedsAsync(() => client.SetNxAsync(s_key, s_key), refusedMeanwhile: true));
        await client.UpdatePasswordAsync("right", authenticateNow: true);
        Assert.Equal(s_key, await client.GetAsync(s_key));
    }

    [Fact]
    public async Task Unanswered_command_has_an_unknown_outcome_and_is_not_sent_again_R14()
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var client = Native.Client(server.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(1) });
        await client.IncrAsync(s_key);
        await server.CommandAsync("CLIENT", "PAUSE", "60000", "WRITE");
        foreach (var call in Enumerable.Range(0, 5).Select(_ => client.IncrAsync(s_key).AsTask()).ToArray())
            Assert.True((await Assert.ThrowsAsync<KvUnavailableException>(() => call)).OutcomeUnknown);
        await server.CommandAsync("CLIENT", "UNPAUSE");
        Assert.Equal(7, await Eventually.SucceedsAsync(() => client.IncrAsync(s_key)));
    }

    [Fact]
    public async Task Server_that_comes_back_is_found()
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var client = Native.Client(server.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(1) });
        await client.SetAsync(s_key, s_key);
        server.Kill();
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.GetAsync(s_key));
        await server.RestartAsync();
        Assert.Null(await Eventually.SucceedsAsync(() => client.GetAsync(s_key)));
        Assert.False(await client.CompareAndDeleteAsync(s_key, s_key));
    }

    [Fact]
    public async Task Client_that_ends_under_load_ends_its_calls_and_not_the_process()
    {
        for (var round = 0; round < 10; round++)
        {
            var client = Native.Client(shared.Endpoint);
            await client.ConnectAsync();
            var calls = Enumerable.Range(0, 200).Select(_ => client.SetAsync(s_key, s_key, TimeSpan.FromMinutes(1)).AsTask()).ToArray();
            await client.DisposeAsync();
            foreach (var call in calls)
                Assert.True(await Record.ExceptionAsync(() => call) is null or ObjectDisposedException or KvUnavailableException);
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.GetAsync(s_key));
        }
    }
}
