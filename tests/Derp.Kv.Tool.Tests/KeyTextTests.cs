using System.Text;
using Derp.Kv.Tool.Keys;

namespace Derp.Kv.Tool.Tests;

public class KeyTextTests
{
    [Theory]
    [InlineData("product:7:größe", "product:7:größe")]
    [InlineData("a b", "a b")]
    [InlineData(@"a\b", @"a\\b")]
    [InlineData("a\nb\t\0", @"a\x0ab\x09\x00")]
    [InlineData("\u001b[31mred\u001b]0;title\u0007", @"\x1b[31mred\x1b]0;title\x07")]
    [InlineData("\u009b31m", @"\xc2\x9b31m")]
    [InlineData("a\u202Eb\u200B", @"a\xe2\x80\xaeb\xe2\x80\x8b")]
    [InlineData("a\u2028b\u00a0", @"a\xe2\x80\xa8b\xc2\xa0")]
    [InlineData("日本語 🎫", "日本語 🎫")]
    public void What_a_terminal_would_act_upon_is_escaped(string key, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        Assert.Equal(text, KeyText.Of(bytes));
        Assert.Equal(bytes, KeyText.Parse(text));
    }

    [Fact]
    public void Every_key_has_one_text_and_comes_back_from_it()
    {
        var random = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            var key = new byte[random.Next(0, 24)];
            random.NextBytes(key);
            var text = KeyText.Of(key);
            Assert.DoesNotContain(text, char.IsControl);
            Assert.Equal(key, KeyText.Parse(text));
        }
    }

    [Theory]
    [InlineData(@"a\")]
    [InlineData(@"a\n")]
    [InlineData(@"\x1")]
    [InlineData(@"\xgg")]
    public void Another_backslash_is_refused(string text) => Assert.Throws<UsageException>(() => KeyText.Parse(text));
}
