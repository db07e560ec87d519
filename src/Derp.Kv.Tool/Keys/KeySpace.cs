namespace Derp.Kv.Tool.Keys;

/// <summary>What the name of a key says about its content.</summary>
internal enum KeySpace
{
    /// <summary>A cached value, or bytes of the application's own.</summary>
    Value,

    /// <summary>The key beside a value: its lease, or the part of its life.</summary>
    Lease,

    /// <summary>The form of a lease's key, and of no value: nothing of the library's.</summary>
    Reserved,

    /// <summary>A large value before its commit.</summary>
    Staged,

    /// <summary>The mark of a call that waits for a claim.</summary>
    Wait,

    Record,
    HttpRecord,
    Limit,
    Tag,

    /// <summary>An entry of <c>HybridCache</c> or a page of output caching, with tags that are text.</summary>
    Named,

    /// <summary>An entry of <c>IDistributedCache</c>.</summary>
    Distributed,

    /// <summary>The log of evicted tags.</summary>
    Evictions,

    /// <summary>What the health check asks for; it is never there.</summary>
    Health,
}
