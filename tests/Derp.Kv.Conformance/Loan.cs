namespace Derp.Kv.Conformance;

/// <summary>Bytes that are lent: given back, they are written over, as a pooled buffer is by whoever rents it next.</summary>
public sealed class Loan(byte[] bytes) : IDisposable
{
    public byte[] Bytes { get; } = [.. bytes];

    public void Dispose() => Bytes.AsSpan().Fill(0xC1);
}
