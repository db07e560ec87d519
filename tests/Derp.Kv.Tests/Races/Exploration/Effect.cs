using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>An operation that has taken effect.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Actor">Who sent it.</param>
/// <param name="Key">Of what; the first one where it has several.</param>
/// <param name="Compared">The owner's token, or the bytes that the operation compares or claims with.</param>
/// <param name="Before">What stood before.</param>
/// <param name="After">What stands now.</param>
/// <param name="Answer">What the server says.</param>
internal sealed record Effect(string Operation, string Actor, byte[] Key, byte[]? Compared, Standing Before, Standing After, object? Answer);

/// <summary>A key at one moment; a time left is null where there is no such entry or none that ends.</summary>
internal sealed record Standing(byte[]? Value, TimeSpan? ValueLeft, byte[]? Lease, TimeSpan? LeaseLeft)
{
    public bool IsOwnedBy(byte[]? token) => Lease is not null && token is not null && OwnerOf(Lease).SequenceEqual(token);

    /// <summary>Whether a waiter has marked the lease.</summary>
    public bool IsMarked => Lease is { Length: > LeaseToken.Size } && Lease[LeaseToken.Size] == 1;

    public bool HasValue(byte[]? bytes) => Value is null ? bytes is null : bytes is not null && Value.AsSpan().SequenceEqual(bytes);

    public bool HasLease(byte[]? bytes) => Lease is null ? bytes is null : bytes is not null && OwnerOf(Lease).SequenceEqual(OwnerOf(bytes));

    // Shorter bytes are no lease: they say that a value is fresh, or that its body has failed.
    private static ReadOnlySpan<byte> OwnerOf(byte[] lease) => lease.AsSpan(0, Math.Min(lease.Length, LeaseToken.Size));
}
