namespace Derp.Kv.Runtime;

/// <summary>What the keys of stamps begin with, behind the client's prefix.</summary>
internal static class TagSpace
{
    public static ReadOnlySpan<byte> Utf8 => "derp:tag:"u8;
}
