using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Reflection;
using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Near;
using Derp.Kv.Runtime.Named;

namespace Derp.Kv.Hybrid;

/// <summary>
/// The values of one type, and what near entries hold of them: the value itself if it can be shared, else the serializer's bytes, which each call reads for itself.
/// </summary>
internal sealed class HybridValues<T>(IKvSerializer<T> serializer, long maxPayload, NearHits hits)
    : NamedValues<T>(KvHybridCache.MethodName, StoredType.Of<T>(), serializer, maxPayload, s_isFrozen)
{
    // As the framework has it: text, values that hold no reference, and what says that it never changes and cannot be derived from.
    private static readonly bool s_isFrozen = typeof(T) == typeof(string) || !RuntimeHelpers.IsReferenceOrContainsReferences<T>() || SaysImmutable();

    // Every null is the same.
    private static readonly object s_null = new();

    private readonly ulong _salt = NearPolicy.NextSalt();

    public ulong HashOf(NearCache near, ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key, (long)(near.Seed ^ _salt));

    /// <summary>Answers from this process's memory.</summary>
    public bool TryFind(NearCache near, ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (near.Find(HashOf(near, key), this, key) is not { } entry)
            return false;
        if (ReferenceEquals(entry.Held, s_null))
            value = default!;
        else if (IsFrozen)
            value = (T)entry.Held;
        else if (!TryRead((byte[])entry.Held, out value))
            return false;
        hits.Count();
        return true;
    }

    /// <summary>What an entry holds, and its weight without what the value's own objects take.</summary>
    /// <param name="isNull">Whether the value is null.</param>
    /// <param name="value">The value, if it can be shared.</param>
    /// <param name="payload">The serializer's bytes of it.</param>
    public (object Held, int Weight) Hold(bool isNull, T value, ReadOnlySpan<byte> payload)
    {
        if (isNull)
            return (s_null, 0);
        return IsFrozen ? (value!, NearPolicy.ObjectWeight + Unsafe.SizeOf<T>()) : (payload.ToArray(), NearPolicy.ArrayWeight + payload.Length);
    }

    private bool TryRead(byte[] payload, [MaybeNullWhen(false)] out T value)
    {
        try
        {
            value = Serializer.Deserialize(payload);
            return true;
        }
#pragma warning disable CA1031 // A custom serializer may throw anything: the store is asked then.
        catch (Exception)
#pragma warning restore CA1031
        {
            value = default;
            return false;
        }
    }

    private static bool SaysImmutable()
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        return (type.IsValueType || type.IsSealed) && type.GetCustomAttribute<ImmutableObjectAttribute>() is { Immutable: true };
    }
}
