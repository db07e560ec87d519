namespace Derp.Kv.Coordination;

/// <summary>Sixteen bytes that tell one owner of a lease or a claim from every other: a random UUID with 122 random bits.</summary>
public readonly struct LeaseToken : IEquatable<LeaseToken>
{
    /// <summary>The length of a token, in bytes.</summary>
    public const int Size = 16;

    private readonly UInt128 _bits;

    /// <param name="bytes">At least 16, which no other token has.</param>
    internal LeaseToken(ReadOnlySpan<byte> bytes) => _bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);

    /// <summary>Creates a token that no other call has.</summary>
    public static LeaseToken Create()
    {
        // From the system's source of randomness. RandomNumberGenerator asks OpenSSL for the same, and loading it takes a
        // starting process ten milliseconds.
        Span<byte> bytes = stackalloc byte[Size];
        Guid.NewGuid().TryWriteBytes(bytes);
        return new LeaseToken(bytes);
    }

    /// <summary>Writes the token's 16 bytes.</summary>
    /// <param name="destination">At least 16 bytes.</param>
    public void CopyTo(Span<byte> destination) => System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(destination, _bits);

    /// <summary>The token's 16 bytes, in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(LeaseToken other) => _bits == other._bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LeaseToken other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _bits.GetHashCode();

    /// <summary>Whether two tokens are the same.</summary>
    /// <param name="left">A token.</param>
    /// <param name="right">Another.</param>
    public static bool operator ==(LeaseToken left, LeaseToken right) => left.Equals(right);

    /// <summary>Whether two tokens differ.</summary>
    /// <param name="left">A token.</param>
    /// <param name="right">Another.</param>
    public static bool operator !=(LeaseToken left, LeaseToken right) => !left.Equals(right);
}
