using System.Buffers;
using Derp.Kv.Serialization;
using MessagePack;

namespace Derp.Kv.Tests.Serialization;

/// <summary>Whatever the bytes are, reading ends in a value or in one exception, within memory in proportion to them.</summary>
public class HostileBytesTests
{
    private static readonly MessagePackKvSerializer<Dictionary<string, List<(int, string, DateTime?, decimal)[]>>> s_deep =
        KvSerializers.Dictionary(
            KvSerializers.String,
            KvSerializers.List(KvSerializers.Array(KvSerializers.ValueTuple(
                KvSerializers.Int32, KvSerializers.String, KvSerializers.Nullable(KvSerializers.DateTime), KvSerializers.Decimal))));

    private static readonly byte[] s_sample = s_deep.Write(new()
    {
        ["a"] = [[(1, "x", DateTime.UnixEpoch, 1.5m), (-70_000, "y", null, 0)], []],
        ["b"] = null!,
    });

    [Fact]
    public void Truncation_at_every_offset_is_refused()
    {
        for (int length = 0; length < s_sample.Length; length++)
            Formats.AssertRefused(s_deep, s_sample.AsMemory(0, length));
        Formats.AssertRefused(s_deep, (byte[])[.. s_sample, 0]);
    }

    [Fact]
    public void Every_byte_in_every_place_ends_in_a_value_or_in_the_one_exception()
    {
        for (int place = 0; place < s_sample.Length; place++)
        {
            for (int other = 0; other < 256; other++)
            {
                var bytes = (byte[])s_sample.Clone();
                bytes[place] = (byte)other;
                try
                {
                    s_deep.Deserialize(bytes);
                }
                catch (KvSerializationException)
                {
                }
            }
        }
    }

    [Fact]
    public void Another_type_is_refused()
    {
        byte[][] others =
        [
            KvSerializers.Boolean.Write(true), KvSerializers.Int32.Write(5), KvSerializers.String.Write("s"), KvSerializers.Double.Write(1.5),
            KvSerializers.ByteArray.Write([1]), KvSerializers.DateTime.Write(DateTime.UnixEpoch), KvSerializers.Array(KvSerializers.Int32).Write([1]),
        ];
        foreach (var other in others)
            Formats.AssertRefused(s_deep, other);
        Formats.AssertRefused(KvSerializers.Int32, others[2]);
        Formats.AssertRefused(KvSerializers.Int32, KvSerializers.String.Write(null!));
        Formats.AssertRefused(KvSerializers.String, others[1]);
        Formats.AssertRefused(KvSerializers.Guid, others[4]);
        Formats.AssertRefused(KvSerializers.ReadOnlyMemory, KvSerializers.String.Write(null!));
        Formats.AssertRefused(KvSerializers.ValueTuple(KvSerializers.Int32, KvSerializers.Int32), others[6]);
    }

    [Theory]
    [InlineData(0xdd)]
    [InlineData(0xdf)]
    public void A_declared_length_reserves_no_memory_that_the_bytes_cannot_fill(byte header)
    {
        byte[] huge = [header, 0x7f, 0xff, 0xff, 0xff, 0x01];
        AssertRefusedWithin(100_000, KvSerializers.Array(KvSerializers.Guid), huge);
        AssertRefusedWithin(100_000, KvSerializers.List(KvSerializers.Guid), huge);
        AssertRefusedWithin(100_000, KvSerializers.Dictionary(KvSerializers.Int32, KvSerializers.Int32), huge);
    }

    [Fact]
    public void Lengths_that_a_large_payload_could_just_fill_are_not_believed_at_once()
    {
        // A million bytes back a declared length of a million: 16 MB of GUIDs if it were believed at each of two levels.
        var bytes = new byte[1_000_000];
        bytes[0] = 0xdd;
        BitConverter.TryWriteBytes(bytes.AsSpan(1), System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(999_000));
        bytes[5] = 0xc1;
        AssertRefusedWithin(400_000, KvSerializers.Array(KvSerializers.Guid), bytes);
        AssertRefusedWithin(400_000, KvSerializers.List(KvSerializers.Guid), bytes);
        AssertRefusedWithin(400_000, KvSerializers.Dictionary(KvSerializers.Guid, KvSerializers.Guid), bytes);
    }

    [Fact]
    public void Text_and_bytes_longer_than_the_payload_are_refused()
    {
        AssertRefusedWithin(100_000, KvSerializers.String, [0xdb, 0x7f, 0xff, 0xff, 0xff, 0x01]);
        AssertRefusedWithin(100_000, KvSerializers.ByteArray, [0xc6, 0x7f, 0xff, 0xff, 0xff, 0x01]);
        AssertRefusedWithin(100_000, KvSerializers.BigInteger, [0xc6, 0xff, 0xff, 0xff, 0xff, 0x01]);
    }

    [Fact]
    public void Nesting_is_bounded_on_both_sides()
    {
        var chain = new ChainSerializer();
        Assert.Equal(MessagePackNesting.MaxDepth, chain.Deserialize(chain.Write(Chain.Of(MessagePackNesting.MaxDepth))).Length);
        Assert.Throws<KvSerializationException>(() => chain.Write(Chain.Of(MessagePackNesting.MaxDepth + 1)));
        // The failure left nothing behind on this thread.
        Assert.Equal(MessagePackNesting.MaxDepth, chain.Deserialize(chain.Write(Chain.Of(MessagePackNesting.MaxDepth))).Length);

        var deep = Enumerable.Repeat((byte)0x91, 1_000_000).Append((byte)0xc0).ToArray();
        Formats.AssertRefused(chain, deep);
    }

    [Fact]
    public void A_value_that_contains_itself_cannot_be_written()
    {
        var ring = new Chain();
        ring.Next = ring;
        var exception = Assert.Throws<KvSerializationException>(() => new ChainSerializer().Write(ring));
        Assert.Contains("by the cycle Chain.Next.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x91)]
    [InlineData(0x81)]
    public void What_is_skipped_may_nest_as_deep_as_it_likes(byte opening)
    {
        var skipper = new SkippingSerializer();
        byte[] levels = opening == 0x81 ? [0x81, 0x01] : [0x91];
        byte[] bytes = [.. Enumerable.Repeat(levels, 1_000_000).SelectMany(l => l), 0xc0];
        Assert.Equal(0, skipper.Deserialize(bytes));
        Formats.AssertRefused(skipper, bytes.AsMemory(0, bytes.Length - 1));
    }

    [Fact]
    public void A_collection_that_changes_while_it_is_written_is_refused()
    {
        var items = new List<int> { 1, 2 };
        var meddler = new MeddlingSerializer(() => items.Add(3));
        Assert.ThrowsAny<Exception>(() => KvSerializers.List(meddler).Write(items));

        var map = new System.Collections.Concurrent.ConcurrentDictionary<int, int> { [1] = 1 };
        var grows = new MeddlingSerializer(() => { for (int i = 2; i < 50; i++) map[i] = i; });
        Assert.Throws<MessagePackSerializationException>(() => KvSerializers.ConcurrentDictionary(grows, grows).Write(map));
    }

    [Fact]
    public void No_value_is_in_the_message()
    {
        var failure = Assert.Throws<KvSerializationException>(() => KvSerializers.Guid.Deserialize(KvSerializers.String.Write("very-secret")));
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        failure = Assert.Throws<KvSerializationException>(() => KvSerializers.Dictionary(KvSerializers.String, KvSerializers.Int32).Deserialize((byte[])[0x82, 0xa6, .. "secret"u8, 0x01, 0xa6, .. "secret"u8, 0x02]));
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        failure = Assert.Throws<KvSerializationException>(() => KvSerializers.Version.Deserialize(KvSerializers.String.Write("secret")));
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    private static void AssertRefusedWithin<T>(long allocated, IKvSerializer<T> serializer, byte[] bytes)
    {
        Formats.AssertRefused(serializer, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Formats.AssertRefused(serializer, bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, allocated);
    }

    private sealed class Chain
    {
        public Chain? Next { get; set; }

        public int Length => 1 + (Next?.Length ?? 0);

        public static Chain Of(int length)
        {
            Chain? chain = null;
            for (int i = 0; i < length; i++)
                chain = new Chain { Next = chain };
            return chain!;
        }
    }

    private sealed class ChainSerializer : MessagePackKvSerializer<Chain>
    {
        public override void Write(ref MessagePackWriter writer, Chain? value)
        {
            if (value is null)
            {
                writer.WriteNil();
                return;
            }

            using var nesting = MessagePackNesting.Enter();
            writer.WriteArrayHeader(1);
            Write(ref writer, value.Next);
        }

        public override Chain Read(ref MessagePackReader reader)
        {
            if (reader.TryReadNil())
                return null!;

            reader.ReadArrayHeader();
            MessagePackNesting.Enter(ref reader);
            var next = Read(ref reader);
            MessagePackNesting.Leave(ref reader);
            return new Chain { Next = next };
        }
    }

    private sealed class SkippingSerializer : MessagePackKvSerializer<int>
    {
        public override void Write(ref MessagePackWriter writer, int value) => writer.Write(value);

        public override int Read(ref MessagePackReader reader)
        {
            MessagePackReading.Skip(ref reader);
            return 0;
        }
    }

    private sealed class MeddlingSerializer(Action meddle) : MessagePackKvSerializer<int>
    {
        public override void Write(ref MessagePackWriter writer, int value)
        {
            writer.Write(value);
            meddle();
        }

        public override int Read(ref MessagePackReader reader) => reader.ReadInt32();
    }
}
