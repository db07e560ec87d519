namespace Derp.Kv.AspNetCore;

/// <summary>Which fields of an answer tell its limits.</summary>
[Flags]
public enum KvRateLimitFields
{
    /// <summary>None. <c>Retry-After</c> is sent all the same.</summary>
    None = 0,

    /// <summary><c>RateLimit-Policy</c> and <c>RateLimit</c>, as the IETF's current draft has them (draft-ietf-httpapi-ratelimit-headers-10).</summary>
    Draft = 1,

    /// <summary>
    /// <c>RateLimit-Limit</c>, <c>-Remaining</c> and <c>-Reset</c> of the drafts up to 06, and the same with <c>X-</c> before them. They tell
    /// one limit, the one with the least left. The reset is in seconds from now.
    /// </summary>
    Legacy = 2,

    /// <summary>Both.</summary>
    Both = Draft | Legacy,
}
