using System.Globalization;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Scripts;

namespace Derp.Kv.Scale.Calibration;

/// <summary>The commands that the client sends, with arguments of the lengths that it sends.</summary>
internal static class MeasuredCommands
{
    /// <summary>Bytes of a value.</summary>
    public const int ValueSize = 300;

    private const string Token = "0123456789abcdef";
    private const string Other = "fedcba9876543210";
    private const string Channel = "derp:notices";

    private static readonly string s_value = new('v', ValueSize);

    // As ClaimOrWait reads it: the second byte says that it is in flight.
    private static readonly string s_record = "\u0002\u0001" + new string('r', 46);
    private static readonly string s_completed = "\u0002\u0002" + new string('r', ValueSize);

    public static IEnumerable<MeasuredCommand> All { get; } =
    [
        new("PING", static _ => ["PING"]),
        new("GET, a value", static n => ["GET", Key(n)], static n => ["SET", Key(n), s_value]),
        new("GET, nothing", static n => ["GET", Key(n)]),
        new("SET", static n => ["SET", Key(n), s_value, "PX", "3600000"]),
        new("SET NX GET, granted", static n => ["SET", Key(n), s_record, "PX", "30000", "NX", "GET"]),
        new("SET NX GET, refused", static n => ["SET", Key(n), s_record, "PX", "30000", "NX", "GET"], static n => ["SET", Key(n), s_completed]),
        new("MGET, 10 values", static n => ["MGET", .. Enumerable.Range(0, 10).Select(i => Key(n * 10 + i))], static n => ["MSET", .. Enumerable.Range(0, 10).SelectMany(i => new[] { Key(n * 10 + i), s_value })]),
        new("acquire, granted", static n => Run(LeaseScripts.GetOrLease, [Key(n), Lease(n)], Token, Token + "\0", "10000", "0")),
        new("acquire, held", static n => Run(LeaseScripts.GetOrLease, [Key(n), Lease(n)], Token, Token + "\0", "10000", "1"), static n => ["SET", Lease(n), Other + "\u0001", "PX", "60000"]),
        new("acquire, a value", static n => Run(LeaseScripts.GetOrLease, [Key(n), Lease(n)], Token, Token + "\0", "10000", "1"), static n => ["SET", Key(n), s_value]),
        new("renew", static n => Run(LeaseScripts.Renew, [Lease(n)], Token, "10000"), static n => ["SET", Lease(n), Token + "\0", "PX", "60000"]),
        new("commit", static n => Run(LeaseScripts.Commit, [Key(n), Lease(n)], Token, s_value, "3600000", Channel), static n => ["SET", Lease(n), Token + "\0", "PX", "60000"]),
        new("commit, with a notification", static n => Run(LeaseScripts.Commit, [Key(n), Lease(n)], Token, s_value, "3600000", Channel), static n => ["SET", Lease(n), Token + "\u0001", "PX", "60000"]),
        new("release", static n => Run(LeaseScripts.Release, [Key(n), Lease(n)], Token, Channel), static n => ["SET", Lease(n), Token + "\0", "PX", "60000"]),
        new("invalidate", static n => Run(LeaseScripts.Invalidate, [Key(n), Lease(n)], Channel, "derp:near", "", "0"), static n => ["SET", Key(n), s_value]),
        new("invalidate, published", static n => Run(LeaseScripts.Invalidate, [Key(n), Lease(n)], Channel, "derp:near", "01234567", "0"), static n => ["SET", Key(n), s_value]),
        new("claim or wait", static n => Run(ClaimScripts.ClaimOrWait, [Key(n)], s_record, "30000", Channel), static n => ["SET", Key(n), s_record[..^1] + "x", "PX", "60000"]),
        new("complete", static n => Run(ClaimScripts.Complete, [Key(n)], s_record, s_completed, "3600000"), static n => ["SET", Key(n), s_record]),
        new("fixed window, admitted", static n => Run(PermitScripts.FixedWindow, [Key(n % 50)], "1000000", "3600000", "1")),
        new("fixed window, denied", static n => Run(PermitScripts.FixedWindow, [Key(n % 50)], "1", "3600000", "1")),
        new("sliding window, admitted", static n => Run(PermitScripts.SlidingWindow, [Key(n % 50)], "1000000", "3600000", "1")),
        new("token bucket, admitted", static n => Run(PermitScripts.TokenBucket, [Key(n % 50)], "1000", "1000000000", "1000")),
        new("permits in advance", static n => Run(PermitBatchScript.Acquire, [Key(n % 50)], "1000000000", "3600000", "1", "100")),
        new("tag: take", static n => Run(TagScripts.Take, [Key(n % 50)], "01234567", "3600000", "7200000")),
        new("PUBLISH, nobody listens", static _ => ["PUBLISH", "derp:near", "01234567"]),
    ];

    private static string Key(int n) => string.Create(CultureInfo.InvariantCulture, $"product:4711:SKU-{n:D8}");

    private static string Lease(int n) => $"{{{Key(n)}}}%lease";

    private static string[] Run(Script script, string[] keys, params string[] arguments) =>
        ["EVALSHA", Convert.ToHexStringLower(script.Digest), keys.Length.ToString(CultureInfo.InvariantCulture), .. keys, .. arguments];
}
