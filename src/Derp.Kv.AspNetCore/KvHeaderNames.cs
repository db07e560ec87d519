namespace Derp.Kv.AspNetCore;

/// <summary>The names of the headers that Derp.Kv reads and writes.</summary>
public static class KvHeaderNames
{
    /// <summary>The client's key of one operation, and its echo on the answer; a quoted string.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary><c>true</c> on an answer that was stored by an earlier request.</summary>
    public const string IdempotentReplayed = "Idempotent-Replayed";

    /// <summary>
    /// What a script of another origin needs to see: <c>policy.WithExposedHeaders(KvHeaderNames.Exposed)</c>. A new array for each call.
    /// </summary>
    public static string[] Exposed => [IdempotencyKey, IdempotentReplayed, "Retry-After", "RateLimit", "RateLimit-Policy", "Link"];
}
