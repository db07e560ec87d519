namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>
/// Finds by a test whether a collection ignores case, which it does not tell. That is the
/// comparer that is in use; a collection behind an interface need not be one of the framework's.
/// </summary>
internal static class LookupProbe
{
    public static bool IgnoresCase<TKey>(IEnumerable<TKey> keys, Func<TKey, bool> contains)
    {
        if (typeof(TKey) != typeof(string))
            return false;

        foreach (var key in keys)
        {
            if (key is string text && Swapped(text) is var other && other != text)
                return contains((TKey)(object)other) && !keys.Any(each => other.Equals(each as string, StringComparison.Ordinal));
        }

        return false;
    }

    private static string Swapped(string text) => string.Create(text.Length, text, static (swapped, text) =>
    {
        for (var i = 0; i < text.Length; i++)
            swapped[i] = char.IsUpper(text[i]) ? char.ToLowerInvariant(text[i]) : char.ToUpperInvariant(text[i]);
    });
}
