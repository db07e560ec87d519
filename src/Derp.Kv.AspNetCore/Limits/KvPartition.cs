using System.Security.Claims;
using Derp.Kv.AspNetCore.Limits;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore;

/// <summary>What shares one count. Requests that have no value, and for which <see cref="Or"/> names no other, share one count.</summary>
public sealed class KvPartition
{
    private readonly Func<HttpContext, PartitionKey?> _find;

    private KvPartition(Func<HttpContext, PartitionKey?> find) => _find = find;

    /// <summary>All requests.</summary>
    public static KvPartition All { get; } = new(static _ => PartitionKey.Common);

    /// <summary>
    /// The address of the connection: an IPv4 address, also if it comes mapped to IPv6, or the first 64 bits of an IPv6 address. No header is
    /// read: behind a proxy this is the proxy's address, unless <c>UseForwardedHeaders</c> stands before and knows the proxy.
    /// </summary>
    public static KvPartition ClientIp { get; } = new(static http => ForwardedFor.Check(http) is { } address ? ClientAddress.Of(address) : null);

    /// <summary>
    /// The authenticated user: the claim <c>sub</c> with its issuer, otherwise <see cref="ClaimTypes.NameIdentifier"/>, <c>client_id</c> or the name. The
    /// store's key holds a hash. A request without one has no value; <c>UseAuthentication</c> has to stand before the limiter.
    /// </summary>
    public static KvPartition User { get; } = new(static http => UserOf(http.User));

    /// <summary>The header <c>X-Api-Key</c>; the store's key holds a hash. Whoever makes up keys gets a count for each: verify them before the limiter.</summary>
    public static KvPartition ApiKey { get; } = Header("X-Api-Key");

    /// <summary>A header; the store's key holds a hash. Whoever makes up values gets a count for each: verify them before the limiter.</summary>
    /// <param name="name">The header's name.</param>
    public static KvPartition Header(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var kind = $"header.{name.ToLowerInvariant()}";
        return new(http => http.Request.Headers[name].ToString() is { Length: > 0 } value ? PartitionKey.Hashed(kind, value) : null);
    }

    /// <summary>A value of the application's; the store's key holds a hash.</summary>
    /// <param name="name">What it is, such as <c>tenant</c>: two partitions of different names never share a count.</param>
    /// <param name="value">Returns the value of a request; null or empty if it has none. It is called once for each request.</param>
    public static KvPartition By(string name, Func<HttpContext, string?> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        var kind = $"by.{name}";
        return new(http => value(http) is { Length: > 0 } found ? PartitionKey.Hashed(kind, found) : null);
    }

    /// <summary>For requests that have no value here, those of another partition.</summary>
    /// <param name="other">Asked when this one finds no value.</param>
    public KvPartition Or(KvPartition other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(http => _find(http) ?? other._find(http));
    }

    internal PartitionKey Of(HttpContext http) => _find(http) ?? PartitionKey.Common;

    private static PartitionKey? UserOf(ClaimsPrincipal user)
    {
        if (CallerClaim.Of(user) is { } claim)
            return PartitionKey.Hashed("user", claim.Value, claim.Issuer);
        return user.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } identity ? PartitionKey.Hashed("user", name, identity.AuthenticationType ?? "") : null;
    }
}
