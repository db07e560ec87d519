using System.Globalization;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Calibration;

/// <summary>The commands that the client sends, with arguments of the lengths that it sends. Where an outcome matters, a row an outcome.</summary>
internal static class MeasuredCommands
{
    private const string Hour = "3600000";
    private const string Life = "10000";
    private const string Token = "0123456789abcdef";
    private const string Other = "fedcba9876543210";
    private const string Channel = "derp:notices";
    private const string NearChannel = "derp:near";
    private const string Notice = "01234567";

    // 300 bytes are what the product of the workloads takes.
    private static readonly string s_value = new('v', 300);

    // As ClaimOrWait reads it: the second byte says that it is in flight.
    private static readonly string s_record = "\u0002\u0001" + new string('r', 46);
    private static readonly string s_otherRecord = "\u0002\u0001" + new string('o', 46);
    private static readonly string s_completed = "\u0002\u0002" + s_value;

    public static IReadOnlyList<Script> Scripts { get; } =
    [
        LeaseScripts.GetOrLease, LeaseScripts.Renew, LeaseScripts.Commit, LeaseScripts.Release, LeaseScripts.Invalidate, LeaseScripts.Replace,
        RefreshScripts.GetOrLease, RefreshScripts.Renew, RefreshScripts.Commit, RefreshScripts.Fail,
        CompareScripts.Set, CompareScripts.Delete, CompareScripts.Expire, TagScripts.Take, TagScripts.Invalidate,
        ClaimScripts.ClaimOrWait, ClaimScripts.Complete, ClaimScripts.Release,
        PermitScripts.FixedWindow, PermitScripts.SlidingWindow, PermitScripts.TokenBucket, PermitBatchScript.Acquire, EachPermitScript.Acquire, ManyPermitsScript.Acquire, RefundScript.Refund,
    ];

    public static IReadOnlyList<MeasuredCommand> All { get; } =
    [
        new(CommandKind.Get, "`GET`, a value", static n => ["GET", Key(n)], SetKey),
        new(CommandKind.Get, "`GET`, nothing", static n => ["GET", Key(n)]),
        new(CommandKind.MGet, "`MGET` of one", static n => ["MGET", Key(n)], SetKey),
        new(CommandKind.MGet, "`MGET` of ten", static n => ["MGET", .. Ten(n)], static n => ["MSET", .. Ten(n).SelectMany(static key => new[] { key, s_value })], IsTypical: false),
        new(CommandKind.Set, "`SET`", static n => ["SET", Key(n), s_value, "PX", Hour]),
        new(CommandKind.SetNx, "`SET NX`", static n => ["SET", Key(n), s_record, "PX", Hour, "NX"]),
        new(CommandKind.SetNxGet, "`SET NX GET`, granted", static n => ["SET", Key(n), s_record, "PX", Hour, "NX", "GET"]),
        new(CommandKind.SetNxGet, "`SET NX GET`, refused", static n => ["SET", Key(n), s_record, "PX", Hour, "NX", "GET"], static n => ["SET", Key(n), s_completed]),
        new(CommandKind.MSet, "`MSET` of one", static n => ["MSET", Key(n), s_value]),
        new(CommandKind.Delete, "`UNLINK`", static n => ["UNLINK", Key(n)], SetKey),
        new(CommandKind.DeleteMany, "`UNLINK` of one", static n => ["UNLINK", Key(n)], SetKey),
        new(CommandKind.Exists, "`EXISTS`", static n => ["EXISTS", Key(n)], SetKey),
        new(CommandKind.Ttl, "`PTTL`", static n => ["PTTL", Key(n)], SetKey),
        new(CommandKind.Expire, "`PEXPIRE`", static n => ["PEXPIRE", Key(n), Hour], SetKey),
        new(CommandKind.Incr, "`INCR`", static n => ["INCR", Key(n)]),
        new(CommandKind.CompareAndSet, "compare and set", static n => Run(CompareScripts.Set, [Key(n)], s_value, s_value, Hour), SetKey),
        new(CommandKind.CompareAndDelete, "compare and delete", static n => Run(CompareScripts.Delete, [Key(n)], s_value), SetKey),
        new(CommandKind.CompareAndExpire, "compare and expire", static n => Run(CompareScripts.Expire, [Key(n)], s_value, Hour), SetKey),
        new(CommandKind.GetOrLease, "acquire a lease, granted", static n => Run(LeaseScripts.GetOrLease, [Key(n), Lease(n)], Token, Token + "\0", Life, "0")),
        new(CommandKind.GetOrLease, "acquire a lease, held by another", static n => Run(LeaseScripts.GetOrLease, [Key(n), Lease(n)], Token, Token + "\0", Life, "1"), static n => Held(n, Other + "\u0001")),
        new(CommandKind.GetOrLease, "acquire a lease, a value is there", static n => Run(LeaseScripts.GetOrLease, [Key(n), Lease(n)], Token, Token + "\0", Life, "1"), SetKey),
        new(CommandKind.RenewLease, "renew a lease", static n => Run(LeaseScripts.Renew, [Lease(n)], Token, Life), static n => Held(n, Token + "\0")),
        new(CommandKind.CommitLease, "commit", static n => Run(LeaseScripts.Commit, [Key(n), Lease(n)], Token, s_value, Hour, Channel), static n => Held(n, Token + "\0")),
        new(CommandKind.CommitLease, "commit, with a notification", static n => Run(LeaseScripts.Commit, [Key(n), Lease(n)], Token, s_value, Hour, Channel), static n => Held(n, Token + "\u0001")),
        new(CommandKind.ReleaseLease, "release a lease", static n => Run(LeaseScripts.Release, [Key(n), Lease(n)], Token, Channel), static n => Held(n, Token + "\0")),
        new(CommandKind.Invalidate, "invalidate, without a notification", static n => Run(LeaseScripts.Invalidate, [Key(n), Lease(n)], Channel, NearChannel, "", "0"), SetKey),
        new(CommandKind.Invalidate, "invalidate", static n => Run(LeaseScripts.Invalidate, [Key(n), Lease(n)], Channel, NearChannel, Notice, "0"), SetKey),
        new(CommandKind.Replace, "replace a value", static n => Run(LeaseScripts.Replace, [Key(n), Lease(n)], s_value, Hour, Channel, NearChannel, Notice)),
        new(CommandKind.GetOrRefresh, "acquire a refresh, granted", static n => Run(RefreshScripts.GetOrLease, [Key(n), Lease(n)], Token, Life, "0", s_value[..24], "0"), static n => ["SET", Key(n), s_value, "PX", Hour]),
        new(CommandKind.RenewRefresh, "renew a refresh", static n => Run(RefreshScripts.Renew, [Lease(n), Key(n)], Token, Life, "0"), static n => Held(n, Token + "\0\u0001\0")),
        new(CommandKind.CommitRefresh, "commit a refresh", static n => Run(RefreshScripts.Commit, [Key(n), Lease(n)], Token, s_value, Hour, Hour, Channel), static n => Held(n, Token + "\0\u0001\0")),
        new(CommandKind.FailRefresh, "a refresh has failed", static n => Run(RefreshScripts.Fail, [Key(n), Lease(n)], Token, "0", "500", Channel), static n => Held(n, Token + "\0\u0001\0")),
        new(CommandKind.TakeStamp, "take a tag's stamp", static n => Run(TagScripts.Take, [Key(n % 50)], Notice, Hour, "7200000")),
        new(CommandKind.InvalidateTag, "invalidate a tag", static n => Run(TagScripts.Invalidate, [Key(n)], NearChannel, Notice, "0"), SetKey),
        new(CommandKind.ClaimOrWait, "claim or wait, another is in flight", static n => Run(ClaimScripts.ClaimOrWait, [Key(n)], s_record, "30000", Channel), static n => ["SET", Key(n), s_otherRecord, "PX", Hour]),
        new(CommandKind.CompleteClaim, "complete a claim", static n => Run(ClaimScripts.Complete, [Key(n)], s_record, s_completed, Hour), static n => ["SET", Key(n), s_record]),
        new(CommandKind.ReleaseClaim, "release a claim", static n => Run(ClaimScripts.Release, [Key(n)], s_record), static n => ["SET", Key(n), s_record]),
        new(CommandKind.AcquirePermit, "fixed window, admitted", static n => Run(PermitScripts.FixedWindow, [Key(n % 50)], "1000000", Hour, "1")),
        new(CommandKind.AcquirePermit, "fixed window, denied", static n => Run(PermitScripts.FixedWindow, [Key(n % 50)], "1", Hour, "1")),
        new(CommandKind.AcquirePermit, "sliding window", static n => Run(PermitScripts.SlidingWindow, [Key(n % 50)], "1000000", Hour, "1"), IsTypical: false),
        new(CommandKind.AcquirePermit, "token bucket", static n => Run(PermitScripts.TokenBucket, [Key(n % 50)], "1000", "1000000000", "1000"), IsTypical: false),
        new(CommandKind.AcquirePermitsTogether, "fixed windows of one process in one command: of one call", static n => Run(EachPermitScript.Acquire, [Key(n % 50)], "1", "0", "1000000", Hour, "1", "0")),
        new(CommandKind.AcquirePermitsOfMany, "several limits in one decision: of one", static n => Run(ManyPermitsScript.Acquire, [Key(n % 50)], "0", "1000000", Hour, "1", "0")),
        new(CommandKind.AcquirePermitBatch, "permits in advance", static n => Run(PermitBatchScript.Acquire, [Key(n % 50)], "1000000000", Hour, "1", "100")),
        new(CommandKind.RefundPermit, "refund a permit", static n => Run(RefundScript.Refund, [Key(n)], "1"), static n => ["SET", Key(n), "1000/3600000", "PX", Hour]),
        new(CommandKind.Scan, "`SCAN` of ten", static _ => ["SCAN", "0", "COUNT", "10"], SetKey),
        new(CommandKind.Subscribe, "`SUBSCRIBE`", static n => ["SUBSCRIBE", Channel + (n % 3)]),
        new(CommandKind.Publish, "`PUBLISH`, nobody listens", static _ => ["PUBLISH", NearChannel, Notice]),
    ];

    private static string Key(int n) => string.Create(CultureInfo.InvariantCulture, $"product:4711:SKU-{n:D8}");

    private static IEnumerable<string> Ten(int n) => Enumerable.Range(0, 10).Select(i => Key((n * 10) + i));

    private static string Lease(int n) => $"{{{Key(n)}}}%lease";

    private static string[] SetKey(int n) => ["SET", Key(n), s_value];

    private static string[] Held(int n, string lease) => ["SET", Lease(n), lease, "PX", Hour];

    private static string[] Run(Script script, string[] keys, params string[] arguments) =>
        ["EVALSHA", Convert.ToHexStringLower(script.Digest), keys.Length.ToString(CultureInfo.InvariantCulture), .. keys, .. arguments];
}
