using Derp.Kv.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Conformance;

// The body fails, the caller leaves, the store fails.
public abstract partial class IdempotencyConformance
{
    [Fact]
    public async Task I11_An_exception_releases_the_key_and_keeps_its_type()
    {
        var key = NewName();

        await Assert.ThrowsAsync<FormatException>(async () => await ExecuteAsync(Store, key, _ => throw new FormatException()));

        Assert.Equal(new IdempotentResult<string?>("paid", 200, false), await ExecuteAsync(Store, key, _ => ValueTask.FromResult<string?>("paid")));
    }

    // Which overload a body without a result means is nobody's guess: it compiles.
    [Fact]
    public async Task I11_A_lambda_that_only_throws_needs_no_cast()
    {
        var key = NewName();

        await Assert.ThrowsAsync<FormatException>(async () => await Store.IdempotentExecuteAsync(key, static _ => throw new FormatException(), KvSerializers.Int32));
        await Assert.ThrowsAsync<FormatException>(async () => await Store.IdempotentExecuteAsync<int>(key, static _ => throw new FormatException(), KvSerializers.Int32, ttl: Minute));

        Assert.Equal(new IdempotentResult<int>(7, 200, false), await Store.IdempotentExecuteAsync(key, static _ => ValueTask.FromResult(7), KvSerializers.Int32));
        Assert.Equal(new IdempotentResult<int>(7, 200, true), await Store.IdempotentExecuteAsync(key, static _ => ValueTask.FromResult(new IdempotentResult<int>(8, 201)), KvSerializers.Int32));
    }

    [Fact]
    public async Task I11_If_the_release_fails_too_the_caller_still_sees_the_bodys_exception()
    {
        var client = OtherClient();
        client.Before = static operation => operation == "CompareAndDelete" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;

        var exception = await Assert.ThrowsAsync<FormatException>(async () => await ExecuteAsync(client, NewName(), Failing));

        Assert.Contains(nameof(Failing), exception.StackTrace, StringComparison.Ordinal);

        static ValueTask<string?> Failing(CancellationToken ct) => throw new FormatException();
    }

    [Theory]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(TimeoutException))]
    public async Task I11_After_an_unknown_outcome_the_claim_is_held_until_it_ends(Type type)
    {
        var key = NewName();
        var thrown = (Exception)Activator.CreateInstance(type)!;

        Assert.Same(thrown, await Record.ExceptionAsync(async () => await ExecuteAsync(Store, key, _ => throw thrown)));

        await Assert.ThrowsAsync<IdempotencyInFlightException>(async () =>
            await ExecuteAsync(Store, key, NotAgain, new() { InFlight = InFlightBehavior.Reject }));
    }

    [Fact]
    public async Task I17_After_the_body_has_started_the_callers_token_is_not_observed()
    {
        var key = NewName();
        using var leaving = new CancellationTokenSource();

        var result = await ExecuteAsync(Store, key, async ct =>
        {
            await leaving.CancelAsync();
            ct.ThrowIfCancellationRequested();
            return "paid";
        }, cancellationToken: leaving.Token);

        Assert.Equal("paid", result.Value);
        Assert.True((await ExecuteAsync(Store, key, NotAgain)).IsReplay);
    }

    [Fact]
    public async Task I18_A_caller_that_cancels_before_the_body_starts_leaves_no_claim()
    {
        var key = NewName();
        var client = OtherClient();
        using var leaving = new CancellationTokenSource();
        client.After = operation => operation == "SetNxGet" ? new ValueTask(leaving.CancelAsync()) : default;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await ExecuteAsync(client, key, NotAgain, cancellationToken: leaving.Token));

        await GoneAsync(RecordKey(key));
    }

    [Fact]
    public async Task I18_A_token_cancelled_on_entry_claims_nothing()
    {
        var client = OtherClient();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await ExecuteAsync(client, NewName(), NotAgain, cancellationToken: new CancellationToken(canceled: true)));

        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task I19_A_completion_that_cannot_be_stored_returns_the_result_and_sends_no_release()
    {
        var client = OtherClient();
        client.Before = static operation => operation == "CompareAndSet" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: true) : default;

        var result = await ExecuteAsync(client, NewName(), _ => ValueTask.FromResult<string?>("paid"));

        Assert.Equal(new IdempotentResult<string?>("paid", 200, false), result);
        Assert.Equal(["SetNxGet", "CompareAndSet"], client.Operations.Distinct());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I19_A_completion_is_tried_again_while_the_connection_comes_back(bool replyIsLost)
    {
        var name = NewName();
        var logs = new FakeLogCollector();
        var client = OtherClient(new() { LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs))) });
        var failures = 0;
        Func<string, ValueTask> fail = operation =>
            operation == "CompareAndSet" && ++failures <= 3 ? throw InterceptingKvClient.Unavailable(outcomeUnknown: true) : default;
        if (replyIsLost)
            client.After = fail;
        else
            client.Before = fail;

        Assert.False((await ExecuteAsync(client, name, _ => ValueTask.FromResult<string?>("paid"))).IsReplay);

        Assert.True((await ExecuteAsync(client, name, _ => throw new InvalidOperationException("The body ran again."))).IsReplay);
        Assert.Empty(logs.GetSnapshot());
    }

    [Fact]
    public async Task I19_A_librarys_exception_while_renewing_or_completing_takes_no_result_away()
    {
        var client = OtherClient();
        var renewing = new Gate();
        client.Before = operation =>
        {
            if (operation == "SetNxGet")
                return default;
            renewing.Open();
            throw new IOException("from a library");
        };

        var result = await ExecuteAsync(client, NewName(), async _ =>
        {
            await renewing.WaitAsync();
            return "paid";
        }, new() { LockTtl = s_short });

        Assert.Equal("paid", result.Value);
        Assert.DoesNotContain("CompareAndDelete", client.Operations);
    }

    [Fact]
    public async Task I20_While_the_store_is_down_the_body_does_not_run()
    {
        var client = OtherClient();
        client.TakeDown();

        await Assert.ThrowsAsync<KvUnavailableException>(async () => await ExecuteAsync(client, NewName(), NotAgain));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.AlreadyProcessedAsync(NewName()));
    }

    [Fact]
    public async Task I20_OnUnavailable_Run_opts_out()
    {
        var client = OtherClient();
        client.TakeDown();

        var result = await ExecuteAsync(client, NewName(), _ => ValueTask.FromResult<string?>("paid"), new() { OnUnavailable = IdempotencyUnavailable.Run });

        Assert.Equal(new IdempotentResult<string?>("paid", 200, false), result);
    }

    [Fact]
    public async Task I20_A_claim_whose_reply_was_lost_does_not_hold_off_the_retry()
    {
        var key = NewName();
        var client = OtherClient();
        client.After = static operation => operation == "SetNxGet" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: true) : default;

        await Assert.ThrowsAsync<KvUnavailableException>(async () => await ExecuteAsync(client, key, NotAgain));

        await GoneAsync(RecordKey(key));
    }
}
