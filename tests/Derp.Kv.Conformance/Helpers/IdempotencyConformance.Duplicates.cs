using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Conformance;

// A second call of the key: in flight, with other arguments, over a record that nobody can read.
public abstract partial class IdempotencyConformance
{
    [Fact]
    public async Task I7_I8_A_rejected_duplicate_fails_at_once_with_the_remaining_lease_and_changes_nothing()
    {
        var key = NewName();
        var (started, gate) = (new Gate(), new Gate());
        var owner = ExecuteAsync(Store, key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return "paid";
        }, new() { LockTtl = TimeSpan.FromSeconds(20) }).AsTask();
        await started.WaitAsync();
        var before = await Store.GetAsync(RecordKey(key));

        var inFlight = await Assert.ThrowsAsync<IdempotencyInFlightException>(async () =>
            await ExecuteAsync(OtherClient(), key, NotAgain, new() { InFlight = InFlightBehavior.Reject }));

        Assert.InRange(inFlight.RetryAfter, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(20));
        Assert.Equal(before, await Store.GetAsync(RecordKey(key)));
        gate.Open();
        Assert.Equal("paid", (await owner).Value);
    }

    [Fact]
    public async Task I8_A_waiting_duplicate_gives_up_at_its_time_out()
    {
        var key = NewName();
        var (started, gate) = (new Gate(), new Gate());
        var owner = ExecuteAsync(Store, key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return "paid";
        }).AsTask();
        await started.WaitAsync();

        await Assert.ThrowsAsync<IdempotencyInFlightException>(async () =>
            await ExecuteAsync(OtherClient(), key, NotAgain, new() { WaitTimeout = s_short }));

        gate.Open();
        await owner;
    }

    [Fact]
    public async Task I9_A_waiting_duplicate_whose_owner_fails_becomes_the_next_owner()
    {
        var key = NewName();
        var (started, gate, looked) = (new Gate(), new Gate(), new Gate());
        var other = OtherClient();
        other.After = _ =>
        {
            looked.Open();
            return default;
        };
        var owner = ExecuteAsync(Store, key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            throw new FormatException();
        }).AsTask();
        await started.WaitAsync();
        var duplicate = ExecuteAsync(other, key, _ => ValueTask.FromResult<string?>("paid by the second")).AsTask();
        await looked.WaitAsync();
        gate.Open();

        await Assert.ThrowsAsync<FormatException>(() => owner);
        Assert.Equal(new IdempotentResult<string?>("paid by the second", 200, false), await duplicate);
    }

    [Fact]
    public async Task I16_After_an_owner_that_died_a_duplicate_runs_once_its_claim_has_ended()
    {
        var key = NewName();
        await Store.SetNxGetAsync(RecordKey(key), IdempotencyRecord.InProgress(LeaseToken.Create(), default, s_origin), s_short);

        var result = await ExecuteAsync(Store, key, _ => ValueTask.FromResult<string?>("paid"));

        Assert.Equal(new IdempotentResult<string?>("paid", 200, false), result);
    }

    [Fact]
    public async Task I10_Another_fingerprint_is_refused_while_in_progress_and_once_completed()
    {
        var key = NewName();
        var (mine, other) = (new IdempotencyOptions { Fingerprint = Bytes("amount 5") }, new IdempotencyOptions { Fingerprint = Bytes("amount 6") });
        var (started, gate) = (new Gate(), new Gate());
        var owner = ExecuteAsync(Store, key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return "paid";
        }, mine).AsTask();
        await started.WaitAsync();

        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await ExecuteAsync(Store, key, NotAgain, other));
        gate.Open();
        await owner;
        var completed = await Store.GetAsync(RecordKey(key));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await ExecuteAsync(Store, key, NotAgain, other));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await ExecuteAsync(Store, key, NotAgain));

        Assert.Equal(completed, await Store.GetAsync(RecordKey(key)));
        Assert.Equal(new IdempotentResult<string?>("paid", 200, true), await ExecuteAsync(Store, key, NotAgain, mine));
    }

    [Fact]
    public async Task I7_A_late_owner_changes_nothing_of_its_successors_record()
    {
        var key = NewName();

        var first = await ExecuteAsync(WithoutRenewal(), key, async _ =>
        {
            await GoneAsync(RecordKey(key));
            await ExecuteAsync(OtherClient(), key, _ => ValueTask.FromResult<string?>("second"));
            return "first";
        }, new() { LockTtl = s_short });

        Assert.Equal(new IdempotentResult<string?>("first", 200, false), first);
        Assert.Equal(new IdempotentResult<string?>("second", 200, true), await ExecuteAsync(Store, key, NotAgain));
    }

    [Fact]
    public async Task I7_A_late_owner_that_fails_does_not_release_its_successors_claim()
    {
        var key = NewName();
        byte[]? successor = null;

        await Assert.ThrowsAsync<FormatException>(async () => await ExecuteAsync(WithoutRenewal(), key, async _ =>
        {
            await GoneAsync(RecordKey(key));
            successor = IdempotencyRecord.InProgress(LeaseToken.Create(), default, s_origin);
            Assert.Null(await Store.SetNxGetAsync(RecordKey(key), successor, Minute));
            throw new FormatException();
        }, new() { LockTtl = s_short }));

        Assert.Equal(successor, await Store.GetAsync(RecordKey(key)));
    }

    [Fact]
    public async Task I14_A_late_completion_is_stored_where_nobody_took_over()
    {
        var key = NewName();

        await ExecuteAsync(WithoutRenewal(), key, async _ =>
        {
            await GoneAsync(RecordKey(key));
            return "late";
        }, new() { LockTtl = s_short });

        Assert.Equal(new IdempotentResult<string?>("late", 200, true), await ExecuteAsync(Store, key, NotAgain));
    }

    [Fact]
    public async Task I14_A_body_longer_than_its_claim_keeps_it()
    {
        var key = NewName();
        var client = OtherClient();
        var renewed = new Gate();
        var renewals = 0;
        client.After = operation =>
        {
            if (operation == "CompareAndExpire" && ++renewals == 4)
                renewed.Open();
            return default;
        };

        await ExecuteAsync(client, key, async _ =>
        {
            await renewed.WaitAsync();
            await Assert.ThrowsAsync<IdempotencyInFlightException>(async () => await ExecuteAsync(Store, key, NotAgain, new() { InFlight = InFlightBehavior.Reject }));
            return "paid";
        }, new() { LockTtl = TimeSpan.FromMilliseconds(1500) });

        Assert.True((await ExecuteAsync(Store, key, NotAgain)).IsReplay);
    }

    [Fact]
    public async Task I14_When_the_claim_is_lost_the_bodys_token_fires()
    {
        var key = NewName();
        var fired = new Gate();

        await ExecuteAsync(Store, key, async ct =>
        {
            using var registration = ct.Register(fired.Open);
            await Store.DeleteAsync(RecordKey(key));
            await fired.WaitAsync();
            return "paid";
        }, new() { LockTtl = TimeSpan.FromMilliseconds(150) });
    }

    // A process that was suspended: its renewals come to nothing, and it does not know.
    private InterceptingKvClient WithoutRenewal()
    {
        var client = OtherClient();
        client.LoseRenewals = true;
        return client;
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a record of ours")]
    [InlineData("\u0002\u0009 a version that we know in a state that we do not")]
    public async Task I21_A_record_that_cannot_be_read_is_an_error_and_stays(string record)
    {
        var key = NewName();
        await Store.SetAsync(RecordKey(key), Encoding.UTF8.GetBytes(record), Minute);

        await Assert.ThrowsAsync<KvSerializationException>(async () => await ExecuteAsync(Store, key, NotAgain));

        Assert.Equal(Encoding.UTF8.GetBytes(record), await Store.GetAsync(RecordKey(key)));
    }

    [Fact]
    public async Task I21_A_stored_result_that_cannot_be_read_as_the_type_is_an_error()
    {
        var key = NewName();
        var claim = IdempotencyRecord.InProgress(LeaseToken.Create(), default, s_origin);
        await Store.SetAsync(RecordKey(key), IdempotencyRecord.Complete(claim, IdempotencyState.Completed, 200, Bytes(Utf8Serializer.Poison)), Minute);

        await Assert.ThrowsAsync<KvSerializationException>(async () => await ExecuteAsync(Store, key, NotAgain));
    }

    [Fact]
    public async Task I26_A_result_that_cannot_be_written_is_returned_and_a_duplicate_is_told_so()
    {
        var key = NewName();

        var first = await ExecuteAsync(Store, key, _ => ValueTask.FromResult<string?>(Utf8Serializer.Poison));

        Assert.Equal(Utf8Serializer.Poison, first.Value);
        await Assert.ThrowsAsync<KvSerializationException>(async () => await ExecuteAsync(Store, key, NotAgain));
    }

    [Fact]
    public async Task I26_A_result_over_the_size_limit_is_returned_and_a_duplicate_is_told_so()
    {
        var key = NewName();
        var client = OtherClient(new KvClientOptions { MaxValueSize = 100 });

        Assert.Equal(101, (await ExecuteAsync(client, key, _ => ValueTask.FromResult<string?>(new string('x', 101)))).Value!.Length);

        await Assert.ThrowsAsync<KvSerializationException>(async () => await ExecuteAsync(client, key, NotAgain));
    }
}
