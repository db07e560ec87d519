using System.Security.Cryptography;
using System.Text;

namespace Derp.Kv.Valkey.Commands;

/// <summary>A script as it goes over the wire: by its digest first, by its text to a server that does not know it.</summary>
internal sealed class Script
{
    private readonly byte[] _text;
    private readonly byte[] _digest;

    public Script(string text)
    {
        _text = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5350 // The server knows scripts by their SHA-1; nothing is secured by it.
        _digest = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA1.HashData(_text)));
#pragma warning restore CA5350
    }

    public byte[][] ByDigest(byte[][] keys, byte[][] arguments) => Command(Names.EvalSha, _digest, keys, arguments);

    public byte[][] ByText(byte[][] keys, byte[][] arguments) => Command(Names.Eval, _text, keys, arguments);

    private static byte[][] Command(byte[] name, byte[] script, byte[][] keys, byte[][] arguments) =>
        [name, script, Argument.Of(keys.Length), .. keys, .. arguments];
}
