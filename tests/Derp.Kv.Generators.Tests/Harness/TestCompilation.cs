using Basic.Reference.Assemblies;
using MessagePack;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Harness;

/// <summary>User code as a strict project compiles it: nullable, every warning, documentation checked.</summary>
internal static class TestCompilation
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Derp.Kv;
        """;

    private static readonly MetadataReference[] s_references =
    [
        .. Net100.References.All,
        MetadataReference.CreateFromFile(typeof(KvClient).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(MessagePackSerializer).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(KeyAttribute).Assembly.Location),
    ];

    public static CSharpParseOptions ParseOptions(LanguageVersion version) => new(version, DocumentationMode.Diagnose);

    // All compilations grow from this one, so that the references are read once.
    private static readonly CSharpCompilation s_project = Bound(CSharpCompilation.Create(
        "User",
        references: s_references,
        options: new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            warningLevel: 9999,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable,
            specificDiagnosticOptions: new Dictionary<string, ReportDiagnostic>
            {
                // As the SDK has it: MessagePack was built against an older System.Runtime.
                ["CS1701"] = ReportDiagnostic.Suppress,
            })));

    public static CSharpCompilation Create(IEnumerable<string> sources, LanguageVersion version = LanguageVersion.CSharp12, string assemblyName = "User") =>
        (assemblyName == s_project.AssemblyName ? s_project : s_project.WithAssemblyName(assemblyName)).AddSyntaxTrees(
            [.. sources.Prepend(Usings).Select((text, i) => CSharpSyntaxTree.ParseText(text, ParseOptions(version), $"Source{i}.cs"))]);

    /// <summary>Errors and warnings; missing documentation only where the generator wrote.</summary>
    public static IEnumerable<Microsoft.CodeAnalysis.Diagnostic> Problems(this Compilation compilation) =>
        compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed)
            .Where(d => d.Id != "CS1591" || d.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true);

    private static CSharpCompilation Bound(CSharpCompilation compilation)
    {
        compilation.GetSpecialType(SpecialType.System_Object);
        return compilation;
    }
}
