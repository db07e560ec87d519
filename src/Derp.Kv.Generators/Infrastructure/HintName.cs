using System.Text;

namespace Derp.Kv.Generators.Infrastructure;

/// <summary>
/// File names of generated sources. The compiler accepts only some characters and ignores case,
/// and a file system may refuse long paths. Two equal names in one compilation would end the whole generator.
/// </summary>
internal static class HintName
{
    private const int MaxLength = 90;

    /// <summary>The hint name for a unique text, such as <c>Shop.Catalog&lt;T&gt;</c>; two that differ only by case may still be equal.</summary>
    /// <param name="identity">Unique in the compilation.</param>
    public static string For(string identity)
    {
        var name = new StringBuilder(identity.Length);
        var exact = true;
        foreach (var c in identity)
        {
            var plain = c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_';
            exact &= plain;
            name.Append(plain ? c : '_');
        }

        // A name that is cut or rewritten carries the hash of the whole.
        var text = WordCut.Shorten(name.ToString(), MaxLength);
        return exact && text.Length == identity.Length ? $"{text}.g.cs" : WithHash(text, identity);
    }

    /// <summary>Sets a hint name apart from another that differs from it by case alone.</summary>
    public static string Distinct(string hintName, string identity) =>
        WithHash(hintName.Substring(0, hintName.Length - ".g.cs".Length), identity);

    private static string WithHash(string name, string identity) => $"{name}.{StableHash.Hex(identity).Substring(0, 8)}.g.cs";
}
