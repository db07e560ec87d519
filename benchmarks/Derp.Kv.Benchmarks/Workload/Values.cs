using MessagePack;

namespace Derp.Kv.Benchmarks;

/// <summary>A record that is nearly all text.</summary>
[MessagePackObject]
public sealed record Page([property: Key(0)] int Number, [property: Key(1)] string Text);

/// <summary>What the bodies of <see cref="Grown"/> return: made once, so that making them is not measured.</summary>
internal static class Values
{
    private static readonly Dictionary<int, byte[]> s_bytes = [];
    private static readonly Dictionary<int, Page> s_pages = [];

    public static byte[] Bytes(int size)
    {
        if (!s_bytes.TryGetValue(size, out var bytes))
        {
            s_bytes[size] = bytes = new byte[size];
            new Random(size).NextBytes(bytes);
        }

        return bytes;
    }

    public static Page Page(int size)
    {
        if (!s_pages.TryGetValue(size, out var page))
            s_pages[size] = page = new(size, string.Create(size, 0, static (text, _) => Fill(text)));
        return page;
    }

    private static void Fill(Span<char> text)
    {
        const string words = "The quick brown fox jumps over the lazy dog. ";
        for (var i = 0; i < text.Length; i++)
            text[i] = words[i % words.Length];
    }
}
