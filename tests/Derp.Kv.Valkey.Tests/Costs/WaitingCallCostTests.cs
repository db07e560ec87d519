using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.Costs;

/// <summary>What a duplicate costs the server while it waits, by the server's own count.</summary>
public sealed class WaitingCallCostTests : OwnServerTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    public static TheoryData<string, int> Rights => new()
    {
        { "~* &* +@all", 5 },
        { "~* &* +@all -subscribe", 5 },
        { "~* resetchannels +@all", 5 },
    };

    [Theory]
    [MemberData(nameof(Rights))]
    public async Task I8_A_waiting_duplicate_sends_at_most_five_commands_in_its_first_second(string rights, int most)
    {
        await Server.CommandAsync(["ACL", "SETUSER", "waiting", "reset", "on", ">hunter2", .. rights.Split(' ')]);
        await using var waiting = new StackExchangeRedisKvClient($"{Server.Endpoint},user=waiting,password=hunter2");
        await waiting.ConnectAsync();
        var (started, ends) = (new Gate(), new Gate());
        var owner = ExecuteAsync(Client, async () =>
        {
            started.Open();
            await ends.WaitAsync();
        }).AsTask();
        await started.WaitAsync();
        await Server.ResetCommandStatsAsync();

        // It gives up after that second, and asks once more, how long the claim has left.
        await Assert.ThrowsAsync<IdempotencyInFlightException>(async () =>
            await ExecuteAsync(waiting, static () => throw new InvalidOperationException("The body ran again."), new IdempotencyOptions { WaitTimeout = s_second }));

        var statistics = await Server.CommandStatsAsync();
        var asked = statistics.GetValueOrDefault("eval") + statistics.GetValueOrDefault("evalsha") + 1;
        Assert.InRange(asked, 2, most);
        ends.Open();
        await owner;
    }

    [Fact]
    public async Task I8_A_waiting_duplicate_has_the_result_long_before_it_would_ask_again()
    {
        await using var waiting = new StackExchangeRedisKvClient(Server.Endpoint);
        await (waiting.Notices.TurnOn() ?? Task.CompletedTask);
        var least = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var (key, started, ends, completed) = ($"payment {i}", new Gate(), new Gate(), 0L);
            var owner = ExecuteAsync(Client, async () =>
            {
                started.Open();
                await ends.WaitAsync();
                completed = TimeProvider.System.GetTimestamp();
            }, key: key).AsTask();
            await started.WaitAsync();
            var duplicate = ExecuteAsync(waiting, static () => throw new InvalidOperationException("The body ran again."), key: key).AsTask();
            await Eventually.HoldsAsync(async () => (long)(await Server.CommandAsync("EXISTS", $"{{derp:idempotency:{key}}}%wait"))! == 1, "The duplicate should have left its mark.");

            ends.Open();
            Assert.True((await duplicate).IsReplay);
            least = TimeSpan.FromTicks(Math.Min(least.Ticks, TimeProvider.System.GetElapsedTime(completed).Ticks));
            await owner;
            Assert.Equal(0L, await Server.CommandAsync("EXISTS", $"{{derp:idempotency:{key}}}%wait"));
        }

        // The least of five: the machine may be busy. Without a notice it would be a half of a second.
        Assert.InRange(least, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task I8_A_call_for_which_nobody_waits_sends_not_a_byte_more_than_a_claim_and_a_comparison()
    {
        await Client.ProcessOnceAsync(Name(0), static _ => default);
        var completed = (await Client.GetAsync(EventKey(0)))!;
        var claim = completed[..IdempotencyRecord.InProgress(LeaseToken.Create(), default, default).Length];

        var sent = await BytesAsync(id => Client.ProcessOnceAsync(Name(id), static _ => default).AsTask(), first: 1);
        var plain = await BytesAsync(
            async id =>
            {
                Assert.Null(await Client.SetNxGetAsync(EventKey(id), claim, TimeSpan.FromSeconds(30)));
                Assert.True(await Client.CompareAndSetAsync(EventKey(id), claim, completed, TimeSpan.FromHours(24)));
            },
            first: 10_000);

        Assert.Equal(plain, sent);
        Assert.DoesNotContain("publish", await Server.CommandStatsAsync());
    }

    // The least of three: the client's heartbeat sends something now and then.
    private async Task<long> BytesAsync(Func<int, Task> call, int first)
    {
        var least = long.MaxValue;
        for (var batch = 0; batch < 3; batch++)
        {
            var before = await ReceivedAsync();
            for (var i = 0; i < 100; i++)
                await call(first++);
            least = Math.Min(least, await ReceivedAsync() - before);
        }

        return least;
    }

    private async Task<long> ReceivedAsync() =>
        long.Parse(await Server.InfoAsync("stats", "total_net_input_bytes"), System.Globalization.CultureInfo.InvariantCulture);

    // All of one length.
    private static string Name(int id) => id.ToString("D12", System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] EventKey(int id) => System.Text.Encoding.UTF8.GetBytes($"derp:webhook:{Name(id)}");

    private static ValueTask<IdempotentResult<string?>> ExecuteAsync(KvClient client, Func<Task> body, IdempotencyOptions? options = null, string key = "payment") =>
        client.IdempotentExecuteAsync<string?>(
            key,
            async _ =>
            {
                await body();
                return "paid";
            },
            Utf8Serializer.Instance,
            options: options);
}
