using Basic.Reference.Assemblies;
using Derp.Kv.Ledger;
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

    private static readonly MetadataReference s_ledger = MetadataReference.CreateFromFile(typeof(KvLedger).Assembly.Location);

    private static readonly Lazy<CSharpCompilation> s_ledgerProject = new(static () => Bound(s_project.AddReferences(s_ledger)));

    /// <summary>A project that has the package of the ledger if a file of it names that.</summary>
    public static CSharpCompilation Create(IEnumerable<string> sources, LanguageVersion version = LanguageVersion.CSharp12, string assemblyName = "User")
    {
        var texts = sources.Prepend(Usings).ToList();
        var project = NamesLedger(texts) ? s_ledgerProject.Value : s_project;
        return (assemblyName == project.AssemblyName ? project : project.WithAssemblyName(assemblyName)).AddSyntaxTrees(
            [.. texts.Select((text, i) => CSharpSyntaxTree.ParseText(text, ParseOptions(version), $"Source{i}.cs"))]);
    }

    public static CSharpCompilation WithoutLedger(this CSharpCompilation compilation) => compilation.RemoveReferences(s_ledger);

    /// <summary>Whether a text names the package of the ledger.</summary>
    public static bool NamesLedger(params IEnumerable<string> texts) => texts.Any(static t => t.Contains("Derp.Kv.Ledger", StringComparison.Ordinal));

    /// <summary>The same project with the package.</summary>
    public static CSharpCompilation WithLedger(this CSharpCompilation compilation) => compilation.References.Contains(s_ledger) ? compilation : compilation.AddReferences(s_ledger);

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
