using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>
/// Equal where the default comparer is, with hash codes that nobody outside this process can foresee: the default ones of
/// numbers, times and GUIDs are plain, so that crafted keys would all meet in one bucket and reading would take their square.
/// </summary>
internal sealed class ScatteringComparer<T> : IEqualityComparer<T>
{
    // So few keys cost nothing however they meet.
    private const int Harmless = 100;

    private static readonly ScatteringComparer<T> s_instance = new();

    // Text is scattered by the runtime. Other references hash as their types see fit.
    private static readonly bool s_needed = typeof(T).IsValueType;

    private static readonly bool s_isBits = IsBits(typeof(T));

    /// <returns>Null, which is the default comparer, where the keys can do no harm.</returns>
    public static IEqualityComparer<T>? For(int count) => s_needed && count > Harmless ? s_instance : null;

    public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode([DisallowNull] T obj)
    {
        var hash = new HashCode();
        if (s_isBits)
            hash.AddBytes(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref obj), Unsafe.SizeOf<T>()));
        else
            hash.Add(obj);
        return hash.ToHashCode();
    }

    // Types whose values are equal exactly when their bits are.
    private static bool IsBits(Type type) =>
        type.IsEnum || type.IsPrimitive && type != typeof(double) && type != typeof(float)
        || type == typeof(Guid) || type == typeof(Int128) || type == typeof(UInt128)
        || type == typeof(TimeSpan) || type == typeof(DateOnly) || type == typeof(TimeOnly);
}
