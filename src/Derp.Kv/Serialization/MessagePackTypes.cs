using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Serialization;

/// <summary>What generated serializers of unsealed classes need: reading would restore the declared class, without the members of a derived one.</summary>
public static class MessagePackTypes
{
    /// <summary>Refuses a value of a derived type. A sealed type needs no such call.</summary>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <param name="value">The value; not null.</param>
    /// <exception cref="KvOtherTypeException">The value is of a type derived from <typeparamref name="T"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Inlined into a caller that knows the type: one comparison.
    public static void ThrowIfDerived<T>(T value)
        where T : class
    {
        if (value.GetType() != typeof(T))
            Throw(typeof(T), value.GetType());
    }

    [DoesNotReturn]
    private static void Throw(Type declared, Type actual)
    {
        var (declaredType, runtimeType) = (TypeText.Full(declared), TypeText.Full(actual));
        throw new KvOtherTypeException($"A value of type {runtimeType} was found, but {declaredType} is declared.", declaredType, runtimeType);
    }
}
