using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Tool.Keys;

/// <summary>A key, and what its name says.</summary>
/// <param name="Bytes">The whole key.</param>
/// <param name="Space">What it should hold.</param>
/// <param name="ValueKey">The key of the value beside whose lease or staged bytes this is; otherwise null.</param>
internal sealed record KeyName(byte[] Bytes, KeySpace Space, byte[]? ValueKey = null)
{
    /// <summary>The bytes at the beginning of a stored string that <see cref="KindOf"/> needs.</summary>
    public const int Peek = 2;

    private static readonly (byte[] Text, KeySpace Space)[] s_spaces =
    [
        ([.. "derp:once:"u8], KeySpace.Record),
        ([.. "derp:idempotency:"u8], KeySpace.Record),
        ([.. "derp:webhook:"u8], KeySpace.Record),
        ([.. "derp:http:"u8], KeySpace.HttpRecord),
        ([.. "derp:limit:"u8], KeySpace.Limit),
        ([.. "derp:limiter:"u8], KeySpace.Limit),
        ([.. "derp:ratelimit:"u8], KeySpace.Limit),
        ([.. "derp:tag:"u8], KeySpace.Tag),
        ([.. "derp:hybrid:"u8], KeySpace.Named),
        ([.. "derp:page:"u8], KeySpace.Named),
        ([.. "derp:cache:"u8], KeySpace.Distributed),
        ([.. "derp:evictions"u8], KeySpace.Evictions),
        ([.. "derp:health"u8], KeySpace.Health),
    ];

    /// <summary>Reads a name.</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="prefix">The application's; empty: not known, and a space is found behind any beginning.</param>
    public static KeyName Of(byte[] key, ReadOnlySpan<byte> prefix)
    {
        if (LeaseKey.IsStaging(key))
            return new(key, KeySpace.Staged);
        if (LeaseKey.TryReadKey(key, out var value))
            return new(key, KeySpace.Lease, value);
        if (key.AsSpan().EndsWith("%lock"u8) || key.AsSpan().EndsWith("%lock%"u8))
            return new(key, KeySpace.Reserved);
        if (key.AsSpan().EndsWith("%wait"u8))
            return new(key, KeySpace.Wait);
        return new(key, prefix.IsEmpty ? SpaceIn(key) : SpaceAfter(key, prefix));
    }

    /// <summary>The kind, by the first <see cref="Peek"/> bytes of what is stored; null: no string.</summary>
    public KeyKind KindOf(byte[]? start) => Space switch
    {
        _ when start is null => KeyKind.Other,
        KeySpace.Value or KeySpace.Named or KeySpace.Distributed => KeyKind.Value,
        KeySpace.Lease => KeyKind.Lease,
        KeySpace.Record or KeySpace.HttpRecord => start.Length > 1 && start[1] == (byte)IdempotencyState.InProgress ? KeyKind.Claim : KeyKind.Result,
        KeySpace.Limit => KeyKind.Limit,
        KeySpace.Tag => KeyKind.Tag,
        _ => KeyKind.Other,
    };

    private static KeySpace SpaceAfter(ReadOnlySpan<byte> key, ReadOnlySpan<byte> prefix)
    {
        if (!key.StartsWith(prefix))
            return KeySpace.Value;
        foreach (var (text, space) in s_spaces)
        {
            if (key[prefix.Length..].StartsWith(text))
                return space;
        }

        return KeySpace.Value;
    }

    private static KeySpace SpaceIn(ReadOnlySpan<byte> key)
    {
        for (var at = key.IndexOf("derp:"u8); at >= 0;)
        {
            if (SpaceAfter(key[at..], default) is not KeySpace.Value and var space)
                return space;
            at = key[(at + 1)..].IndexOf("derp:"u8) is >= 0 and var next ? at + 1 + next : -1;
        }

        return KeySpace.Value;
    }
}
