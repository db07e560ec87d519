using System.Text;

namespace Derp.Kv.Coordination.Scripts;

/// <summary>A script of the server, which knows each by the SHA-1 of its text once it has been sent that.</summary>
internal sealed class Script(string text)
{
    private byte[]? _digest;

    public string Text { get; } = text;

    /// <summary>Twenty bytes; on the wire they go as hexadecimal digits.</summary>
    public byte[] Digest => _digest ??= Sha1.Hash(Encoding.UTF8.GetBytes(Text));
}
