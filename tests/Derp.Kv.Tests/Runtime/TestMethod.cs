using System.Text;
using Derp.Kv.Keys;
using MessagePack;

namespace Derp.Kv.Tests.Runtime;

/// <summary>A key as the generator writes one.</summary>
internal readonly struct TestKey(string name, string arguments = "") : IFingerprintedKey
{
    public void WriteKey(ref KeyWriter writer)
    {
        writer.AppendLiteral("test:"u8);
        writer.Append(name);
    }

    public void WriteFingerprint(ref MessagePackWriter writer)
    {
        if (arguments.Length > 0)
            writer.Write(arguments);
    }

    public static byte[] Bytes(string name, string prefix = "", int version = 0) =>
        Encoding.UTF8.GetBytes($"{prefix}test:{name}{(version == 0 ? "" : $"%v{version}")}");
}
