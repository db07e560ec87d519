using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>
/// Equal whenever the default comparer is, with hash codes that cannot be predicted outside this process: the default ones of
/// numbers, times and GUIDs are predictable, so that crafted keys would all share one bucket and reading would take quadratic time.
/// </summary>
internal sealed class ScatteringComparer<T> : IEqualityComparer<T>
{
    // So few keys cost little even if all collide.
    private const int Harmless = 100;

    private static readonly ScatteringComparer<T> s_instance = new();

    // The runtime seeds the hash of text. Other references hash as their types define, the framework's own as predictably as numbers.
    private static readonly bool s_needed = typeof(T).IsValueType || typeof(T) == typeof(Version) || typeof(ITuple).IsAssignableFrom(typeof(T));

    /// <returns>Null, which is the default comparer, if the keys are harmless.</returns>
    public static IEqualityComparer<T>? For(int count) => s_needed && count > Harmless ? s_instance : null;

    public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode([DisallowNull] T obj)
    {
        var hash = new HashCode();
        SeededHash.Add(ref hash, obj);
        return hash.ToHashCode();
    }
}
