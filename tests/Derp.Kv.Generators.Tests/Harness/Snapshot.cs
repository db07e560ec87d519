using System.Runtime.CompilerServices;
using System.Text;
using Derp.Kv.Generators.Pipeline;

namespace Derp.Kv.Generators.Tests.Harness;

/// <summary>
/// Compares generated files with those in <c>Snapshots</c>, in the layout of Verify.SourceGenerators: a file per hint name,
/// with a byte-order mark and a first line that names the hint. A snapshot that is missing or no longer produced fails.
/// <c>ACCEPT_SNAPSHOTS=1</c> writes them, but not where <c>CI</c> is set. The manifest, of which each project has one, has tests of its own.
/// </summary>
internal static class Snapshot
{
    public static void Verify(
        string source,
        Microsoft.CodeAnalysis.CSharp.LanguageVersion version = Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp12,
        [CallerFilePath] string file = "",
        [CallerMemberName] string method = "") =>
        Verify(GeneratorRun.Of(source, version).Sources.Select(static s => (s.HintName, s.SourceText.ToString())), file, method);

    /// <summary>The manifest alone.</summary>
    public static void VerifyManifest(string source, [CallerFilePath] string file = "", [CallerMemberName] string method = "") =>
        Verify([(ManifestOutput.HintName, GeneratorRun.Of(source).Manifest!)], file, method);

    private static void Verify(IEnumerable<(string HintName, string Text)> sources, string file, string method)
    {
        var folder = Path.Combine(Path.GetDirectoryName(file)!, "Snapshots");
        var prefix = $"{Path.GetFileNameWithoutExtension(file)}.{method}#";
        var expected = Directory.Exists(folder)
            ? Directory.GetFiles(folder, prefix + "*.verified.cs").ToHashSet(StringComparer.Ordinal)
            : [];

        foreach (var generated in sources)
        {
            var name = generated.HintName[..^".cs".Length];
            var path = Path.Combine(folder, $"{prefix}{name}.verified.cs");
            expected.Remove(path);
            Compare(path, $"//HintName: {generated.HintName}\n{Scrub(generated.Text)}");
        }

        foreach (var orphan in expected)
        {
            if (!Accepts)
                Assert.Fail($"{Path.GetFileName(orphan)} is no longer generated.");
            File.Delete(orphan);
        }
    }

    private static bool Accepts
    {
        get
        {
            var accepts = Environment.GetEnvironmentVariable("ACCEPT_SNAPSHOTS") == "1";
            if (accepts && Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
                Assert.Fail("ACCEPT_SNAPSHOTS is set in a CI build, where snapshots are only compared.");
            return accepts;
        }
    }

    private static void Compare(string path, string text)
    {
        var received = path.Replace(".verified.cs", ".received.cs", StringComparison.Ordinal);
        if (File.Exists(path) && File.ReadAllText(path) == text)
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(Accepts ? path : received, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        if (!Accepts)
            Assert.Fail($"{Path.GetFileName(path)} {(File.Exists(path) ? "differs from" : "is missing; see")} {Path.GetFileName(received)}.");
    }

    // The version changes with every release; the rest must not.
    private static string Scrub(string text) =>
        string.Join('\n', text.Split('\n').Where(line => !line.Contains("CodeDom.Compiler.GeneratedCode", StringComparison.Ordinal)));
}
