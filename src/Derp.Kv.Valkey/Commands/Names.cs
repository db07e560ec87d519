namespace Derp.Kv.Valkey.Commands;

/// <summary>The commands and options that this client sends.</summary>
internal static class Names
{
    public static readonly byte[] Cluster = "CLUSTER"u8.ToArray();
    public static readonly byte[] Count = "COUNT"u8.ToArray();
    public static readonly byte[] Eval = "EVAL"u8.ToArray();
    public static readonly byte[] EvalSha = "EVALSHA"u8.ToArray();
    public static readonly byte[] Exists = "EXISTS"u8.ToArray();
    public static readonly byte[] Get = "GET"u8.ToArray();
    public static readonly byte[] Incr = "INCR"u8.ToArray();
    public static readonly byte[] Match = "MATCH"u8.ToArray();
    public static readonly byte[] MGet = "MGET"u8.ToArray();
    public static readonly byte[] MSet = "MSET"u8.ToArray();
    public static readonly byte[] Nx = "NX"u8.ToArray();
    public static readonly byte[] PExpire = "PEXPIRE"u8.ToArray();
    public static readonly byte[] Ping = "PING"u8.ToArray();
    public static readonly byte[] PTtl = "PTTL"u8.ToArray();
    public static readonly byte[] Publish = "PUBLISH"u8.ToArray();
    public static readonly byte[] Px = "PX"u8.ToArray();
    public static readonly byte[] Scan = "SCAN"u8.ToArray();
    public static readonly byte[] Set = "SET"u8.ToArray();
    public static readonly byte[] Slots = "SLOTS"u8.ToArray();
    public static readonly byte[] Unlink = "UNLINK"u8.ToArray();
}
