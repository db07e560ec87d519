using Derp.Kv.Coordination;
using Derp.Kv.Runtime;
using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Near;

public sealed class NearSaltTests
{
    // Otherwise keys of one shape, such as an identity, would fill the same sets of the table.
    [Fact]
    public void Methods_with_results_of_different_types_hash_equal_keys_apart() =>
        Assert.Equal(4, new HashSet<ulong> { Salt(KvSerializers.Int32), Salt(KvSerializers.Int32), Salt(KvSerializers.Int64), Salt(KvSerializers.Boolean) }.Count);

    private static ulong Salt<T>(IKvSerializer<T> serializer) => new NearValues<T>(
        CachedTerms.Overridable("Tests.Method", new CachedPolicy { Ttl = TimeSpan.FromMinutes(1), Near = TimeSpan.FromSeconds(1), IsFrozen = true }),
        new EnvelopeCodec<T>(serializer, StoredType.Named("type"), cacheNulls: true, isFrozen: true),
        copy: null).Salt;
}
