namespace Derp.Kv.Coordination.Tags;

/// <summary>What stands under a tag's key: a random number, or that nothing is to be stored for some time.</summary>
internal static class Stamp
{
    public const int Size = sizeof(ulong);

    /// <summary>The state of a key or tag whose source settles: bodies run at once, and nothing is stored (W5).</summary>
    public static ReadOnlySpan<byte> Settling => "S"u8;

    public static bool IsSettling(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(Settling);
}
