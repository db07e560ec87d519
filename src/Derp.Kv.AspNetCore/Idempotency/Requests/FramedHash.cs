using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Derp.Kv.AspNetCore.Idempotency.Requests;

/// <summary>SHA-256 over parts, each after its length: no two lists of parts give the same bytes.</summary>
internal sealed class FramedHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(ReadOnlySpan<byte> part)
    {
        AddLength(part.Length);
        _hash.AppendData(part);
    }

    public void Add(string part)
    {
        const int onStack = 512;
        var most = Encoding.UTF8.GetMaxByteCount(part.Length);
        if (most <= onStack)
        {
            Span<byte> bytes = stackalloc byte[onStack];
            Add(bytes[..Encoding.UTF8.GetBytes(part, bytes)]);
            return;
        }

        Add(Encoding.UTF8.GetBytes(part));
    }

    /// <summary>What a stream holds from here to its end, by its hash: its length need not be known.</summary>
    public async ValueTask AddAsync(Stream stream, CancellationToken cancellationToken) =>
        Add(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));

    /// <summary>The first 16 bytes, and an empty hash again.</summary>
    public void Finish(Span<byte> half)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(whole);
        whole[..16].CopyTo(half);
    }

    public void Dispose() => _hash.Dispose();

    private void AddLength(int length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        _hash.AppendData(bytes);
    }
}
