using System.Buffers;
using Derp.Kv.Serialization;
using MessagePack;
using MessagePack.Resolvers;

namespace Derp.Kv.Tests.Serialization;

/// <summary>One serializer of ours beside MessagePack for C#.</summary>
internal static class Formats
{
    public static byte[] Write<T>(this IKvSerializer<T> serializer, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        serializer.Serialize(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads from a buffer that belongs to someone else as soon as the value is there.</summary>
    public static T Read<T>(this IKvSerializer<T> serializer, byte[] bytes)
    {
        byte[] lent = [.. bytes];
        var value = serializer.Deserialize(lent);
        lent.AsSpan().Fill(0xC1);
        return value;
    }

    /// <summary>Written by both with the same bytes; read by each from the bytes of the other.</summary>
    public static void AssertCompatible<T>(IKvSerializer<T> serializer, IEnumerable<T> values)
    {
        foreach (var value in values)
        {
            foreach (var options in new[] { StandardResolver.Options, ContractlessStandardResolver.Options })
            {
                var ours = serializer.Write(value);
                Assert.Equal(MessagePackSerializer.Serialize(value, options, TestContext.Current.CancellationToken), ours);
                Assert.Equal(value, serializer.Read(ours));
                Assert.Equal(value, MessagePackSerializer.Deserialize<T>(ours, options, TestContext.Current.CancellationToken));
            }
        }
    }

    /// <summary>The same for values that have no equality of their own: what was read is compared by its bytes.</summary>
    public static void AssertCompatibleByBytes<T>(IKvSerializer<T> serializer, params T[] values)
    {
        foreach (var value in values)
        {
            var options = ContractlessStandardResolver.Options;
            var ours = serializer.Write(value);
            Assert.Equal(MessagePackSerializer.Serialize(value, options, TestContext.Current.CancellationToken), ours);
            Assert.Equal(ours, serializer.Write(serializer.Read(ours)));
            Assert.Equal(ours, MessagePackSerializer.Serialize(MessagePackSerializer.Deserialize<T>(ours, options, TestContext.Current.CancellationToken), options, TestContext.Current.CancellationToken));
        }
    }

    public static void AssertRefused<T>(IKvSerializer<T> serializer, ReadOnlyMemory<byte> bytes) =>
        Assert.Throws<KvSerializationException>(() => { serializer.Deserialize(bytes); });
}
