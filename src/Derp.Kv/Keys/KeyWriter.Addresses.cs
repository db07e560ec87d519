using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Derp.Kv.Keys;

// An address has many spellings, most of them with colons. This one has none, so it needs no escape and is easy to read.
public ref partial struct KeyWriter
{
    /// <summary>
    /// Writes an address; null as <see cref="AppendNull"/>. IPv4 with dots, <c>192.168.0.1</c>; IPv6 as eight groups with
    /// hyphens and without leading zeros, <c>2001-db8-0-0-0-0-0-1</c>, and <c>~</c> and the scope id in decimal if it
    /// is not 0. An IPv4 address that is mapped to IPv6 is not equal to the address itself, and has another key.
    /// </summary>
    /// <param name="value">The argument; not converted.</param>
    public void Append(IPAddress? value)
    {
        if (value is null)
            AppendNull();
        else if (value.AddressFamily == AddressFamily.InterNetwork)
            AppendPlain(value);
        else
            AppendGroups(value);
    }

    /// <summary>Writes a network as its address, <c>_</c> and the length of the prefix: <c>10.0.0.0_8</c>.</summary>
    /// <param name="value">The argument.</param>
    public void Append(IPNetwork value)
    {
        Append(value.BaseAddress);
        AppendLiteral("_"u8);
        AppendPlain(value.PrefixLength);
    }

    private void AppendGroups(IPAddress value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, out _);
        for (var i = 0; i < bytes.Length; i += 2)
        {
            if (i > 0)
                AppendLiteral("-"u8);
            AppendPlain(BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]), "x");
        }

        if (value.ScopeId == 0)
            return;
        AppendLiteral("~"u8);
        AppendPlain(value.ScopeId);
    }
}
