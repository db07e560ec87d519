using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Diagnostics;
using Derp.Kv.Serialization;
using Derp.Kv.Serialization.Reflection;

namespace Derp.Kv.Runtime.RoundTrips;

/// <summary>
/// Reads some results of each method back from their bytes and reports where they differ from the original. It sees what a
/// compiler cannot: hidden state of other assemblies, members that other generators add, setters that change their value.
/// </summary>
[RequiresUnreferencedCode(ValueReflection.NeedsMembers)]
internal sealed class RoundTripVerifier(KvLog log, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ResultSample> _samples = new();

    /// <summary>For a cached result; <paramref name="stored"/> are bytes of the codec's.</summary>
    public void Verify<T>(string method, GuardCodec<T> codec, byte[] key, T original, byte[] stored)
    {
        if (!IsWorthIt(method, stored.Length))
            return;

        try
        {
            if (!codec.TryDecode(key, stored, out var copy))
            {
                Unreadable(method, typeof(T), codec.WhyUnreadable(key, stored));
                return;
            }

            Compare(method, original, copy, () => codec.Encode(key, copy, time, default));
        }
#pragma warning disable CA1031 // An exception of the user's getters here changes no result.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.NotVerified(method, e);
        }
    }

    /// <summary>For an idempotent result and the bytes of the serializer's.</summary>
    public void Verify<T>(string method, IKvSerializer<T> serializer, T original, ReadOnlySpan<byte> body)
    {
        if (!IsWorthIt(method, body.Length))
            return;

        var bytes = body.ToArray();
        try
        {
            var copy = serializer.Deserialize(bytes);
            Compare(method, original, copy, () => serializer.SerializeToRead(new System.Buffers.ArrayBufferWriter<byte>(), copy));
        }
        catch (KvSerializationException e)
        {
            Unreadable(method, typeof(T), ReadFailure.Reason(e));
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.NotVerified(method, e);
        }
    }

    private bool IsWorthIt(string method, int size) => _samples.GetOrAdd(method, static _ => new ResultSample()).TryTake(size);

    private void Compare(string method, object? original, object? copy, Action writeCopy)
    {
        var differences = ValueComparison.Differences(original, copy);
        if (differences.Count == 0)
            return;

        // The original was written, the copy was not: a getter that caches its value has done so only on one side.
        writeCopy();
        foreach (var member in ValueComparison.Differences(original, copy).Intersect(differences))
            log.RoundTripDiffers(method, member);
    }

    private void Unreadable(string method, Type type, string? reason) =>
        log.RoundTripDiffers(method, $"{TypeText.Full(type)} ({reason ?? "Its bytes cannot be read."})");
}
