using System.Text;
using Derp.Kv.Keys;

namespace Derp.Kv.Tests.Keys;

// K4: short text is looked at in one step, and no character, at no place, is taken for another.
public sealed class PlainTextTests
{
    [Fact]
    public void K4_Every_character_is_plain_or_not_at_each_place_of_each_length()
    {
        var destination = new byte[PlainText.MaxLength];
        var plain = new bool[char.MaxValue + 1];
        foreach (var c in PlainText.Characters)
            plain[c] = true;
        for (var length = 1; length <= PlainText.MaxLength; length++)
        {
            for (var place = 0; place < length; place++)
            {
                var text = new string('x', length).ToCharArray();
                for (var c = 0; c <= char.MaxValue; c++)
                {
                    text[place] = (char)c;
                    if (PlainText.TryWrite(text, destination.AsSpan(0, length)) != plain[c])
                        Assert.Fail($"U+{c:X4} at {place} of {length}.");
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1234567")]
    [InlineData("12345678")]
    [InlineData("ABCDefgh9")]
    [InlineData("SKU-000977")]
    [InlineData("0123456789-._~@")]
    [InlineData("0123456789-._~@+")]
    public void K4_Plain_text_is_written_as_it_is(string text)
    {
        var destination = new byte[text.Length];

        Assert.True(PlainText.TryWrite(text, destination));

        Assert.Equal(text, Encoding.ASCII.GetString(destination));
    }
}
