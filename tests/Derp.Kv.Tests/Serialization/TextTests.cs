using System.Text;
using CsCheck;
using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Serialization;

/// <summary>Text and addresses come back as they were, or are refused.</summary>
public class TextTests
{
    private static readonly string s_broken = "secret \ud800 text";

    [Fact]
    public void K11_Half_a_surrogate_pair_is_refused_wherever_it_stands()
    {
        foreach (var text in (string[])["\ud800", "\udc00", "\udc00\ud800", s_broken, "a\ud83d", new string('x', 40) + "\udfff", "\ud83d\ud83d\ude00"])
        {
            var exception = Assert.Throws<KvSerializationException>(() => KvSerializers.String.Write(text));
            Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        }

        Assert.Throws<KvSerializationException>(static () => KvSerializers.StringBuilder.Write(new StringBuilder(s_broken)));
        Assert.Throws<KvSerializationException>(static () => KvSerializers.Dictionary(KvSerializers.String, KvSerializers.Int32).Write(new() { [s_broken] = 1 }));
        Assert.Equal('\ud800', KvSerializers.Char.Read(KvSerializers.Char.Write('\ud800')));
    }

    [Fact]
    public void Text_of_every_length_and_script_is_the_library_s()
    {
        var texts = from unit in (string[])["a", "é", "€", "😀"]
                    from count in (int[])[1, 7, 8, 10, 11, 15, 16, 31, 32, 63, 64, 85, 86, 127, 128, 255, 256, 21_845, 21_846, 32_768, 65_535, 65_536]
                    select string.Concat(Enumerable.Repeat(unit, count));
        Formats.AssertCompatible(KvSerializers.String, texts);

        // Valid text alone: what the library makes of the rest is why ours refuses it.
        Gen.String.Where(static text => !HasHalf(text)).Sample(static text => Formats.AssertCompatible(KvSerializers.String, [text]), iter: 300, threads: 1);
    }

    [Theory]
    [InlineData("/a/b", UriKind.Relative)]
    [InlineData("//host/a", UriKind.Relative)]
    [InlineData("../x y", UriKind.Relative)]
    [InlineData("", UriKind.Relative)]
    [InlineData("?q=1", UriKind.Relative)]
    [InlineData("https://example.org/a?b=c#d", UriKind.Absolute)]
    [InlineData("file:///a/b", UriKind.Absolute)]
    [InlineData("mailto:ann@example.org", UriKind.Absolute)]
    public void K11_An_address_stays_relative_or_absolute(string text, UriKind kind)
    {
        var uri = new Uri(text, kind);

        var back = KvSerializers.Uri.Read(KvSerializers.Uri.Write(uri));

        Assert.Equal((uri.IsAbsoluteUri, uri.OriginalString), (back.IsAbsoluteUri, back.OriginalString));
    }

    [Fact]
    public void K11_A_file_by_its_path_stays_a_file()
    {
        // On Windows this is a path without a scheme.
        var uri = new Uri("/tmp/a b", UriKind.RelativeOrAbsolute);

        var back = KvSerializers.Uri.Read(KvSerializers.Uri.Write(uri));

        Assert.Equal(uri.IsAbsoluteUri, back.IsAbsoluteUri);
        Assert.Equal(uri, back);
    }

    private static bool HasHalf(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i])))
                return true;
        }

        return false;
    }
}
