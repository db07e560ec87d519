namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>Bytes whose number is not known before they end: they are sent without a <c>Content-Length</c>.</summary>
internal sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
}
