using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

// A large value is committed in two commands: what a server does with them, and what may happen between them.
public sealed class LargeValueTests : OwnServerTests
{
    private static readonly byte[] s_large = [.. Enumerable.Range(0, StackExchangeRedisKvClient.LeastStaged).Select(static i => (byte)i)];
    private static readonly byte[] s_small = s_large[1..];
    private static readonly string s_digest = Convert.ToHexStringLower(LeaseScripts.CommitStaged.Digest);

    private readonly LeaseToken _owner = LeaseToken.Create();

    private string Staging => Encoding.ASCII.GetString(LeaseKey.StagingOf(LeaseKey.Of(Key), _owner));

    [Fact]
    public async Task C15_Large_value_is_staged_and_renamed_and_a_smaller_one_is_given_to_the_script()
    {
        foreach (var (value, renames) in new[] { (s_large, 1L), (s_small, 0L) })
        {
            // The first commit of each kind goes by the script's text.
            await CommitAsync(Client, value);
            await Client.GetOrLeaseAsync(Key, _owner, Minute);
            await Server.ResetCommandStatsAsync();

            Assert.True(await Client.CommitLeaseAsync(Key, _owner, value, Minute));

            var commands = await Server.CommandStatsAsync();
            Assert.Equal((1L, 0L, renames, 1L), (commands["evalsha"], commands.GetValueOrDefault("eval"), commands.GetValueOrDefault("rename"), commands["set"]));
            await Client.InvalidateAsync(Key);
        }
    }

    // One round trip: the second command does not wait for the first one's answer.
    [Fact]
    public async Task C15_Both_commands_are_sent_before_the_first_is_answered()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = ConnectTo(proxy);
        await CommitAsync(client, s_large);
        await client.GetOrLeaseAsync(Key, _owner, Minute);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.OnCommand = command => OnCommit(command, seen.SetResult);
        await Server.CommandAsync("CLIENT", "PAUSE", "30000", "WRITE");

        var commit = client.CommitLeaseAsync(Key, _owner, s_large, Minute).AsTask();
        await seen.Task.WaitAsync(OperationTimeout);

        Assert.False(commit.IsCompleted);
        await Server.CommandAsync("CLIENT", "UNPAUSE");
        Assert.True(await commit);
    }

    [Fact]
    public async Task C20_Lease_that_is_lost_between_the_commands_stores_nothing_and_leaves_nothing()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = ConnectTo(proxy);
        await CommitAsync(client, s_large);
        await client.GetOrLeaseAsync(Key, _owner, Minute);
        proxy.OnCommand = command => OnCommit(command, () => Between("SET", "{key}%lock", "another owner's 1", "PX", "60000"));

        Assert.False(await client.CommitLeaseAsync(Key, _owner, s_large, Minute));

        Assert.Null(await Client.GetAsync(Key));
        Assert.Equal(0L, await Server.CommandAsync("EXISTS", Staging));
        Assert.Equal("another owner's 1", await Server.CommandAsync("GET", "{key}%lock"));
    }

    [Fact]
    public async Task C21_Invalidation_between_the_commands_leaves_nothing()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = ConnectTo(proxy);
        await CommitAsync(client, s_large);
        await client.GetOrLeaseAsync(Key, _owner, Minute);
        proxy.OnCommand = command => OnCommit(command, () => Between("DEL", "{key}%lock", "key"));

        Assert.False(await client.CommitLeaseAsync(Key, _owner, s_large, Minute));

        Assert.Equal(0L, await Server.CommandAsync("DBSIZE"));
    }

    [Fact]
    public async Task C20_Value_that_was_evicted_between_the_commands_is_given_to_the_script()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = ConnectTo(proxy);
        await CommitAsync(client, s_large);
        await client.GetOrLeaseAsync(Key, _owner, Minute);
        proxy.OnCommand = command => OnCommit(command, () => Between("DEL", Staging));

        Assert.True(await client.CommitLeaseAsync(Key, _owner, s_large, Minute));

        Assert.Equal(s_large, await Client.GetAsync(Key));
        Assert.Equal(1L, await Server.CommandAsync("DBSIZE"));
    }

    [Fact]
    public async Task C20_Script_that_the_server_has_forgotten_finds_the_staged_value_when_it_is_sent_again()
    {
        await CommitAsync(Client, s_large);
        await Client.GetOrLeaseAsync(Key, _owner, Minute);
        await Server.CommandAsync("SCRIPT", "FLUSH");
        await Server.ResetCommandStatsAsync();

        Assert.True(await Client.CommitLeaseAsync(Key, _owner, s_large, Minute));

        Assert.Equal(s_large, await Client.GetAsync(Key));
        Assert.Equal(1L, (await Server.CommandStatsAsync())["rename"]);
    }

    // A process that crashes after the first command.
    [Fact]
    public async Task C20_Staged_value_ends_by_itself_whatever_becomes_of_its_owner()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        await using var client = ConnectTo(proxy);
        await CommitAsync(client, s_large);
        await client.GetOrLeaseAsync(Key, _owner, Minute);
        proxy.OnCommand = command => OnCommit(command, () => Between("ECHO", "")) == Verdict.Pass && IsCommit(command) ? Verdict.Cut : Verdict.Pass;

        await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.CommitLeaseAsync(Key, _owner, s_large, Minute));

        Assert.InRange((long)(await Server.CommandAsync("PTTL", Staging))!, 1, (long)OperationTimeout.TotalMilliseconds);
        Assert.Null(await Client.GetAsync(Key));
    }

    [Fact]
    public async Task C26_Full_server_refuses_the_value_and_says_why()
    {
        await CommitAsync(Client, s_large);
        await Client.GetOrLeaseAsync(Key, _owner, Minute);
        await Server.CommandAsync("CONFIG", "SET", "maxmemory", "1");

        var refused = await Assert.ThrowsAsync<KvUnavailableException>(async () => await Client.CommitLeaseAsync(Key, _owner, s_large, Minute));

        Assert.False(refused.OutcomeUnknown);
        Assert.Contains("OOM", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await Server.CommandAsync("DBSIZE"));
        Assert.True(await Client.ReleaseLeaseAsync(Key, _owner));
    }

    // An operator's scan meets it like any other key.
    [Fact]
    public async Task W8_Staged_value_is_no_value_to_an_invalidation_by_prefix()
    {
        var key = "{acme}:product"u8.ToArray();
        var staging = LeaseKey.StagingOf(LeaseKey.Of(key), _owner);
        await Client.SetAsync(staging, s_small, Minute);
        await Client.SetAsync(key, Value, Minute);

        Assert.Equal(1, await Client.InvalidateByPrefixAsync("{acme}:"u8.ToArray()));

        Assert.True(await Client.ExistsAsync(staging));
    }

    private StackExchangeRedisKvClient ConnectTo(FaultProxy proxy) => new(proxy.Endpoint, new KvClientOptions { OperationTimeout = OperationTimeout });

    private async Task CommitAsync(StackExchangeRedisKvClient client, byte[] value)
    {
        Assert.True((await client.GetOrLeaseAsync(Key, _owner, Minute)).IsGranted);
        Assert.True(await client.CommitLeaseAsync(Key, _owner, value, Minute));
        Assert.Equal(value, await client.GetAsync(Key));
        await client.InvalidateAsync(Key);
    }

    private static bool IsCommit(RespCommand command) => command is { Name: "EVALSHA", Parts: [_, var digest, ..] } && digest == s_digest;

    private static Verdict OnCommit(RespCommand command, Action action)
    {
        if (IsCommit(command))
            action();
        return Verdict.Pass;
    }

    // The value has been sent; the server may not have executed it yet.
    private void Between(params string[] command)
    {
        Task.Run(async () =>
        {
            await using var connection = await RespConnection.OpenAsync(Server.Port);
            while (await connection.SendAsync("EXISTS", Staging) is not 1L)
                await Task.Yield();
            await connection.SendAsync(command);
        }).Wait(OperationTimeout);
    }
}
