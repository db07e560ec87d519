using System.Runtime.CompilerServices;

namespace Derp.Kv.Docs.Tests;

/// <summary>The files of this repository, by their path from its root, with forward slashes.</summary>
internal static class Repository
{
    private static readonly string s_root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));

    /// <summary>Every page in Markdown.</summary>
    public static IReadOnlyList<string> Pages { get; } = Find("*.md");

    /// <summary>Every C# file of the packages, whose documentation may link pages.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. Find("*.cs").Where(static path => path.StartsWith("src/", StringComparison.Ordinal))];

    /// <summary>The path of a file on this machine.</summary>
    public static string PathOf(string path) => Path.Combine(s_root, path);

    public static string Read(string path) => File.ReadAllText(PathOf(path)).ReplaceLineEndings("\n");

    public static bool Exists(string path) => Path.Exists(PathOf(path));

    private static List<string> Find(string pattern) =>
    [
        .. Directory.EnumerateFiles(s_root, pattern, SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(s_root, path).Replace('\\', '/'))
            .Where(static path => !path.Split('/').Any(static part => part is "bin" or "obj" or "artifacts" || part.StartsWith('.')))
            .Order(StringComparer.Ordinal),
    ];

    private static string Here([CallerFilePath] string file = "") => file;
}
