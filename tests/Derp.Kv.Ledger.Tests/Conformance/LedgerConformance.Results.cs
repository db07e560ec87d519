using System.Buffers;
using System.Text;
using Derp.Kv.Runtime;

namespace Derp.Kv.Ledger.Tests;

// Results, and how they are replayed.
public abstract partial class LedgerConformance
{
    [Fact]
    public async Task L1_Record_and_effect_are_committed_together()
    {
        var key = NewKey();
        await Ledger.ExecuteAsync(
            key,
            async (transaction, _) =>
            {
                await World.WriteAsync(transaction, key);

                // Neither is there for others before the body has returned.
                Assert.Equal(0, await World.CountAsync(key));
                Assert.Equal(0, await World.RowsAsync());
                return "done";
            },
            Text);

        Assert.Equal(1, await World.CountAsync(key));
        Assert.Equal(1, await World.RowsAsync());
    }

    [Fact]
    public async Task I1_I2_First_call_runs_and_the_second_replays_value_and_status()
    {
        var key = NewKey();
        var first = await Ledger.ExecuteAsync(key, Body(key, "paid"), Text, statusCode: 201);
        var second = await Ledger.ExecuteAsync(key, Body(key, "again"), Text, statusCode: 202);

        Assert.Equal(new IdempotentResult<string>("paid", 201, IsReplay: false), first);
        Assert.Equal(new IdempotentResult<string>("paid", 201, IsReplay: true), second);
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Fact]
    public async Task I2_Another_process_replays_too()
    {
        var key = NewKey();
        await RunAsync(key, "paid");

        Assert.Equal(new IdempotentResult<string>("paid", 200, IsReplay: true), await RunAsync(key, ledger: World.Another()));
    }

    [Fact]
    public async Task I3_L8_After_its_ttl_the_key_runs_again()
    {
        var key = NewKey();
        var ttl = TimeSpan.FromMilliseconds(50);
        await Ledger.ExecuteAsync(key, Body(key, "first"), Text, ttl: ttl);
        IdempotentResult<string> result = default;
        await Derp.Kv.Conformance.Eventually.HoldsAsync(
            async () => !(result = await Ledger.ExecuteAsync(key, Body(key, "second"), Text, ttl: TimeSpan.FromHours(1))).IsReplay,
            "The key never ran again.");

        Assert.Equal("second", result.Value);
        Assert.Equal("second", (await RunAsync(key)).Value);
        Assert.Equal(2, await World.CountAsync(key));
        Assert.Equal(1, await World.RowsAsync());
    }

    [Fact]
    public async Task L8_A_records_life_begins_when_its_body_has_ended()
    {
        var key = NewKey();
        var ttl = TimeSpan.FromSeconds(2);
        var began = DateTimeOffset.UtcNow;
        await Ledger.ExecuteAsync(
            key,
            async (transaction, _) =>
            {
                await World.WriteAsync(transaction, key);
                await Derp.Kv.Conformance.Eventually.HoldsAsync(() => Task.FromResult(DateTimeOffset.UtcNow - began > TimeSpan.FromMilliseconds(300)), "Time stands still.");
                return "done";
            },
            Text,
            ttl: ttl);

        var entry = await Ledger.FindAsync(Encoding.UTF8.GetBytes($"derp:idempotency:{key}"));
        Assert.True(entry!.Expires - entry.Created >= ttl + TimeSpan.FromMilliseconds(250), $"It lives {entry.Expires - entry.Created} from when its body began.");
    }

    [Fact]
    public async Task I13_Null_empty_and_no_result_replay_as_such()
    {
        var (nothing, empty, none) = (NewKey(), NewKey(), NewKey());
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(new IdempotentResult<string?>(null, 200, i > 0), await Ledger.ExecuteAsync<string?>(nothing, static (_, _) => new((string?)null), Text!));
            Assert.Equal(new IdempotentResult<string>("", 200, i > 0), await Ledger.ExecuteAsync(empty, static (_, _) => new(""), Text));
            Assert.Equal(new IdempotentResult<NoValue>(default, 200, i > 0), await Ledger.ExecuteAsync(none, static (_, _) => new(default(NoValue)), NoValue.Serializer));
        }
    }

    [Fact]
    public async Task Value_of_ten_megabytes_is_stored_and_replayed()
    {
        var ledger = World.Create(new KvLedgerOptions { Table = World.Table, MaxValueSize = 16 * 1024 * 1024 });
        var (key, value) = (NewKey(), new string('x', 10_000_000));

        Assert.Equal(value, (await ledger.ExecuteAsync(key, Body(key, value), Text)).Value);
        var replay = await ledger.ExecuteAsync(key, Body(key, "again"), Text);
        Assert.True(replay.IsReplay);
        Assert.Equal(value, replay.Value);
        Assert.Equal(value.Length, (await ledger.FindAsync(Encoding.UTF8.GetBytes($"derp:idempotency:{key}")))!.Size);
    }

    [Fact]
    public async Task I26_Result_that_is_too_large_is_returned_and_its_duplicate_gets_an_exception()
    {
        var ledger = World.Create(new KvLedgerOptions { Table = World.Table, MaxValueSize = 3 });
        var key = NewKey();

        Assert.Equal("four", (await ledger.ExecuteAsync(key, Body(key, "four"), Text)).Value);
        await Assert.ThrowsAsync<KvSerializationException>(async () => await ledger.ExecuteAsync(key, Body(key), Text));
        Assert.Equal(1, await World.CountAsync(key));
        Assert.False((await ledger.FindAsync(Encoding.UTF8.GetBytes($"derp:idempotency:{key}")))!.IsReplayable);
    }

    [Fact]
    public async Task I26_Result_that_cannot_be_serialized_is_returned_and_its_duplicate_gets_an_exception()
    {
        var key = NewKey();

        Assert.Equal("done", (await Ledger.ExecuteAsync(key, Body(key), new BrokenSerializer())).Value);
        await Assert.ThrowsAsync<KvSerializationException>(async () => await Ledger.ExecuteAsync(key, Body(key), new BrokenSerializer()));
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Fact]
    public async Task Event_is_handled_once()
    {
        var id = NewKey();
        async ValueTask HandleAsync(LedgerTransaction transaction, CancellationToken _) => await World.WriteAsync(transaction, id);

        Assert.True(await Ledger.ProcessOnceAsync(id, HandleAsync));
        Assert.False(await Ledger.ProcessOnceAsync(id, HandleAsync));
        Assert.Equal(1, await World.CountAsync(id));
    }

    [Fact]
    public async Task I24_Event_whose_handler_fails_is_handled_when_it_is_delivered_again()
    {
        var id = NewKey();
        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await Ledger.ProcessOnceAsync(id, async (transaction, _) =>
        {
            await World.WriteAsync(transaction, id);
            throw new InvalidTimeZoneException();
        }));

        Assert.Equal(0, await World.CountAsync(id));
        Assert.True(await Ledger.ProcessOnceAsync(id, async (transaction, _) => await World.WriteAsync(transaction, id)));
        Assert.Equal(1, await World.CountAsync(id));
    }

    private sealed class BrokenSerializer : IKvSerializer<string>
    {
        public void Serialize(IBufferWriter<byte> writer, string value) => throw new NotSupportedException();

        public string Deserialize(ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();
    }
}
