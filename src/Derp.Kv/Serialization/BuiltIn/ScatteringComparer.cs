using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

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

    // Text is scattered by the runtime. Other references hash as their types see fit, the framework's own as plainly as numbers do.
    private static readonly bool s_needed = typeof(T).IsValueType || typeof(T) == typeof(Version) || typeof(ITuple).IsAssignableFrom(typeof(T));

    /// <returns>Null, which is the default comparer, where the keys can do no harm.</returns>
    public static IEqualityComparer<T>? For(int count) => s_needed && count > Harmless ? s_instance : null;

    public bool Equals(T? x, T? y) => EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode([DisallowNull] T obj)
    {
        var hash = new HashCode();
        SeededHash.Add(ref hash, obj);
        return hash.ToHashCode();
    }
}
