using Derp.Kv.Runtime;
using Derp.Kv.Serialization;

namespace Derp.Kv.Conformance;

// Whose record it is: another method's is no answer, and no business of this one's.
public abstract partial class IdempotencyConformance
{
    private ValueTask<IdempotentResult<int>> CountAsync(string key, IdempotencyOptions? options = null, Func<CancellationToken, ValueTask<int>>? body = null) =>
        Store.IdempotentExecuteAsync(key, body ?? (static _ => throw new InvalidOperationException("The body ran.")), KvSerializers.Int32, keyPrefix: Prefix, options: options);

    [Fact]
    public async Task K10_I7_I10_A_record_of_another_type_is_refused_as_another_methods_and_stays_as_it_is()
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
        var claim = await Store.GetAsync(RecordKey(key));

        await AssertForeignAsync(() => CountAsync(key));
        Assert.Equal(claim, await Store.GetAsync(RecordKey(key)));
        gate.Open();
        await owner;
        var completed = await Store.GetAsync(RecordKey(key));
        await AssertForeignAsync(() => CountAsync(key));

        Assert.Equal(completed, await Store.GetAsync(RecordKey(key)));
        Assert.True((await ExecuteAsync(Store, key, NotAgain)).IsReplay);
    }

    [Fact]
    public async Task K10_Other_arguments_are_told_apart_from_another_method()
    {
        var key = NewName();
        await ExecuteAsync(Store, key, static _ => new("paid"), new() { Fingerprint = Bytes("5") });

        var reused = await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await ExecuteAsync(Store, key, NotAgain, new() { Fingerprint = Bytes("6") }));

        Assert.False(reused.IsAnotherMethod);
        Assert.Contains("other arguments", reused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task K10_Calls_of_two_names_do_not_answer_each_other()
    {
        var key = NewName();
        var (invoice, shipment) = (new IdempotencyOptions { Name = "Shop.CreateInvoice" }, new IdempotencyOptions { Name = "Shop.CreateShipment" });

        Assert.Equal(1, (await CountAsync(key, invoice, static _ => new(1))).Value);

        await AssertForeignAsync(() => CountAsync(key, shipment));
        await AssertForeignAsync(() => CountAsync(key));
        Assert.True((await CountAsync(key, invoice)).IsReplay);
    }

    [Fact]
    public async Task K10_Two_prefixes_are_two_spaces()
    {
        var id = NewName();

        Assert.True(await Store.ProcessOnceAsync(id, static _ => default, keyPrefix: "stripe"));
        Assert.True(await Store.ProcessOnceAsync(id, static _ => default, keyPrefix: "github"));
    }

    // Within one prefix marks and handled events are one space, and results another.
    [Fact]
    public async Task K10_A_result_is_no_processed_event_and_an_event_no_result()
    {
        var (id, other) = (NewName(), NewName());
        await ExecuteAsync(Store, id, static _ => new("paid"));
        await Store.AlreadyProcessedAsync(other, keyPrefix: Prefix);

        await AssertForeignAsync(() => Store.AlreadyProcessedAsync(id, keyPrefix: Prefix));
        await AssertForeignAsync(() => Store.ProcessOnceAsync(id, static _ => throw new InvalidOperationException("The handler ran."), keyPrefix: Prefix));
        await AssertForeignAsync(() => ExecuteAsync(Store, other, NotAgain));
    }

    [Fact]
    public async Task I23_Another_programs_mark_counts_as_processed()
    {
        var id = NewName();
        await Store.SetAsync(RecordKey(id), Bytes("1"), Minute);

        Assert.True(await Store.AlreadyProcessedAsync(id, keyPrefix: Prefix));
    }

    [Fact]
    public async Task I21_A_stored_null_of_a_type_that_has_none_now_is_an_error_and_never_the_default()
    {
        var key = NewName();
        await Store.IdempotentExecuteAsync(key, static _ => new ValueTask<int?>((int?)null), new NullableSerializer<int>(KvSerializers.Int32), keyPrefix: Prefix);

        await Assert.ThrowsAsync<KvSerializationException>(async () => await CountAsync(key));
    }

    // A wrapper's record covers its template as well.
    [Theory]
    [InlineData("create:{key}", "Shop.Shipment")]
    [InlineData("ship:{key}", "Shop.Invoice")]
    [InlineData("create:{key}", "void")]
    public async Task K10_A_wrapper_refuses_the_record_of_another_template_or_type(string template, string type)
    {
        var key = new OnceKey(NewName());
        var policy = new IdempotentPolicy { Ttl = Minute };
        var invoice = new IdempotentMethod<OnceKey, string?>("Tests.Invoice", "create:{key}", "Shop.Invoice", Utf8Serializer.Instance, policy);
        var other = new IdempotentMethod<OnceKey, string?>("Tests.Other", template, type, Utf8Serializer.Instance, policy);

        Assert.Equal("invoice", await invoice.InvokeAsync(Store, key, 0, static (_, _) => new("invoice"), default));

        await AssertForeignAsync(() => other.InvokeAsync(Store, key, 0, static (_, _) => throw new InvalidOperationException("The body ran."), default));
        Assert.Equal("invoice", await invoice.InvokeAsync(Store, key, 0, static (_, _) => throw new InvalidOperationException("The body ran again."), default));
    }

    // What the default prefixes of the helpers hold is nothing to a wrapper whose template says the same.
    [Fact]
    public async Task K10_Wrappers_and_helpers_have_spaces_of_their_own()
    {
        var name = NewName();
        var once = new IdempotentMethod<OnceKey, string?>("Tests.Pay", "origin-pay:{key}", "string", Utf8Serializer.Instance, new IdempotentPolicy { Ttl = Minute });

        Assert.Equal("of the wrapper", await once.InvokeAsync(Store, new OnceKey(name), 0, static (_, _) => new("of the wrapper"), default));
        Assert.Equal("of the helper", (await Store.IdempotentExecuteAsync($"origin-pay:{name}", static _ => new ValueTask<string?>("of the helper"), Utf8Serializer.Instance)).Value);

        Assert.True(await Store.ExistsAsync(Bytes($"derp:once:origin-pay:{name}")));
    }

    private static async Task AssertForeignAsync<T>(Func<ValueTask<T>> call)
    {
        var reused = await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await call());
        Assert.True(reused.IsAnotherMethod);
        Assert.Contains("belongs to another method", reused.Message, StringComparison.Ordinal);
    }

    private readonly struct OnceKey(string name) : Keys.IFingerprintedKey
    {
        public void WriteKey(ref Keys.KeyWriter writer)
        {
            writer.AppendLiteral("origin-pay:"u8);
            writer.Append(name);
        }

        public void WriteFingerprint(ref MessagePack.MessagePackWriter writer)
        {
        }
    }
}
