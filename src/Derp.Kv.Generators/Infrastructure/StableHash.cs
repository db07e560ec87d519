using System.Globalization;

namespace Derp.Kv.Generators.Infrastructure;

/// <summary>A hash that is the same on every machine and in every process: FNV-1a, 64 bit, over UTF-16 units.</summary>
internal static class StableHash
{
    public static string Hex(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
            hash = unchecked((hash ^ c) * 1099511628211UL);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
