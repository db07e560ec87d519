using Derp.Kv.Coordination;

namespace Derp.Kv.Valkey.Commands;

/// <summary>One step of a scan: the cursor for the next one, and the keys of this one, which may repeat earlier ones.</summary>
internal readonly record struct ScanPage(byte[] Cursor, object?[] Keys)
{
    private static readonly byte[] s_keysPerPage = Argument.Of(1000);

    /// <summary>The cursor of a scan's begin, and of its end.</summary>
    public static byte[] Start { get; } = "0"u8.ToArray();

    public static bool IsEnd(byte[] cursor) => cursor.AsSpan().SequenceEqual(Start);

    public static byte[] PatternOf(ReadOnlySpan<byte> prefix) => ScanPattern.Of(prefix);

    public static byte[][] Command(byte[] cursor, byte[] pattern) => [Names.Scan, cursor, Names.Match, pattern, Names.Count, s_keysPerPage];

    public static ScanPage Read(object? reply)
    {
        var items = Reply.Items(reply, 2);
        return new ScanPage(Reply.Bytes(items[0]) ?? throw Reply.NotUnderstood(), Reply.Items(items[1], 0));
    }
}
