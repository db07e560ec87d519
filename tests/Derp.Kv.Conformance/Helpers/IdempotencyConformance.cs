using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Conformance;

// Claim, run, complete, replay.
public abstract partial class IdempotencyConformance : HelperConformance
{
    private const string Prefix = "test:once";

    private static readonly RecordOrigin s_origin = RecordOrigin.Of("", StoredType.Of<string>());

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(80);

    private static byte[] RecordKey(string key) => Encoding.UTF8.GetBytes($"{Prefix}:{key}");

    private static ValueTask<IdempotentResult<string?>> ExecuteAsync(
        KvClient client,
        string key,
        Func<CancellationToken, ValueTask<string?>> body,
        IdempotencyOptions? options = null,
        TimeSpan? ttl = null,
        int status = 200,
        CancellationToken cancellationToken = default) =>
        client.IdempotentExecuteAsync(key, body, Utf8Serializer.Instance, status, ttl, Prefix, options, cancellationToken);

    private static ValueTask<string?> NotAgain(CancellationToken ct) => throw new InvalidOperationException("The body ran again.");

    [Fact]
    public async Task I1_I2_The_first_call_runs_the_body_and_a_later_one_replays_value_and_status()
    {
        var key = NewName();

        var first = await ExecuteAsync(Store, key, _ => ValueTask.FromResult<string?>("paid"), status: 201);
        var second = await ExecuteAsync(OtherClient(), key, NotAgain);

        Assert.Equal(new IdempotentResult<string?>("paid", 201, false), first);
        Assert.Equal(new IdempotentResult<string?>("paid", 201, true), second);
    }

    [Fact]
    public void K9_A_result_does_not_print_its_value() =>
        Assert.Equal("IdempotentResult { StatusCode = 201, IsReplay = True }", new IdempotentResult<string>("4111 1111 1111 1111", 201, true).ToString());

    [Fact]
    public async Task I3_After_its_lifetime_the_key_runs_again()
    {
        var key = NewName();

        await ExecuteAsync(Store, key, _ => ValueTask.FromResult<string?>("first"), ttl: s_short);
        await GoneAsync(RecordKey(key));

        Assert.Equal(new IdempotentResult<string?>("second", 200, false), await ExecuteAsync(Store, key, _ => ValueTask.FromResult<string?>("second")));
    }

    [Fact]
    public async Task I4_Sixty_four_concurrent_calls_over_two_clients_run_the_body_once()
    {
        var key = NewName();
        var clients = new[] { OtherClient(), OtherClient() };
        var (runs, started, gate) = (0, new Gate(), new Gate());
        var calls = Enumerable.Range(0, 64).Select(i => Task.Run(async () => await ExecuteAsync(clients[i % 2], key, async _ =>
        {
            Interlocked.Increment(ref runs);
            started.Open();
            await gate.WaitAsync();
            return "paid";
        }))).ToArray();
        await started.WaitAsync();
        gate.Open();

        var results = await Task.WhenAll(calls);

        Assert.Equal(1, runs);
        Assert.All(results, result => Assert.Equal("paid", result.Value));
        Assert.Single(results, result => !result.IsReplay);
    }

    [Fact]
    public async Task I5_A_first_call_is_claim_and_completion_and_a_replay_one_operation()
    {
        var key = NewName();
        var client = OtherClient();

        await ExecuteAsync(client, key, _ => ValueTask.FromResult<string?>("paid"));
        Assert.Equal(["SetNxGet", "CompareAndSet"], client.Operations);
        client.ClearOperations();
        await ExecuteAsync(client, key, NotAgain);

        Assert.Equal(["SetNxGet"], client.Operations);
    }

    [Fact]
    public async Task I6_A_resent_claim_recognises_itself()
    {
        var key = NewName();
        var client = OtherClient();
        client.ResendClaims = true;

        var result = await ExecuteAsync(client, key, _ => ValueTask.FromResult<string?>("paid"));

        Assert.Equal(new IdempotentResult<string?>("paid", 200, false), result);
    }

    [Fact]
    public async Task I6_A_body_that_changes_the_fingerprints_bytes_completes_the_claim_it_holds()
    {
        var key = NewName();
        var arguments = new byte[] { 1, 2, 3 };

        await ExecuteAsync(Store, key, _ =>
        {
            arguments[0] = 99;
            return ValueTask.FromResult<string?>("paid");
        }, new() { Fingerprint = arguments });

        Assert.True((await ExecuteAsync(Store, key, NotAgain, new() { Fingerprint = new byte[] { 1, 2, 3 } })).IsReplay);
    }

    [Fact]
    public async Task The_body_chooses_the_status_in_the_other_overload()
    {
        var key = NewName();

        await Store.IdempotentExecuteAsync(key, _ => ValueTask.FromResult(new IdempotentResult<string?>("created", 201)), Utf8Serializer.Instance, keyPrefix: Prefix);
        var replay = await Store.IdempotentExecuteAsync(key, NotAgainResult, Utf8Serializer.Instance, keyPrefix: Prefix);

        Assert.Equal(new IdempotentResult<string?>("created", 201, true), replay);

        static ValueTask<IdempotentResult<string?>> NotAgainResult(CancellationToken ct) => throw new InvalidOperationException("The body ran again.");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("with \0 and ÿ")]
    public async Task I13_Null_empty_and_binary_results_replay_as_such(string? value)
    {
        var key = NewName();

        await ExecuteAsync(Store, key, _ => ValueTask.FromResult(value));

        Assert.Equal(new IdempotentResult<string?>(value, 200, true), await ExecuteAsync(Store, key, NotAgain));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task I12_A_status_that_says_try_again_is_released(int status)
    {
        var key = NewName();

        await ExecuteAsync(Store, key, _ => ValueTask.FromResult<string?>("later"), status: status);

        Assert.False(await Store.ExistsAsync(RecordKey(key)));
    }

    [Fact]
    public async Task I12_ShouldStore_replaces_the_rule()
    {
        var (stored, released) = (NewName(), NewName());

        await ExecuteAsync(Store, stored, _ => ValueTask.FromResult<string?>("x"), new() { ShouldStore = static status => status == 500 }, status: 500);
        await ExecuteAsync(Store, released, _ => ValueTask.FromResult<string?>("x"), new() { ShouldStore = static status => status == 500 }, status: 200);

        Assert.True(await Store.ExistsAsync(RecordKey(stored)));
        Assert.False(await Store.ExistsAsync(RecordKey(released)));
    }

    [Fact]
    public async Task I15_A_record_in_progress_lives_no_longer_than_its_lease_and_a_result_its_own_lifetime()
    {
        var key = NewName();
        TimeSpan? inProgress = null;

        await ExecuteAsync(Store, key, async _ =>
        {
            inProgress = await Store.TtlAsync(RecordKey(key));
            return "paid";
        }, new() { LockTtl = TimeSpan.FromSeconds(20) }, ttl: TimeSpan.FromHours(2));

        Assert.InRange(inProgress!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(20));
        Assert.InRange((await Store.TtlAsync(RecordKey(key)))!.Value, TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task I25_A_missing_key_is_refused_and_nothing_is_claimed(string? key)
    {
        var client = OtherClient();

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await ExecuteAsync(client, key!, NotAgain));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await client.AlreadyProcessedAsync(key!));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await client.ProcessOnceAsync(key!, static _ => default));

        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task Wrong_arguments_are_refused_without_an_operation()
    {
        var client = OtherClient();
        var key = NewName();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await ExecuteAsync(client, key, NotAgain, status: 65536));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await ExecuteAsync(client, key, NotAgain, ttl: TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentException>(async () => await ExecuteAsync(client, key, NotAgain, new() { LockTtl = TimeSpan.Zero }));
        await Assert.ThrowsAsync<ArgumentException>(async () => await ExecuteAsync(client, key, NotAgain, new() { WaitTimeout = TimeSpan.FromTicks(-1) }));
        await Assert.ThrowsAsync<ArgumentException>(async () => await ExecuteAsync(client, "unpaired \ud800", NotAgain));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await client.IdempotentExecuteAsync<string?>(key, NotAgain, null!));
        Assert.Empty(client.Operations);
    }
}
