using System.Security.Cryptography;
using Derp.Kv.Coordination.Scripts;

namespace Derp.Kv.Tests.Coordination;

public sealed class Sha1Tests
{
    // Every length around the ends of blocks, and some of several blocks.
    [Fact]
    public void Hash_is_the_frameworks()
    {
        var data = new byte[300];
        new Random(1).NextBytes(data);
        for (var length = 0; length <= data.Length; length++)
#pragma warning disable CA5350 // It is what the server uses.
            Assert.Equal(SHA1.HashData(data.AsSpan(0, length)), Sha1.Hash(data.AsSpan(0, length)));
#pragma warning restore CA5350
    }
}
