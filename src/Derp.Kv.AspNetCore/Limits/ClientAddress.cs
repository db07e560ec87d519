using System.Net;
using System.Net.Sockets;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>
/// The part of an address that tells clients apart: a client of IPv6 usually owns a /64, and could otherwise take a new address for each
/// request.
/// </summary>
internal static class ClientAddress
{
    private const int PrefixBytes = 8;

    public static PartitionKey Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return Key(address.ToString());

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[PrefixBytes..].Clear();
        return Key(Convert.ToHexStringLower(bytes[..PrefixBytes]), $"{new IPAddress(bytes)}/64");
    }

    private static PartitionKey Key(string stored, string? value = null) => new($"ip~{stored}", value ?? stored);
}
