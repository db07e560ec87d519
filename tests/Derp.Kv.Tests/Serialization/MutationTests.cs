using System.Diagnostics;
using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Serialization;

/// <summary>
/// Valid bytes, mutated by a seeded generator: 20,000 variants, the same on every machine; a minute of new ones where
/// <c>DERP_KV_LONG</c> is 1. Each ends in a value or in the one exception, within a stated multiple of its memory.
/// </summary>
public class MutationTests(ITestOutputHelper output)
{
    // What a payload may cost beyond a fixed amount, in bytes for each of its own: an element of a byte becomes an entry of a dictionary.
    private const int Multiple = 128;
    private const int Fixed = 400_000;

    private static readonly bool s_long = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1";

    private static readonly byte[] s_headers = [0xdb, 0xdd, 0xdf, 0xc6, 0xc9];

    private static readonly Target[] s_targets =
    [
        Of(KvSerializers.Dictionary(KvSerializers.String, KvSerializers.List(KvSerializers.ValueTuple(KvSerializers.Int32, KvSerializers.String, KvSerializers.Decimal))), new() { ["a"] = [(1, "x", 1.5m), (2, "y", 2)], ["b"] = [] }),
        Of(KvSerializers.Dictionary(KvSerializers.Int64, KvSerializers.Guid), Enumerable.Range(0, 150).ToDictionary(i => (long)i, _ => Guid.NewGuid())),
        Of(KvSerializers.Array3D(KvSerializers.Double), new double[2, 3, 2]),
        Of(KvSerializers.ILookup(KvSerializers.Int32, KvSerializers.String), new[] { "a", "bb", "cc" }.ToLookup(w => w.Length)),
        Of(KvSerializers.Stack(KvSerializers.Nullable(KvSerializers.DateTime)), new([null, DateTime.UnixEpoch, DateTime.Now])),
        Of(KvSerializers.ImmutableSortedDictionary(KvSerializers.Version, KvSerializers.Uri), System.Collections.Immutable.ImmutableSortedDictionary<Version, Uri>.Empty.Add(new(1, 2), new("https://example.org/"))),
        Of(KvSerializers.HashSet(KvSerializers.BigInteger), [1, 2, System.Numerics.BigInteger.Pow(3, 90)]),
        Of(KvSerializers.BitArray, new(70)),
        Of(KvSerializers.ReadOnlySequenceOf(KvSerializers.Complex), new(new System.Numerics.Complex[] { new(1, 2) })),
        Of(KvSerializers.List(KvSerializers.Custom(KvSerializers.DateTimeOffset)), [DateTimeOffset.UnixEpoch]),
    ];

    [Fact]
    public void Mutated_bytes_end_in_a_value_or_in_the_one_exception_within_a_multiple_of_their_memory()
    {
        int seed = s_long ? Environment.TickCount : 20_240_229;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var watch = Stopwatch.StartNew();
        long variants = 0, refused = 0;
        foreach (var target in s_targets)
            target.Try(target.Sample);
        for (; s_long ? watch.Elapsed < TimeSpan.FromMinutes(1) : variants < 20_000; variants++)
        {
            var target = s_targets[random.Next(s_targets.Length)];
            var bytes = Mutate(target.Sample, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            refused += target.Try(bytes) ? 0 : 1;
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= Fixed + (long)Multiple * bytes.Length, $"seed {seed}: {allocated} bytes for {Convert.ToHexString(bytes)}");
        }

        output.WriteLine($"{variants} variants, {refused} refused");
        Assert.InRange(refused, variants / 10, variants);
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        List<byte> bytes = [.. sample];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int at = random.Next(bytes.Count + 1);
            switch (random.Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at) + 1);
                    break;
                case 2:
                    // A header of 32 bits with any length.
                    bytes.InsertRange(at, [s_headers[random.Next(s_headers.Length)], .. Random(random, 4)]);
                    break;
                case 3:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(0x80, 0xa0), random.Next(10_000)));
                    break;
                case 4:
                    bytes.InsertRange(at, sample.AsSpan(0, random.Next(sample.Length)).ToArray());
                    break;
                default:
                    bytes.InsertRange(at, Random(random, random.Next(64)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Random(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static Target Of<T>(MessagePackKvSerializer<T> serializer, T sample) => new(serializer.Write(sample), bytes =>
    {
        try
        {
            serializer.Deserialize(bytes);
            return true;
        }
        catch (KvSerializationException)
        {
            return false;
        }
    });

    private sealed record Target(byte[] Sample, Func<byte[], bool> Try);
}
