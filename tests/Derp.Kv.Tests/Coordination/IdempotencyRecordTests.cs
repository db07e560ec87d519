using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Tests.Coordination;

/// <summary>What is made of the bytes under an idempotency key (I21): a record or none, and never an exception.</summary>
public class IdempotencyRecordTests
{
    private static readonly RecordOrigin s_origin = RecordOrigin.Of("pay:{id}", StoredType.Named("string"));

    private static byte[] InProgress() => IdempotencyRecord.InProgress(LeaseToken.Create(), Fingerprint.Of("5"u8), s_origin);

    public static TheoryData<byte, int> Sizes => new() { { 1, 42 }, { 2, 49 }, { 3, 44 }, { 4, 44 } };

    private static byte[] RecordIn(byte state) => state switch
    {
        1 => InProgress(),
        2 => IdempotencyRecord.Complete(InProgress(), IdempotencyState.Completed, 201, "value"u8),
        _ => IdempotencyRecord.Complete(InProgress(), (IdempotencyState)state, 201),
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void What_is_written_is_read(byte state, int size)
    {
        var bytes = RecordIn(state);

        Assert.Equal(size, bytes.Length);
        Assert.True(IdempotencyRecord.TryParse(bytes, out var record));
        Assert.Equal(((IdempotencyState)state, Fingerprint.Of("5"u8), s_origin), (record.State, record.Fingerprint, record.Origin));
        Assert.Equal(state == 1 ? 0 : 201, record.StatusCode);
        Assert.Equal(state == 2 ? "value"u8.ToArray() : [], record.Body.ToArray());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void I21_Each_other_length_of_a_record_without_a_body_is_none(byte state, int size)
    {
        var bytes = RecordIn(state);
        for (var length = 0; length < size; length++)
            Assert.Equal(state == 2 && length >= 44, IdempotencyRecord.TryParse(bytes[..length], out _));
        Assert.Equal(state == 2, IdempotencyRecord.TryParse([.. bytes, 0], out _));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void I21_Each_byte_in_each_value_is_a_record_or_none(byte state, int size)
    {
        for (var at = 0; at < size; at++)
        {
            for (var change = 1; change < 256; change++)
            {
                var bytes = RecordIn(state);
                bytes[at] ^= (byte)change;
                var isRecord = IdempotencyRecord.TryParse(bytes, out var record);

                if (at == 0)
                    Assert.False(isRecord);
                else if (at > 1)
                    Assert.True(isRecord);
                if (isRecord && at is >= 34 and < 42)
                    Assert.NotEqual(s_origin, record.Origin);
            }
        }
    }

    // Whole calls, over records of which one bit is wrong: whatever it is, nothing runs a second time.
    [Fact]
    public async Task I7_I21_K10_A_call_over_any_mutation_replays_or_is_refused_and_changes_nothing()
    {
        await using var client = new MemoryKvClient();
        var runs = 0;
        await ExecuteAsync();
        var key = "derp:idempotency:a"u8.ToArray();
        var stored = (await client.GetAsync(key))!;
        for (var bit = 0; bit < stored.Length * 8; bit++)
        {
            byte[] mutated = [.. stored];
            mutated[bit / 8] ^= (byte)(1 << (bit % 8));
            await client.SetAsync(key, mutated, TimeSpan.FromHours(1));

            var thrown = await Record.ExceptionAsync(ExecuteAsync);

            Assert.True(
                (bit / 8) switch
                {
                    0 => thrown is KvSerializationException,
                    1 => thrown is KvSerializationException or IdempotencyInFlightException or null,
                    < 18 => thrown is null,
                    < 34 => thrown is IdempotencyKeyReusedException { IsAnotherMethod: false },
                    < 42 => thrown is IdempotencyKeyReusedException { IsAnotherMethod: true },
                    _ => thrown is null,
                },
                $"bit {bit}: {thrown}");
            Assert.Equal(mutated, await client.GetAsync(key));
        }

        Assert.Equal(1, runs);

        async Task ExecuteAsync() => await client.IdempotentExecuteAsync(
            "a",
            _ =>
            {
                runs++;
                return new ValueTask<string?>("paid");
            },
            Utf8Serializer.Instance,
            options: new() { InFlight = InFlightBehavior.Reject, Fingerprint = "5"u8.ToArray() });
    }

    [Theory]
    [InlineData("pay:{id}", "string", "pay:{id", "}string")]
    [InlineData("pay:{id}", "string", "pay:{key}", "string")]
    [InlineData("", "void", "void", "")]
    public void K10_Template_and_type_are_framed(string template, string type, string otherTemplate, string otherType) =>
        Assert.NotEqual(RecordOrigin.Of(template, StoredType.Named(type)), RecordOrigin.Of(otherTemplate, StoredType.Named(otherType)));
}
