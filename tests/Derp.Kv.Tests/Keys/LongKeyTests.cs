using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Keys;

namespace Derp.Kv.Tests.Keys;

public sealed class LongKeyTests
{
    private static string Shorten(string key) => Encoding.UTF8.GetString(LongKey.Shorten(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void K5_A_key_of_512_bytes_stays_as_it_is()
    {
        var key = "product:" + new string('x', 504);

        Assert.Equal(key, Shorten(key));
    }

    [Fact]
    public void K5_A_longer_key_keeps_its_beginning_and_ends_in_a_hash()
    {
        var key = "product:" + new string('x', 505);
        var shortened = Shorten(key);

        Assert.Equal(512, shortened.Length);
        Assert.StartsWith("product:xxx", shortened, StringComparison.Ordinal);
        Assert.Matches("%h[0-9a-f]{64}$", shortened);
    }

    [Fact]
    public void K5_Keys_that_differ_anywhere_differ()
    {
        var keys = Enumerable.Range(0, 600).Select(i => new string('x', i) + "y" + new string('x', 599 - i)).ToArray();

        Assert.Equal(keys.Length, keys.Select(Shorten).Distinct().Count());
    }

    [Theory]
    [InlineData("🐎")]
    [InlineData("%uD800")]
    [InlineData("%3A")]
    public void K5_The_cut_splits_neither_a_character_nor_an_escape(string piece)
    {
        for (var shift = 0; shift < 6; shift++)
        {
            var key = new string('x', shift) + string.Concat(Enumerable.Repeat(piece, 200));
            var beginning = Shorten(key).Split("%h")[0];

            Assert.InRange(Encoding.UTF8.GetByteCount(beginning), 430, 446);
            Assert.Equal("", beginning[shift..].Replace(piece, "", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(440)]
    [InlineData(446)]
    [InlineData(600)]
    public void K5_K8_A_hash_tag_decides_the_slot_of_a_long_key_too(int position)
    {
        var key = new string('x', position) + "{tenant-7}" + new string('y', 600);
        var shortened = Encoding.UTF8.GetBytes(Shorten(key));

        Assert.Equal(HashSlot.Of("tenant-7"u8), HashSlot.Of(shortened));
        Assert.InRange(shortened.Length, 1, 512);
    }
}
