using System.Buffers;
using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Serialization;

public sealed class PooledBufferWriterTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 1000)]
    [InlineData(255, 20)]
    [InlineData(256, 20)]
    [InlineData(100_000, 40)]
    public void What_is_written_in_parts_is_there_as_a_whole(int part, int parts)
    {
        var (writer, expected) = (new PooledBufferWriter(), new ArrayBufferWriter<byte>());
        for (var i = 0; i < parts; i++)
        {
            var bytes = new byte[part];
            bytes.AsSpan().Fill((byte)i);
            expected.Write(bytes);
            writer.Write(bytes);
        }

        Assert.True(expected.WrittenSpan.SequenceEqual(writer.Written));
        writer.Return();
        Assert.Equal(0, writer.Written.Length);
    }

    [Fact]
    public void There_is_always_room_for_what_was_asked_and_never_none()
    {
        var writer = new PooledBufferWriter();
        Assert.NotEqual(0, writer.GetSpan().Length);
        Assert.InRange(writer.GetMemory(100_000).Length, 100_000, int.MaxValue);
        writer.Advance(writer.GetSpan().Length);
        Assert.NotEqual(0, writer.GetSpan().Length);
    }

    [Fact]
    public void What_there_was_no_room_for_cannot_be_announced()
    {
        var writer = new PooledBufferWriter();
        var room = writer.GetSpan(10).Length;
        Assert.Throws<InvalidOperationException>(() => writer.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetSpan(-1));
    }
}
