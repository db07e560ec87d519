using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Serialization;

/// <summary>What generated serializers of classes need that others can derive from: bytes would bring back the declared class, and nothing that a derived one adds.</summary>
public static class MessagePackTypes
{
    /// <summary>Refuses a value of a derived type. A sealed type needs no such call.</summary>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <param name="value">The value; not null.</param>
    /// <exception cref="KvSerializationException">The value is of a type derived from <typeparamref name="T"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Into the caller, who knows the type: one comparison.
    public static void ThrowIfDerived<T>(T value)
        where T : class
    {
        if (value.GetType() != typeof(T))
            Throw(typeof(T), value.GetType());
    }

    [DoesNotReturn]
    private static void Throw(Type declared, Type actual) =>
        throw new KvSerializationException($"A value of type {actual.FullName} stands where {declared.FullName} is declared.");
}
