using System.Collections.Immutable;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>What users silence stays silent, be it an error or a warning.</summary>
public class SuppressionTests
{
    private const string Error = """[Cached("x:{nope}", Ttl = "1m")] private Task<int> GetCoreAsync() => Task.FromResult(1);""";
    private const string Warning = """[Cached("x:{id}", Ttl = "1m")] public Task<int> GetCoreAsync(int id) => Task.FromResult(id);""";

    public static TheoryData<string, string> Cases => new() { { "DKV0015", Error }, { "DKV0051", Warning } };

    private static string File(string member) => $$"""
        public partial class C(KvClient kv)
        {
            {{member}}
        }
        """;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Said_where_nothing_is_silenced(string id, string member) => Assert.Equal(id, Assert.Single(Findings(File(member))).Id);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pragma(string id, string member) => Assert.Empty(Findings(File($"\n#pragma warning disable {id}\n{member}\n#pragma warning restore {id}\n")));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Editorconfig_says_none(string id, string member) =>
        Assert.Empty(Findings(File(member), $"[*.cs]\ndotnet_diagnostic.{id}.severity = none\n"));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Editorconfig_says_warning_or_error(string id, string member)
    {
        Assert.Equal(DiagnosticSeverity.Warning, Assert.Single(Findings(File(member), $"[*.cs]\ndotnet_diagnostic.{id}.severity = warning\n")).Severity);
        Assert.Equal(DiagnosticSeverity.Error, Assert.Single(Findings(File(member), $"[*.cs]\ndotnet_diagnostic.{id}.severity = error\n")).Severity);
    }

    private static ImmutableArray<Microsoft.CodeAnalysis.Diagnostic> Findings(string source, string? editorconfig = null)
    {
        var compilation = TestCompilation.Create([source]);
        if (editorconfig is not null)
            compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new Severities(editorconfig)));
        return GeneratorRun.Unchecked(compilation).Findings();
    }

    /// <summary>As the compiler reads the file: by the paths that its sections match.</summary>
    private sealed class Severities(string editorconfig) : SyntaxTreeOptionsProvider
    {
        private readonly AnalyzerConfigSet _set = AnalyzerConfigSet.Create(ImmutableArray.Create(AnalyzerConfig.Parse(SourceText.From(editorconfig), "/code/.editorconfig")));

        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            _set.GetOptionsForSourcePath("/code/" + tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = ReportDiagnostic.Default;
            return false;
        }
    }
}
